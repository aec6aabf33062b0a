"""A Python file, read with `ast` and never executed: what its literals, constants and calls say.

Values are folded only where the file itself holds them: literals, constants of the module and of the function, strings put
together from those. All else is `Unknown`, with its words.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from typing import Any

DEEPEST = 60
"""Expressions inside one another beyond this are not looked into."""
LONGEST = 1_000_000
"""Strings that would become longer, and lists with more items, are not put together."""


class Unknown:
    """An expression whose value only running the file would tell. Neither this nor the next two are tuples, as tuples are values
    of Python files."""

    __slots__ = ("words",)

    def __init__(self, words: str) -> None:
        self.words = words


class Called:
    """A call, its function named by the path that it was imported under: `sqlalchemy.Column`."""

    __slots__ = ("args", "named", "node", "on", "path")

    def __init__(
        self,
        path: str,
        args: tuple[Any, ...],
        named: dict[str, Any],
        node: ast.Call | ast.BinOp | ast.UnaryOp,
        on: Any = None,
    ) -> None:
        """`on` is set for a method of a value that is itself a call or a name from elsewhere: that value. `path` then begins
        with a full stop."""
        self.path = path
        self.args = args
        self.named = named
        self.node = node
        self.on = on

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]

    def get(self, position: int, name: str, default: Any = None) -> Any:
        """The argument at a position (from 0) or under a name."""
        if name in self.named:
            return self.named[name]
        return self.args[position] if position < len(self.args) else default

    def saying(self, **named: Any) -> Called:
        """The same call with other named arguments besides its own."""
        return Called(self.path, self.args, {**self.named, **named}, self.node, self.on)


class Named:
    """A name that leads out of the file: `sqlalchemy.String`, `settings.AUTH_USER_MODEL`."""

    __slots__ = ("node", "path")

    def __init__(self, path: str, node: ast.AST) -> None:
        self.path = path
        self.node = node

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]


class NotPython(Exception):  # noqa: N818 - it is a verdict on a text, not a fault of ours
    """The text is no Python that this interpreter can parse."""


_EMPTY: Mapping[str, Any] = {}


class PythonFile:
    """A parsed file: its tree, the places of its nodes, its imports and the constants of its module."""

    __slots__ = ("_busy", "_known", "_starts", "constants", "functions", "imports", "plain", "text", "tree")

    def __init__(self, text: str) -> None:
        """Raises NotPython."""
        self.text = text
        try:
            self.tree = ast.parse(text)
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None)
            raise NotPython(f"line {line}: {getattr(error, 'msg', error)}" if line else str(error)) from error
        except (RecursionError, MemoryError) as error:
            raise NotPython("its expressions are nested too deeply") from error
        self.plain = text.isascii()
        self._starts = _line_starts(text)
        self.imports: dict[str, str] = {}
        self.constants: dict[str, ast.expr] = {}
        self.functions: dict[str, ast.FunctionDef] = {}
        self._known: dict[str, Any] = {}
        self._busy: set[str] = set()
        for statement in self.tree.body:
            self._take(statement)

    def _take(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                if alias.asname:
                    self.imports[alias.asname] = alias.name
                else:
                    self.imports[alias.name.partition(".")[0]] = alias.name.partition(".")[0]
        elif isinstance(statement, ast.ImportFrom):
            for alias in statement.names:
                module = "." * statement.level + (statement.module or "")
                self.imports[alias.asname or alias.name] = f"{module}.{alias.name}"
        elif isinstance(statement, ast.FunctionDef):
            self.functions[statement.name] = statement
        else:
            for name, value in assigned(statement):
                self.constants[name] = value

    # --- places -----------------------------------------------------------------------------------------------------

    def offset(self, line: int, column: int) -> int:
        """The character at a line (from 1) and a column in bytes of UTF-8 (from 0), as `ast` counts."""
        start = self._starts[min(line, len(self._starts)) - 1]
        if self.plain:
            return start + column
        end = self._starts[line] if line < len(self._starts) else len(self.text)
        return start + len(self.text[start:end].encode()[:column].decode("utf-8", "ignore"))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Half-open character offsets of a node; the beginning of the file where it has none."""
        line = getattr(node, "lineno", None)
        if line is None:
            return 0, 0
        start = self.offset(line, node.col_offset)  # type: ignore[attr-defined]
        end = self.offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
        return start, end

    def words(self, node: ast.AST) -> str:
        """A node as it is written, on one line, at most 60 characters."""
        start, end = self.span(node)
        said = " ".join(self.text[start : min(end, start + 240)].split())
        return said if len(said) <= 60 else said[:57] + "..."

    def inside(self, node: ast.AST) -> tuple[int, int] | None:
        """Where the characters of a string literal stand that is written as it is meant: one literal, no escapes."""
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            return None
        start, end = self.span(node)
        written = self.text[start:end]
        prefix = _QUOTES.match(written)
        if prefix is None:
            return None
        opening, closing = prefix.end(), len(prefix["quote"])
        if written[opening : len(written) - closing] != node.value:
            return None
        return start + opening, end - closing

    # --- values -----------------------------------------------------------------------------------------------------

    def constant(self, name: str) -> Any:
        """The value of a constant of the module; Unknown when there is none or it cannot be told."""
        if name in self._known:
            return self._known[name]
        node = self.constants.get(name)
        if node is None or name in self._busy:
            return Unknown(name)
        self._busy.add(name)
        found = self._known[name] = self.value(node)
        self._busy.discard(name)
        return found

    def value(self, node: ast.AST | None, local: Mapping[str, Any] = _EMPTY, depth: int = 0) -> Any:
        """What an expression says. Strings, numbers, None, lists, tuples and dicts are themselves; calls are `Called`, names
        that lead out of the file are `Named`, the rest is `Unknown`. `local` holds values of names that come first."""
        if node is None or depth > DEEPEST:
            return Unknown("")
        read = _READERS.get(type(node))
        return read(self, node, local, depth + 1) if read else Unknown(self.words(node))

    def path(self, node: ast.AST, local: Mapping[str, Any] = _EMPTY) -> str:
        """The dotted path of a name or attribute, its first part as imported; empty for what is no plain path."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        if node.id in local:
            return ""
        parts.append(self.imports.get(node.id, node.id))
        return ".".join(reversed(parts))


_QUOTES = re.compile(r"[rRuU]?(?P<quote>\"\"\"|'''|\"|')")


def assigned(statement: ast.stmt) -> list[tuple[str, ast.expr]]:
    """The plain names that a statement assigns, each with its expression."""
    if isinstance(statement, ast.Assign):
        return [(target.id, statement.value) for target in statement.targets if isinstance(target, ast.Name)]
    if isinstance(statement, ast.AnnAssign) and statement.value and isinstance(statement.target, ast.Name):
        return [(statement.target.id, statement.value)]
    return []


def _line_starts(text: str) -> list[int]:
    """Lines end as Python's parser ends them: at LF, CRLF or CR. Form feeds end none."""
    starts = [0]
    for match in re.finditer(r"\r\n?|\n", text):
        starts.append(match.end())
    return starts


