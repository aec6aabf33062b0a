"""Django: the operations of `Migration` classes, said in SQL.

What an operation runs depends on the models as the migrations before it left them, in all apps. So the migrations of a project
are taken together, in the order of their dependencies.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable, Sequence
from typing import Any

from schemalint.model.document import Dialect, Document, Translation
from schemalint.model.record import NamedTuple
from schemalint.translating.django_schema import Editor, Opaque
from schemalint.translating.django_state import NOTHING, Key, State, after, subject
from schemalint.translating.python_source import Called, Named, NotPython, PythonFile, Unknown, assigned
from schemalint.translating.remarks import Remarks
from schemalint.translating.text import DOWN, FROM, IDENTITY, NO_TRANSACTION, REQUIRES, UP, Writer

_EXTENSIONS = {
    "BloomExtension": "bloom",
    "BtreeGinExtension": "btree_gin",
    "BtreeGistExtension": "btree_gist",
    "CITextExtension": "citext",
    "CryptoExtension": "pgcrypto",
    "HStoreExtension": "hstore",
    "TrigramExtension": "pg_trgm",
    "UnaccentExtension": "unaccent",
}
_NOT_HERE = frozenset({"mysql", "mariadb", "sqlite", "oracle", "tsql"})
MOST_STATEMENTS = 20_000
"""More statements than these are not written for one file."""


class _Name(NamedTuple):
    """Which migration is meant."""

    app: str
    name: str

    def __str__(self) -> str:
        return f"{self.app}.{self.name}".replace(" ", "_")


class _Migration(NamedTuple):
    """A migration as its file says it."""

    own: _Name
    file: PythonFile
    head: ast.ClassDef
    dependencies: tuple[_Name, ...]
    replaces: tuple[_Name, ...]
    run_before: tuple[_Name, ...]
    operations: tuple[Any, ...]
    atomic: bool


class Project:
    """The migrations of a project, translated when first asked for in a dialect."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._migrations: dict[str, _Migration] = {}
        """By absolute path."""
        self._broken: dict[str, str] = {}
        self._told: dict[Dialect, dict[str, Translation]] = {}
        self._own: tuple[Dialect | None, str] = (None, "")
        for document in documents:
            text = document.original or document.text
            try:
                found = _read(text, document.source.file)
            except NotPython as reason:
                self._broken[document.source.file] = str(reason)
                continue
            if found is not None:
                self._migrations[document.source.file] = found
        self._label()
        if any(
            path.startswith("django.contrib.postgres")
            for one in self._migrations.values()
            for path in one.file.imports.values()
        ):
            self._own = ("postgres", "import django.contrib.postgres")

    def _label(self) -> None:
        """Names apps as their migrations name them: an app may have another label than its folder, and folders of one name may
        be different apps."""
        folders: dict[str, list[str]] = {}
        for path in self._migrations:
            folders.setdefault(os.path.dirname(path), []).append(path)
        named = [self._migrations[paths[0]].own.app for paths in folders.values()]
        for folder, paths in folders.items():
            own = self._migrations[paths[0]].own.app
            stems = {self._migrations[path].own.name for path in paths}
            others = [
                one.app
                for path in paths
                for one in self._migrations[path].dependencies
                if one.name in stems and one.app not in named
            ]
            label = own
            # Every app has a `0001_initial`, so that others may seem to be meant by a few.
            usual = max(dict.fromkeys(others), key=others.count, default=own)
            if others.count(usual) * 2 > len(paths) - 1 > 0:
                label = usual
            elif named.count(own) > 1:
                label = f"{os.path.basename(os.path.dirname(os.path.dirname(folder)))}_{own}"
            if label != own:
                for path in paths:
                    one = self._migrations[path]
                    self._migrations[path] = one._replace(own=one.own._replace(app=label))

    def translation(self, file: str, text: str, dialect: Dialect | None) -> Translation | None:
        """The SQL of one file; None where it is no migration."""
        if file in self._broken:
            writer = Writer()
            writer.marker(f"{FROM}django")
            writer.marker(UP)
            writer.opaque(f"a file that is no Python ({self._broken[file]})", 0, len(text))
            return writer.translation()
        if file not in self._migrations:
            return None
        spoken: Dialect = dialect or self._own[0] or "standard"
        if spoken not in self._told:
            self._told[spoken] = self._translated(spoken)
        return self._told[spoken].get(file)

    # --- order ------------------------------------------------------------------------------------------------------

    def _translated(self, dialect: Dialect) -> dict[str, Translation]:
        state = State(dialect, self._user(), self._auto())
        by_name = {one.own: (path, one) for path, one in sorted(self._migrations.items())}
        before = self._before(by_name)
        found: dict[str, Translation] = {}
        for own in _in_order(list(by_name), before):
            path, migration = by_name[own]
            stands = bool(migration.replaces) and all(one in by_name for one in migration.replaces)
            writer = Writer()
            writer.marker(f"{FROM}django")
            writer.marker(f"{IDENTITY}{own}")
            if before[own]:
                writer.marker(REQUIRES + " ".join(map(str, before[own])))
            if not migration.atomic:
                writer.marker(NO_TRANSACTION)
            writer.marker(UP)
            # What a squashed migration replaces is there itself.
            state = _Walk(migration, writer, dialect).write(state, () if stands else migration.operations)
            found[path] = writer.translation(*self._own)
        return found

    def _before(self, by_name: dict[_Name, tuple[str, _Migration]]) -> dict[_Name, list[_Name]]:
        """What each migration of the project builds upon."""
        apps: dict[str, list[_Name]] = {}
        for name in by_name:
            apps.setdefault(name.app, []).append(name)
        instead = {old: own for own, (_, one) in by_name.items() for old in one.replaces}
        before: dict[_Name, list[_Name]] = {}
        for own, (_, one) in by_name.items():
            wanted = [*one.dependencies, *(old for old in one.replaces if old in by_name)]
            names: list[_Name] = []
            for name in wanted:
                if name.name == "__user__":
                    name = _Name(self._user()[0], "__first__")
                there = sorted(apps.get(name.app, ()))
                if name.name == "__first__":
                    names += there[:1]
                elif name.name == "__latest__":
                    names += there[-1:]
                elif name in by_name:
                    names.append(name)
                elif name in instead:
                    names.append(instead[name])
            before[own] = [name for name in dict.fromkeys(names) if name != own]
        for own, (_, one) in by_name.items():
            for name in one.run_before:
                if name in before:
                    before[name].append(own)
        return before

    def _auto(self) -> str:
        """What `DEFAULT_AUTO_FIELD` seems to be, for the tables that no migration describes: the wider of the classes in use."""
        found = {
            field.name
            for one in self._migrations.values()
            for call in one.operations
            if isinstance(call, Called) and call.name in ("CreateModel", "AlterField")
            for field in ([row[1] for row in _rows(call)] if call.name == "CreateModel" else [call.get(2, "field")])
            if isinstance(field, Called)
        }
        return "AutoField" if "AutoField" in found and "BigAutoField" not in found else "BigAutoField"

    def _user(self) -> Key:
        """The model that `AUTH_USER_MODEL` stands for: the only one with a password and a time of the last login."""
        found = {
            (one.own.app, call.args[0].lower() if call.args else str(call.named.get("name", "")).lower())
            for one in self._migrations.values()
            for call in one.operations
            if isinstance(call, Called)
            and call.name == "CreateModel"
            and {"password", "last_login"} <= _field_names(call)
        }
        return next(iter(found)) if len(found) == 1 else ("auth", "user")


