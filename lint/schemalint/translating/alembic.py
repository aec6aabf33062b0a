"""Alembic: the operations of `upgrade()` and `downgrade()`, said in SQL."""

from __future__ import annotations

import ast
import re
from typing import Any

from schemalint.model.document import Dialect, Translation
from schemalint.translating.alembic_operations import (
    TABLE_AT,
    data_change,
    enum_statement,
    insert_rows,
    operation,
    statements,
    table_named,
    touched,
)
from schemalint.translating.python_source import Called, Named, NotPython, PythonFile, Unknown, assigned
from schemalint.translating.remarks import Remarks
from schemalint.translating.spelling import name
from schemalint.translating.sqlalchemy_tables import Unclear, sql_text
from schemalint.translating.text import DOWN, FROM, IDENTITY, NO_TRANSACTION, REQUIRES, UP, Writer

_OP = "alembic.op."
_DIALECTS: dict[str, tuple[str, ...]] = {
    "postgres": ("postgresql",),
    "mysql": ("mysql",),
    "mariadb": ("mysql", "mariadb"),
    "sqlite": ("sqlite",),
    "tsql": ("mssql",),
    "oracle": ("oracle",),
}
"""What SQLAlchemy calls each dialect."""
_OWN: dict[str, Dialect] = {
    "postgresql": "postgres",
    "mysql": "mysql",
    "mariadb": "mariadb",
    "mssql": "tsql",
    "oracle": "oracle",
    "sqlite": "sqlite",
}
_QUIET = re.compile(r"(?:.*\.)?(?:log|logger|logging|_logger|LOG|print|warnings)(?:\.\w+)?$|print$|time\.sleep$")
"""Calls that touch no database."""
_LOOKS = frozenset(
    {"get_bind", "get_context", "get_impl", "inspect", "is_offline_mode", "f", "MetaData", "get_x_argument"}
)
_CHANGES_ROWS = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|SELECT|WITH|MERGE|TRUNCATE)\b", re.I)
_READS = re.compile(r"\s*(?:SELECT|SHOW|EXPLAIN)\b", re.I)
MOST_TURNS = 200
"""A loop over more literals is not unrolled."""
MOST_STATEMENTS = 20_000
"""More statements than these are not written for one file."""
DEEPEST = 12
"""Blocks and functions of the file inside one another."""


def translate(text: str, path: str, dialect: Dialect | None) -> Translation | None:
    """A revision in SQL; None where the file is no revision. What runs only under a condition that the file does not tell, or is
    no operation of Alembic, is left opaque under its own words."""
    writer = Writer()
    try:
        file = PythonFile(text)
    except NotPython as reason:
        writer.marker(f"{FROM}alembic")
        writer.marker(UP)
        writer.opaque(f"a file that is no Python ({reason})", 0, len(text))
        return writer.translation()
    if "revision" not in file.constants:
        return None
    own, evidence = _own_dialect(file)
    writer.marker(f"{FROM}alembic")
    revision = file.constant("revision")
    if isinstance(revision, str) and revision.strip():
        writer.marker(f"{IDENTITY}{'_'.join(revision.split())}")
    before = [*_revisions(file.constant("down_revision")), *_revisions(file.constant("depends_on"))]
    if before:
        writer.marker(REQUIRES + " ".join(before))
    walk = _Walk(file, writer, dialect or own or "standard")
    for direction, marker in (("upgrade", UP), ("downgrade", DOWN)):
        function = file.functions.get(direction)
        if function is None:
            continue
        walk.remarks.skip(file.span(function)[0])
        writer.marker(marker)
        if _is_all_outside(function, file):
            writer.marker(NO_TRANSACTION)
            walk.outside = True
        walk.written = 0
        if direction == "downgrade" and walk.refuses(function):
            continue
        walk.body(function.body, {}, 0)
        walk.outside = False
    return writer.translation(own, evidence)