# --- one function a kind of expression --------------------------------------------------------------------------------


def _constant(file: PythonFile, node: Any, local: Mapping[str, Any], depth: int) -> Any:
    return node.value


def _name(file: PythonFile, node: Any, local: Mapping[str, Any], depth: int) -> Any:
    if node.id in local:
        return local[node.id]
    if node.id in file.constants:
        return file.constant(node.id)
    return Named(file.imports.get(node.id, node.id), node)


def _attribute(file: PythonFile, node: Any, local: Mapping[str, Any], depth: int) -> Any:
    path = file.path(node, local)
    root = path.partition(".")[0]
    if path and root not in file.constants:
        return Named(path, node)
    return Unknown(file.words(node))


def _items(file: PythonFile, node: Any, local: Mapping[str, Any], depth: int) -> list[Any]:
    found: list[Any] = []
    for one in node.elts:
        if isinstance(one, ast.Starred):
            inner = file.value(one.value, local, depth)
            if isinstance(inner, (list, tuple)):
                found.extend(inner)
            else:
                found.append(Unknown(file.words(one)))
        else:
            found.append(file.value(one, local, depth))
    return found


def _list(file: PythonFile, node: Any, local: Mapping[str, Any], depth: int) -> Any:
    return _items(file, node, local, depth)


def _tuple(file: PythonFile, node: Any, local: Mapping[str, Any], depth: int) -> Any:
    return tuple(_items(file, node, local, depth))


def _dict(file: PythonFile, node: Any, local: Mapping[str, Any], depth: int) -> Any:
    found: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        name = file.value(key, local, depth) if key is not None else None
        if not isinstance(name, (str, int, float)):
            return Unknown(file.words(node))
        found[name] = file.value(value, local, depth)
    return found


def _joined(file: PythonFile, node: Any, local: Mapping[str, Any], depth: int) -> Any:
    """An f-string is known where all that it holds is."""
    parts: list[str] = []
    length = 0
    for piece in node.values:
        if isinstance(piece, ast.Constant):
            parts.append(str(piece.value))
            length += len(parts[-1])
            continue
        if not isinstance(piece, ast.FormattedValue) or piece.format_spec is not None:
            return Unknown(file.words(node))
        value = file.value(piece.value, local, depth)
        if isinstance(value, bool) or not isinstance(value, (str, int, float)) or piece.conversion not in (-1, 115):
            return Unknown(file.words(node))
        parts.append(str(value))
        length += len(parts[-1])
        if length > LONGEST:
            return Unknown(file.words(node))
    return "".join(parts)