def _rows(call: Called) -> list[Any]:
    """The pairs of names and fields of CreateModel."""
    fields = call.get(1, "fields")
    rows = fields if isinstance(fields, (list, tuple)) else ()
    return [one for one in rows if isinstance(one, (list, tuple)) and len(one) == 2]


def _field_names(call: Called) -> set[str]:
    return {one[0] for one in _rows(call) if isinstance(one[0], str)}


def _in_order(names: list[_Name], before: dict[_Name, list[_Name]]) -> list[_Name]:
    """Each after what it builds upon, otherwise by name. A circle is cut where it is met."""
    done: dict[_Name, None] = {}
    for first in sorted(names):
        stack = [(first, False)]
        opened: set[_Name] = set()
        while stack:
            name, leaving = stack.pop()
            if leaving:
                done[name] = None
                continue
            if name in done or name in opened:
                continue
            opened.add(name)
            stack.append((name, True))
            stack.extend((one, False) for one in sorted(before[name], reverse=True) if one not in done)
    return list(done)


# --- one file ---------------------------------------------------------------------------------------------------------


def _read(text: str, path: str) -> _Migration | None:
    """The migration of a file; None where it has none. Raises NotPython."""
    file = PythonFile(text)
    head = next((one for one in file.tree.body if isinstance(one, ast.ClassDef) and one.name == "Migration"), None)
    if head is None:
        return None
    values: dict[str, ast.expr] = {}
    for statement in head.body:
        values.update(assigned(statement))
    parts = path.replace("\\", "/").split("/")
    app = parts[-3] if len(parts) >= 3 else "app"
    own = _Name(app, parts[-1].removesuffix(".py"))
    given = file.value(values["operations"]) if "operations" in values else []
    if isinstance(given, Unknown):
        given = [given]
    operations = tuple(given) if isinstance(given, (list, tuple)) else (given,)
    atomic = file.value(values["atomic"]) is not False if "atomic" in values else True
    names = {
        key: _names(file.value(values[key])) if key in values else ()
        for key in ("dependencies", "replaces", "run_before")
    }
    return _Migration(
        own, file, head, names["dependencies"], names["replaces"], names["run_before"], operations, atomic
    )