def _revisions(value: Any) -> list[str]:
    """Identifiers of revisions, in one string or several; labels and relative names are no identifiers of files."""
    found = value if isinstance(value, (list, tuple)) else [value]
    return ["_".join(one.split()) for one in found if isinstance(one, str) and one.strip()]


def _own_dialect(file: PythonFile) -> tuple[Dialect | None, str]:
    """What the imports say: types of one dialect alone. Types of several say nothing."""
    found: dict[Dialect, str] = {}
    for path in file.imports.values():
        match = re.match(r"sqlalchemy\.dialects\.(\w+)", path)
        own = _OWN.get(match[1]) if match else None
        if own is not None and match is not None:
            found[own] = f"import sqlalchemy.dialects.{match[1]}"
    return next(iter(found.items())) if len(found) == 1 else (None, "")


def _is_all_outside(function: ast.FunctionDef, file: PythonFile) -> bool:
    """Whether all that a function does stands in an `autocommit_block`."""
    working = [
        one
        for one in function.body
        if not isinstance(one, ast.Pass) and not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
    ]
    return bool(working) and all(isinstance(one, ast.With) and _is_autocommit(one, file) for one in working)


def _is_autocommit(statement: ast.With, file: PythonFile) -> bool:
    if len(statement.items) != 1:
        return False
    call = statement.items[0].context_expr
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "autocommit_block"


class _DialectName(str):
    """The name of the dialect, asked of the connection; empty where it is not known."""