def _binary(file: PythonFile, node: Any, local: Mapping[str, Any], depth: int) -> Any:
    left, right = file.value(node.left, local, depth), file.value(node.right, local, depth)
    try:
        if isinstance(node.op, ast.Add) and type(left) is type(right) and isinstance(left, (str, list, tuple)):
            return left + right if len(left) + len(right) <= LONGEST else Unknown(file.words(node))
        if type(left) is int and type(right) is int and abs(left) < LONGEST and abs(right) < LONGEST:
            if isinstance(node.op, ast.Add):
                return left + right
            if isinstance(node.op, ast.Mult):
                return left * right
        if isinstance(node.op, ast.Mod) and isinstance(left, str) and _is_plain(right) and _is_short(left, right):
            return left % right
        if isinstance(node.op, ast.BitOr):
            return Called("|", (left, right), {}, node)
        if isinstance(node.op, ast.BitAnd):
            return Called("&", (left, right), {}, node)
    except (TypeError, ValueError, OverflowError, KeyError, MemoryError):
        pass
    return Unknown(file.words(node))


def _is_plain(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(_is_plain(one) for one in value)
    if isinstance(value, dict):
        return all(_is_plain(one) for one in value.values())
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)


def _is_short(form: str, given: Any) -> bool:
    """Whether filling in a format cannot make a string of enormous length."""
    return len(form) < 10_000 and len(str(given)) < 10_000 and not re.search(r"\d{4}", re.sub(r"\s\d+", "", form))


def _unary(file: PythonFile, node: Any, local: Mapping[str, Any], depth: int) -> Any:
    value = file.value(node.operand, local, depth)
    if isinstance(node.op, ast.USub) and type(value) in (int, float):
        return -value
    if isinstance(node.op, ast.Not) and isinstance(value, bool):
        return not value
    if isinstance(node.op, ast.Invert) and isinstance(value, Called):
        return Called("~", (value,), {}, node)
    return Unknown(file.words(node))


def _call(file: PythonFile, node: Any, local: Mapping[str, Any], depth: int) -> Any:
    args = tuple(_items(file, _Arguments(node.args), local, depth))
    named: dict[str, Any] = {}
    for keyword in node.keywords:
        value = file.value(keyword.value, local, depth)
        if keyword.arg is not None:
            named[keyword.arg] = value
        elif isinstance(value, dict):
            named.update(value)
        else:
            named["**"] = value
    path = file.path(node.func, local)
    if path and path.partition(".")[0] not in file.constants:
        fold = _FUNCTIONS.get(path)
        if fold and len(args) == 1 and isinstance(args[0], str) and not named:
            return fold(args[0])
        given = file.functions.get(path)
        if given is not None and not args and not named and isinstance(given.body[-1], ast.Return):
            alone = [one for one in given.body[:-1] if not _is_docstring(one)]
            if not alone and not given.args.args and given.body[-1].value is not None:
                return file.value(given.body[-1].value, _EMPTY, depth)
        return Called(path, args, named, node)
    if isinstance(node.func, ast.Attribute):
        on = file.value(node.func.value, local, depth)
        if isinstance(on, str):
            return _method(file, node, on, args, named)
        if isinstance(on, (Called, Named)):
            return Called("." + node.func.attr, args, named, node, on)
    return Unknown(file.words(node))


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


class _Arguments:
    """The positional arguments of a call, looked at as a list."""

    __slots__ = ("elts",)

    def __init__(self, elts: list[ast.expr]) -> None:
        self.elts = elts


def _dedent(text: str) -> str:
    import textwrap

    return textwrap.dedent(text)


_FUNCTIONS: dict[str, Callable[[str], str]] = {
    "textwrap.dedent": _dedent,
    "inspect.cleandoc": _dedent,
    "str": str,
}


def _method(file: PythonFile, node: Any, on: str, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
    name = node.func.attr
    if name in ("strip", "lstrip", "rstrip", "lower", "upper") and not args and not named:
        return getattr(on, name)()
    if name == "format" and _is_plain(args) and _is_plain(named) and _is_short(on, (args, named)):
        try:
            return on.format(*args, **named)
        except (LookupError, ValueError, AttributeError, TypeError):
            return Unknown(file.words(node))
    if name == "join" and len(args) == 1 and isinstance(args[0], (list, tuple)):
        if all(isinstance(one, str) for one in args[0]) and sum(len(one) + len(on) for one in args[0]) <= LONGEST:
            return on.join(args[0])
    elif (
        name == "replace"
        and len(args) == 2
        and all(isinstance(one, str) for one in args)
        and len(on) * len(args[1]) <= LONGEST
    ):
        return on.replace(*args)
    return Unknown(file.words(node))


def _starred(file: PythonFile, node: Any, local: Mapping[str, Any], depth: int) -> Any:
    return file.value(node.value, local, depth)


_READERS: dict[type, Callable[[PythonFile, Any, Mapping[str, Any], int], Any]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.List: _list,
    ast.Set: _list,
    ast.Tuple: _tuple,
    ast.Dict: _dict,
    ast.JoinedStr: _joined,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Call: _call,
    ast.Starred: _starred,
}