def _names(value: Any) -> tuple[_Name, ...]:
    found: list[_Name] = []
    for one in value if isinstance(value, (list, tuple)) else ():
        if isinstance(one, (list, tuple)) and len(one) == 2 and all(isinstance(part, str) for part in one):
            found.append(_Name(*one))
        elif isinstance(one, Called) and one.name == "swappable_dependency" and one.args:
            target = one.args[0]
            if isinstance(target, str) and "." in target:
                found.append(_Name(target.partition(".")[0], "__first__"))
            elif isinstance(target, Named) and target.path.endswith("AUTH_USER_MODEL"):
                found.append(_Name("", "__user__"))
    return tuple(found)


class _Stop(Exception):  # noqa: N818 - it ends a direction, it is no fault
    """An operation cannot be taken back; says why."""

    def __init__(self, reason: str, node: Any) -> None:
        super().__init__(reason)
        self.node = node


class _Walk:
    """Writes what the operations of one migration run, forwards and back."""

    def __init__(self, migration: _Migration, writer: Writer, dialect: Dialect) -> None:
        self.file = migration.file
        self.app = migration.own.app
        self.writer = writer
        self.dialect: Dialect = dialect
        self.head = migration.head
        self.remarks = Remarks(migration.file)

    def write(self, state: State, operations: Sequence[Any]) -> State:
        """Writes both sections; gives the state after the migration."""
        steps: list[tuple[Any, State, State]] = []
        editor = Editor(self.dialect)
        self._begin()
        for one in operations:
            end = self._forwards(one, state, editor)
            steps.append((one, state, end))
            state = end
        editor.finish()
        self._flush(editor, 0)
        self.writer.marker(DOWN)
        back = Editor(self.dialect)
        try:
            for one, _, _ in reversed(steps):
                self._refuse(one)
        except _Stop as reason:
            self.writer.comment(f"schemalint: irreversible {reason}", *self._span(reason.node))
            return state
        self._begin()
        for one, before, end in reversed(steps):
            self._backwards(one, before, end, back)
        back.finish()
        self._flush(back, 0)
        return state

    def _begin(self) -> None:
        self.written = 0

    def _span(self, node: Any) -> tuple[int, int]:
        return self.file.span(node) if isinstance(node, ast.AST) else self.file.span(self.head)

    def _flush(self, editor: Editor, keep: int) -> None:
        """Writes what the editor has collected."""
        for pieces in editor.statements[: MOST_STATEMENTS - self.written]:
            self.written += 1
            if isinstance(pieces[0][1], Opaque):
                opaque = pieces[0][1]
                self.writer.opaque(opaque.words, *self._span(opaque.node), touches=opaque.touches)
                continue
            placed: list[tuple[str, int, int, bool]] = []
            for text, node in pieces:
                placed.append((text, *(self._span(node) if node is not None else (-1, -1)), False))
            self.writer.pieces(placed)
        editor.statements.clear()

    # --- forwards ---------------------------------------------------------------------------------------------------

    def _forwards(self, one: Any, state: State, editor: Editor) -> State:
        node = one.node if isinstance(one, (Called, Named)) else self.head
        start, end = self._span(node)
        self.remarks.write(self.writer, end)
        editor.node = node
        if not isinstance(one, Called) or not _is_of_django(one):
            self._flush(editor, 0)
            words = (
                one.words
                if isinstance(one, Unknown)
                else f"{one.name}(...)"
                if isinstance(one, Called)
                else "operations"
            )
            self.writer.opaque(words, start, end)
            return state
        if one.name == "SeparateDatabaseAndState":
            inner = state
            for part in _listed(one.get(0, "database_operations")):
                inner = self._forwards(part, inner, editor)
            for part in _listed(one.get(1, "state_operations")):
                if isinstance(part, Called):
                    state = after(state, self.app, part) or state
            return state
        if one.name == "RunSQL":
            self._flush(editor, 0)
            self._sql(one, 0, "sql")
            for part in _listed(one.get(2, "state_operations")):
                if isinstance(part, Called):
                    state = after(state, self.app, part) or state
            return state
        if one.name == "RunPython":
            self._flush(editor, 0)
            self._python(one, 0, "code")
            return state
        if self._extension(one, editor, back=False) or one.name in NOTHING:
            return state
        found = after(state, self.app, one)
        if found is None:
            self._flush(editor, 0)
            self._unknown(one, state, start, end)
            return state
        if one.name == "ValidateConstraint":
            self._validate(one, state, editor)
        else:
            self._change(one, state, found, editor, back=False)
        return found

    def _unknown(self, one: Called, state: State, start: int, end: int) -> None:
        """An operation whose arguments the file does not tell, or on a model that was not seen."""
        name = subject(one)
        touches: list[str] = []
        if isinstance(name, str):
            touches = [f'"{state.table_of((self.app, name.lower()))}"']
        self.writer.opaque(f"{one.name}({name if isinstance(name, str) else '...'})", start, end, touches=touches)

    def _change(self, one: Called, before: State, end: State, editor: Editor, *, back: bool) -> None:
        name = subject(one)
        key = new_key = (self.app, name.lower())
        fields: dict[str, str] = {}
        if one.name == "RenameModel":
            new_key = (self.app, str(one.get(1, "new_name")).lower())
        if one.name == "RenameField":
            fields = {str(one.get(1, "old_name")): str(one.get(2, "new_name"))}
        if back:
            key, new_key, fields = new_key, key, {new: old for old, new in fields.items()}
            before, end = end, before
        editor.change(before, end, key, new_key, fields, one)
        if key != new_key:
            editor.relink(before, end, key, new_key)

    def _validate(self, one: Called, state: State, editor: Editor) -> None:
        model, name = state.model(self.app, subject(one)), one.get(1, "name")
        if model is not None and isinstance(name, str) and self.dialect == "postgres":
            editor.run(f"ALTER TABLE {editor.quoted(model.table)} VALIDATE CONSTRAINT {editor.quoted(name)}")

    def _extension(self, one: Called, editor: Editor, *, back: bool) -> bool:
        """Extensions and collations of PostgreSQL; says whether it is one."""
        name = _EXTENSIONS.get(one.name, one.get(0, "name") if one.name == "CreateExtension" else "")
        if isinstance(name, str) and name:
            if self.dialect not in _NOT_HERE:
                text = (
                    f"DROP EXTENSION IF EXISTS {editor.quoted(name)}"
                    if back
                    else f"CREATE EXTENSION IF NOT EXISTS {editor.quoted(name)}"
                )
                editor.run(text)
            return True
        if one.name not in ("CreateCollation", "RemoveCollation"):
            return False
        label, locale = one.get(0, "name"), one.get(1, "locale")
        if isinstance(label, str) and isinstance(locale, str) and self.dialect not in _NOT_HERE:
            if (one.name == "CreateCollation") is back:
                editor.run(f"DROP COLLATION {editor.quoted(label)}")
            else:
                provider = one.get(2, "provider", "libc")
                sure = one.get(3, "deterministic", True)
                parts = [f"locale = '{locale}'", f"provider = {provider if isinstance(provider, str) else 'libc'}"]
                parts += ["deterministic = false"] if sure is False else []
                editor.run(f"CREATE COLLATION {editor.quoted(label)} ({', '.join(parts)})")
        return True

    # --- SQL and code -----------------------------------------------------------------------------------------------

    def _sql(self, one: Called, position: int, name: str) -> None:
        """The statements of RunSQL: a string, or a list of strings and of strings with their parameters."""
        given = one.get(position, name)
        node = _argument(one, position, name)
        if isinstance(given, (list, tuple)):
            items = (
                node.elts
                if isinstance(node, (ast.List, ast.Tuple)) and len(node.elts) == len(given)
                else [None] * len(given)
            )
            for value, part in zip(given, items, strict=True):
                if isinstance(value, (list, tuple)) and value:
                    inner = part.elts[0] if isinstance(part, (ast.Tuple, ast.List)) and part.elts else None
                    self._literal(value[0], inner, one, filled=len(value) > 1 and value[1] is not None)
                else:
                    self._literal(value, part, one)
            return
        self._literal(given, node, one)

    def _literal(self, value: Any, node: ast.AST | None, one: Called, *, filled: bool = False) -> None:
        start, end = self._span(one.node)
        if _is_noop(value):
            return
        if not isinstance(value, str):
            self.writer.opaque(f"RunSQL({self.file.words(node) if node is not None else '...'})", start, end)
            return
        if not value.strip():
            return
        text = re.sub(r"%s|%\(\w+\)s", "${value}", value).replace("%%", "%") if filled else value
        while isinstance(node, ast.Name):
            node = self.file.constants.get(node.id)
        inside = self.file.inside(node) if node is not None else None
        if inside is not None and text == value:
            self.writer.literal(text, inside[0])
        else:
            self.writer.literal(text, start, exact=False, origin_end=end)

    def _python(self, one: Called, position: int, name: str) -> None:
        given = one.get(position, name)
        if _is_noop(given) or given is None:
            return
        said = given.path if isinstance(given, Named) else "..."
        self.writer.opaque(f"RunPython({said})", *self._span(one.node), data=True)

    # --- backwards --------------------------------------------------------------------------------------------------

    def _refuse(self, one: Any) -> None:
        """Raises _Stop for an operation that Django cannot take back."""
        if not isinstance(one, Called) or not _is_of_django(one):
            return
        if one.name == "RunSQL" and one.get(1, "reverse_sql") is None:
            raise _Stop("RunSQL has no reverse_sql", one.node)
        if one.name == "RunPython" and one.get(1, "reverse_code") is None:
            raise _Stop("RunPython has no reverse_code", one.node)
        if one.name == "SeparateDatabaseAndState":
            for part in _listed(one.get(0, "database_operations")):
                self._refuse(part)

    def _backwards(self, one: Any, before: State, end: State, editor: Editor) -> None:
        editor.node = one.node if isinstance(one, (Called, Named)) else self.head
        if not isinstance(one, Called) or not _is_of_django(one):
            self._flush(editor, 0)
            self.writer.opaque(one.name if isinstance(one, Called) else "operations", *self._span(editor.node))
        elif one.name == "SeparateDatabaseAndState":
            states = [before]
            parts = _listed(one.get(0, "database_operations"))
            for part in parts:
                found = after(states[-1], self.app, part) if isinstance(part, Called) else None
                states.append(found or states[-1])
            for at in range(len(parts) - 1, -1, -1):
                self._backwards(parts[at], states[at], states[at + 1], editor)
        elif one.name == "RunSQL":
            self._flush(editor, 0)
            self._sql(one, 1, "reverse_sql")
        elif one.name == "RunPython":
            self._flush(editor, 0)
            self._python(one, 1, "reverse_code")
        elif self._extension(one, editor, back=True) or one.name in NOTHING or one.name == "ValidateConstraint":
            return
        elif before is end:
            self._flush(editor, 0)
            self._unknown(one, before, *self._span(one.node))
        else:
            self._change(one, before, end, editor, back=True)


def _is_of_django(call: Called) -> bool:
    return call.path.startswith("django.") or call.path.startswith("migrations.")


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _is_noop(value: Any) -> bool:
    """`RunSQL.noop` and `RunPython.noop`."""
    return isinstance(value, Named) and value.path.endswith((".noop",))


def _argument(call: Called, position: int, name: str) -> ast.AST | None:
    node = call.node
    if not isinstance(node, ast.Call):
        return None
    named = next((one.value for one in node.keywords if one.arg == name), None)
    if named is not None:
        return named
    return node.args[position] if position < len(node.args) else None