class _Walk:
    """Writes what the statements of a function do."""

    def __init__(self, file: PythonFile, writer: Writer, dialect: Dialect) -> None:
        self.file = file
        self.writer = writer
        self.dialect = dialect
        self.remarks = Remarks(file)
        self.outside = False
        self.written = 0

    # --- statements of Python ---------------------------------------------------------------------------------------

    def body(self, body: list[ast.stmt], local: dict[str, Any], depth: int) -> bool:
        """Walks statements; says whether they return."""
        for statement in body:
            if isinstance(statement, ast.Return):
                if statement.value is not None:
                    self.expression(statement.value, local, depth)
                return True
            if self.statement(statement, local, depth):
                return True
        return False

    def statement(self, statement: ast.stmt, local: dict[str, Any], depth: int) -> bool:
        if isinstance(statement, ast.Expr):
            self.expression(statement.value, local, depth)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            self._assign(statement, local, depth)
        elif isinstance(statement, ast.If):
            return self._if(statement, local, depth)
        elif isinstance(statement, ast.For):
            self._for(statement, local, depth)
        elif isinstance(statement, ast.With):
            return self._with(statement, local, depth)
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            self.file._take(statement)
        elif isinstance(statement, ast.FunctionDef):
            self.file.functions.setdefault(statement.name, statement)
        elif not isinstance(statement, (ast.Pass, ast.Assert, ast.Global, ast.Nonlocal, ast.Delete, ast.ClassDef)):
            if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
                local[statement.target.id] = Unknown(self.file.words(statement))
            else:
                self._unread(statement, statement, local)
        return False

    def _assign(self, statement: ast.Assign | ast.AnnAssign, local: dict[str, Any], depth: int) -> None:
        names = assigned(statement)
        if statement.value is None:
            return
        value = self._value(statement.value, local)
        if isinstance(value, Called) and self._acts(value):
            self.expression(statement.value, local, depth)
        for target, _ in names:
            local[target] = value
        if not names and isinstance(statement, ast.Assign):
            for one in statement.targets:
                for inner in ast.walk(one):
                    if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                        local[inner.id] = Unknown(self.file.words(statement.value))

    def _value(self, node: ast.AST, local: dict[str, Any]) -> Any:
        if self._is_dialect_name(node, local):
            return _DialectName("")
        return self.file.value(node, local)

    def _acts(self, call: Called) -> bool:
        """Whether a call whose result is kept does something to the database."""
        if call.path.startswith(_OP):
            return call.name not in _LOOKS and call.name != "batch_alter_table"
        return self._is_execute(call) or call.path in (".create", ".drop")

    def _if(self, statement: ast.If, local: dict[str, Any], depth: int) -> bool:
        told = self._truth(statement.test, local)
        if told is None or depth > DEEPEST:
            self._unread(statement, statement.test, local, f"if {self.file.words(statement.test)}")
            return False
        return self.body(statement.body if told else statement.orelse, local, depth + 1)

    def _for(self, statement: ast.For, local: dict[str, Any], depth: int) -> None:
        items = self._value(statement.iter, local)
        target = statement.target
        if isinstance(items, dict):
            items = list(items)
        if isinstance(items, Called) and items.path == ".items" and isinstance(items.on, dict):
            items = list(items.on.items())
        known = isinstance(items, (list, tuple)) and len(items) <= MOST_TURNS and not statement.orelse
        if not known or depth > DEEPEST or any(isinstance(one, Unknown) for one in items):
            self._unread(statement, statement.iter, local, f"for ... in {self.file.words(statement.iter)}")
            return
        loops = (ast.Break, ast.Continue, ast.Return)
        if any(isinstance(inner, loops) for inner in ast.walk(statement)):
            self._unread(statement, statement.iter, local, f"for ... in {self.file.words(statement.iter)}")
            return
        for item in items:
            if isinstance(target, ast.Name):
                local[target.id] = item
            elif isinstance(target, (ast.Tuple, ast.List)) and isinstance(item, (list, tuple)):
                for one, value in zip(target.elts, item, strict=False):
                    if isinstance(one, ast.Name):
                        local[one.id] = value
            self.body(statement.body, local, depth + 1)

    def _with(self, statement: ast.With, local: dict[str, Any], depth: int) -> bool:
        if depth > DEEPEST:
            self._unread(statement, statement, local)
            return False
        if _is_autocommit(statement, self.file):
            node = statement.items[0]
            span = self.file.span(node.context_expr)
            if not self.outside:
                self.writer.statement("COMMIT", *span)
            returns = self.body(statement.body, local, depth + 1)
            if not self.outside:
                self.writer.statement("BEGIN", *span)
            return returns
        for item in statement.items:
            value = self._value(item.context_expr, local)
            batch = isinstance(value, Called) and value.path == f"{_OP}batch_alter_table"
            if not batch and not (
                isinstance(value, Called) and value.name in ("begin", "begin_nested", "begin_transaction")
            ):
                self._unread(statement, item.context_expr, local, f"with {self.file.words(item.context_expr)}")
                return False
            if isinstance(item.optional_vars, ast.Name):
                local[item.optional_vars.id] = value if batch else Named("connection", item.context_expr)
        return self.body(statement.body, local, depth + 1)

    def refuses(self, function: ast.FunctionDef) -> bool:
        """Whether all that a downgrade does is raise: said as what cannot be undone."""
        working = [
            one for one in function.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        ]
        if not working or not isinstance(working[0], ast.Raise):
            return False
        raised = self.file.value(working[0].exc)
        said = raised.args[0] if isinstance(raised, Called) and raised.args else None
        reason = said if isinstance(said, str) else self.file.words(working[0])
        self.writer.comment(f"schemalint: irreversible {' '.join(reason.split())}", *self.file.span(working[0]))
        return True

    # --- conditions -------------------------------------------------------------------------------------------------

    def _is_dialect_name(self, node: ast.AST, local: dict[str, Any]) -> bool:
        if isinstance(node, ast.Attribute) and node.attr == "name":
            words = self.file.words(node)
            return words.endswith(("dialect.name", "engine.name"))
        if isinstance(node, ast.Name):
            return isinstance(local.get(node.id), _DialectName)
        return False

    def _truth(self, node: ast.AST, local: dict[str, Any], depth: int = 0) -> bool | None:
        """Whether a condition holds; None where the file does not tell."""
        if depth > DEEPEST:
            return None
        if isinstance(node, ast.BoolOp):
            parts = [self._truth(one, local, depth + 1) for one in node.values]
            decisive = isinstance(node.op, ast.Or)
            if decisive in parts:
                return decisive
            return None if None in parts else not decisive
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            inner = self._truth(node.operand, local, depth + 1)
            return None if inner is None else not inner
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return self._comparison(node, local)
        if isinstance(node, ast.Call):
            called = self.file.value(node, local)
            if isinstance(called, Called) and called.name == "is_offline_mode":
                return False
            if (
                isinstance(node.func, ast.Attribute)
                and node.func.attr == "startswith"
                and self._is_dialect_name(node.func.value, local)
                and isinstance(called, (Called, Unknown))
                and node.args
            ):
                prefix, own = self.file.value(node.args[0], local), _DIALECTS.get(self.dialect)
                return any(one.startswith(prefix) for one in own) if own and isinstance(prefix, str) else None
            return None
        value = self.file.value(node, local)
        return value if isinstance(value, bool) else None

    def _comparison(self, node: ast.Compare, local: dict[str, Any]) -> bool | None:
        left, right, sign = node.left, node.comparators[0], node.ops[0]
        if self._is_dialect_name(right, local) and isinstance(sign, (ast.Eq, ast.NotEq)):
            left, right = right, left
        if self._is_dialect_name(left, local):
            own = _DIALECTS.get(self.dialect)
            wanted = self.file.value(right, local)
            wanted = [wanted] if isinstance(wanted, str) else wanted
            if not own or not isinstance(wanted, (list, tuple)) or not all(isinstance(one, str) for one in wanted):
                return None
            held = any(one in own for one in wanted)
            if isinstance(sign, (ast.Eq, ast.In)):
                return held
            return not held if isinstance(sign, (ast.NotEq, ast.NotIn)) else None
        known = (self.file.value(left, local), self.file.value(right, local))
        if all(isinstance(one, (str, int, bool)) for one in known):
            if isinstance(sign, ast.Eq):
                return bool(known[0] == known[1])
            if isinstance(sign, ast.NotEq):
                return bool(known[0] != known[1])
        return None

    # --- calls ------------------------------------------------------------------------------------------------------

    def expression(self, node: ast.expr, local: dict[str, Any], depth: int) -> None:
        """What an expression does that stands as a statement."""
        if isinstance(node, (ast.Constant, ast.Name, ast.Attribute)):
            return
        if isinstance(node, ast.Await):
            node = node.value
        call = self.file.value(node, local)
        if isinstance(node, (ast.Tuple, ast.List)):
            for one in node.elts:
                self.expression(one, local, depth)
            return
        start, end = self.file.span(node)
        self.remarks.write(self.writer, self._line_end(end))
        if self.written > MOST_STATEMENTS:
            return
        self.written += 1
        if not isinstance(call, Called):
            self._unread(node, node, local)
            return
        if call.path.startswith(_OP) or self._is_batch(call):
            self._operation(call, node, local)
        elif self._is_execute(call):
            self._execute(call, node, local)
        elif call.path in (".create", ".drop") and isinstance(call.on, Called):
            text = enum_statement(call.on, call.name, call.get(1, "checkfirst", True) is True, self.dialect)
            if text is None and call.on.name.lower() == "enum":
                return  # no type of its own in this dialect
            if text is None:
                self._unread(node, node, local)
            else:
                self.writer.statement(text, start, end)
        elif call.path in self.file.functions and depth < DEEPEST:
            self._inline(call, node, local, depth)
        elif not (_QUIET.match(call.path) or call.name in _LOOKS):
            self._unread(node, node, local)

    def _line_end(self, at: int) -> int:
        found = self.file.text.find("\n", at)
        return len(self.file.text) if found < 0 else found

    def _is_batch(self, call: Called) -> bool:
        return isinstance(call.on, Called) and call.on.path == f"{_OP}batch_alter_table"

    def _is_execute(self, call: Called) -> bool:
        """`execute` of a connection, with its rows perhaps taken at once."""
        at: Any = call
        for _ in range(4):
            if not isinstance(at, Called):
                return False
            if at.name in ("execute", "exec_driver_sql", "scalar", "scalars"):
                return True
            if at.name not in (
                "fetchall",
                "fetchone",
                "first",
                "all",
                "mappings",
                "scalar_one",
                "close",
                "one",
                "scalar",
            ):
                return False
            at = at.on
        return False

    def _inline(self, call: Called, node: ast.expr, local: dict[str, Any], depth: int) -> None:
        """A function of the file itself, with the values that it is given."""
        function = self.file.functions[call.path]
        given = function.args
        plain = [*given.posonlyargs, *given.args]
        if given.vararg or given.kwarg or len(call.args) > len(plain) or "**" in call.named:
            self._unread(node, node, local)
            return
        inner: dict[str, Any] = {}
        defaults = [None] * (len(plain) - len(given.defaults)) + list(given.defaults)
        for argument, default in zip(plain, defaults, strict=True):
            inner[argument.arg] = self._value(default, {}) if default is not None else Unknown(argument.arg)
        for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
            inner[argument.arg] = self._value(default, {}) if default is not None else Unknown(argument.arg)
        inner.update(zip((argument.arg for argument in plain), call.args, strict=False))
        inner.update(call.named)
        self.body(function.body, inner, depth + 2)

    def _operation(self, call: Called, node: ast.expr, local: dict[str, Any]) -> None:
        start, end = self.file.span(node)
        if call.name in _LOOKS:
            return
        if call.name == "execute":
            self._execute(call, node, local)
            return
        if call.name == "bulk_insert":
            table = table_named(call.get(0, "table"), self.dialect)
            text = insert_rows(call.get(0, "table"), call.get(1, "rows"), self.dialect)
            if text is None:
                self.writer.opaque("op.bulk_insert()", start, end, touches=[table] if table else [], data=True)
            else:
                self.writer.statement(text, start, end)
            return
        try:
            found = statements(operation(call, self.dialect))
        except Unclear:
            found = None
        if found is None:
            touches = touched(call, self.dialect)
            self.writer.opaque(self.file.words(node), start, end, touches=touches)
            return
        for pieces in found:
            self._write(pieces, node)

    def _write(self, pieces: list[tuple[str, Any]], node: ast.expr) -> None:
        # A column may come from a constant of the module; then it stands elsewhere, and the call is where it counts.
        start, end = self.file.span(node)
        placed: list[tuple[str, int, int, bool]] = []
        for text, own in pieces:
            if own is None:
                placed.append((text, -1, -1, False))
                continue
            first, last = self.file.span(own)
            if not start <= first <= last <= end:
                first, last = start, end
            placed.append((text, first, last, False))
        self.writer.pieces(placed)

    def _execute(self, call: Called, node: ast.expr, local: dict[str, Any]) -> None:
        """SQL that is given as it is, or a statement about rows that SQLAlchemy puts together."""
        start, end = self.file.span(node)
        at: Any = call
        while isinstance(at, Called) and at.name not in ("execute", "exec_driver_sql", "scalar", "scalars"):
            at = at.on
        given = at.get(0, "sqltext", at.named.get("statement")) if isinstance(at, Called) else None
        where = self._literal_node(at, local) if isinstance(at, Called) else None
        text, bound = given if isinstance(given, str) else sql_text(given), False
        if text is None and isinstance(given, Called) and given.path == ".bindparams":
            text, bound = sql_text(given.on), True
        if isinstance(text, str):
            if bound or len(at.args) > 1 or at.named.keys() - {"sqltext", "statement", "execution_options"}:
                text = re.sub(r"(?<![:\w]):(?=[A-Za-z_])(\w+)", r"${\1}", text)
            if not text.strip():
                return
            inside = self.file.inside(where) if where is not None else None
            if inside is not None and self.file.text[inside[0] : inside[1]] == text:
                self.writer.literal(text, inside[0])
            else:
                self.writer.literal(text, start, exact=False, origin_end=end)
            return
        made = data_change(given, self.dialect)
        if made is not None:
            self.writer.statement(made, start, end)
            return
        if isinstance(given, Called) and given.name in ("select", "Select"):
            return
        self.writer.opaque(self.file.words(node), start, end, data=self._is_about_rows(given))

    def _literal_node(self, call: Called, local: dict[str, Any]) -> ast.AST | None:
        """The string literal that holds the SQL: in the call itself, in `sa.text(…)`, or a constant of the module."""
        args = call.node.args if isinstance(call.node, ast.Call) else []
        node: ast.AST | None = args[0] if args else None
        for _ in range(3):
            if isinstance(node, ast.Call):
                node = node.args[0] if node.args else None
            elif isinstance(node, ast.Name) and node.id not in local:
                node = self.file.constants.get(node.id)
            else:
                break
        return node

    def _is_about_rows(self, given: Any) -> bool:
        """Whether SQL that the file does not tell in full can only be about rows."""
        if isinstance(given, Called):
            names = set()
            at: Any = given
            for _ in range(20):
                if not isinstance(at, Called):
                    break
                names.add(at.name)
                if at.name == "text" and at.args and isinstance(at.args[0], Unknown):
                    return _begins_with_rows(at.args[0].words)
                at = at.on
            return bool(names & {"insert", "update", "delete", "select"})
        return isinstance(given, Unknown) and _begins_with_rows(given.words)

    # --- what is not told -------------------------------------------------------------------------------------------

    def _unread(self, whole: ast.AST, named: ast.AST, local: dict[str, Any], words: str = "") -> None:
        """Code that is left opaque. Where all that it does to the database are operations on tables that are told, it is about
        those; where nothing in it can reach the database, nothing is said."""
        start, end = self.file.span(whole)
        self.remarks.write(self.writer, start)
        touches: dict[str, None] = {}
        sure, reaches = True, False
        executed: list[bool] = []
        for node in ast.walk(whole):
            if not isinstance(node, ast.Call):
                continue
            call = self.file.value(node, local)
            if not isinstance(call, Called):
                sure = sure and not isinstance(node.func, ast.Attribute)
                continue
            if call.path.startswith(_OP) or self._is_batch(call):
                if call.name in _LOOKS:
                    continue
                reaches = True
                tables = touched(call, self.dialect)
                if tables:
                    touches.update(dict.fromkeys(tables))
                elif call.name == "batch_alter_table" and isinstance(call.get(0, "table_name"), str):
                    touches[name(call.get(0, "table_name"), self.dialect)] = None
                elif call.name in ("execute", "bulk_insert"):
                    executed.append(call.name == "bulk_insert" or self._is_known_rows(call))
                elif call.name in TABLE_AT:
                    sure = False
            elif self._is_execute(call):
                reaches = True
                executed.append(self._is_known_rows(call))
            elif call.path in self.file.functions or call.path in (".create", ".drop"):
                reaches, sure = True, False
        if not reaches and sure and not _mentions_bind(whole):
            return
        shown = words or self.file.words(named)
        only_rows = bool(executed) and all(executed) and not touches and sure
        known = list(touches) if sure and all(executed) else []
        self.writer.opaque(shown, start, end, touches=known, data=only_rows)

    def _is_known_rows(self, call: Called) -> bool:
        given = call.args[0] if call.args else None
        text = given if isinstance(given, str) else sql_text(given)
        return bool(_CHANGES_ROWS.match(text)) if isinstance(text, str) else self._is_about_rows(given)


def _begins_with_rows(words: str) -> bool:
    return _CHANGES_ROWS.match(re.sub(r"^[\sfFrRbB]*[\"']+", "", words)) is not None


def _mentions_bind(node: ast.AST) -> bool:
    """Whether code may reach the database by way of a connection or a session."""
    words = ("bind", "conn", "connection", "session", "engine", "op", "cursor")
    return any(isinstance(one, ast.Name) and one.id in words for one in ast.walk(node))
