from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Called, Catalog, Column, Diagnostic, Good, Operand, Operation, Replay, Step, StepRule
from schemalint_rules._queried import Asked, asked, stored_column

CLASSES = {
    "integer": "number", "decimal": "number", "float": "number", "char": "text", "varchar": "text", "text": "text", "boolean": "boolean",
    "date": "date", "timestamp": "timestamp", "timestamptz": "timestamp", "uuid": "uuid", "json": "json", "jsonb": "jsonb",
}  # fmt: skip
"""The families between which PostgreSQL has no operator and no silent conversion, save within a class."""
CASTS = {
    "int": "number", "integer": "number", "bigint": "number", "smallint": "number", "decimal": "number", "numeric": "number", "double": "number",
    "float": "number", "text": "text", "varchar": "text", "boolean": "boolean", "date": "date", "timestamp": "timestamp",
    "timestamptz": "timestamp", "uuid": "uuid", "jsonb": "jsonb", "json": "json",
}  # fmt: skip
"""What a cast gives, by the name of its type."""
FRIENDS = frozenset((frozenset(("date", "timestamp")),))
COMPARED = frozenset(("=", "<>", "<", "<=", ">", ">="))
ARITHMETIC = frozenset("+-*/%")
SUMMED = frozenset(("sum", "avg"))
NOT_SUMMED = frozenset(("text", "boolean", "date", "timestamp", "uuid", "json", "jsonb"))
RANKED = frozenset(("min", "max"))
NOT_RANKED = frozenset(("boolean", "json", "jsonb"))
_INTEGER = re.compile(r"\s*[+-]?[0-9][0-9_xobA-Fa-f]*\s*")


class TypeError(StepRule):
    """An expression must have operators for its types.

    ## What it does
    Reports what PostgreSQL certainly refuses because of its types: a comparison of text with a number, of a number, text, date or uuid with
    a boolean and the like, between columns, casts and numeric literals; arithmetic with text; an integer column compared with a string
    that is no integer; LIKE over what is no text; `=` over json; sum and avg of what is no number, min and max of booleans and json. In
    views, statements, SQL functions and the queries of documents. Only columns of tables whose built-in types are known are
    judged, and nothing where the schema brings operators or casts of its own.

    ## Why is this bad
    The server refuses the statement: PostgreSQL converts neither side by itself, other servers do.

    ## Fix
    Cast one side, or give the column the type it should have. No automatic fix: which side is wrong is not known.

    ## References
    - PostgreSQL 17 manual, 10.2 Operators, 10.3 Functions; Appendix A, 42883 undefined_function, 22P02 invalid_text_representation
    """

    name = "type-error"
    severity = "error"
    on = "strict"
    dialects = ("postgres",)
    needs = ("queries", "examples")

    good = (
        Good("CREATE VIEW v AS SELECT a.id FROM a JOIN b ON b.x = a.id::text;", given="CREATE TABLE a (id int);\nCREATE TABLE b (x text);"),
        Good("SELECT id FROM a WHERE id = '7' AND t = '2024-05-01' AND n > 1.5 AND d < t;", given="CREATE TABLE a (id int, t timestamp, n int, d date);"),
        Good("SELECT sum(n), max(x) FROM a;", given="CREATE TABLE a (n int, x text);"),
    )  # fmt: skip
    bad = (
        Bad(
            "CREATE VIEW v AS SELECT a.id FROM a JOIN b ON b.x = a.id;",
            given="CREATE TABLE a (id int);\nCREATE TABLE b (x text);",
            at="b.x = a.id",
            message="text and integer",
        ),
        Bad("SELECT sum(x) FROM a;", given="CREATE TABLE a (x text);", at="sum", message="public.a.x"),
        Bad("SELECT id FROM a WHERE flag = 1;", given="CREATE TABLE a (id int, flag boolean);", at="flag = 1"),
        Bad("SELECT id FROM a WHERE id = 'new';", given="CREATE TABLE a (id int);", at="id = 'new'", message="no integer"),
        Bad("SELECT x + n FROM a;", given="CREATE TABLE a (x text, n int);", at="x + n"),
        Bad("SELECT id FROM a WHERE id LIKE '1%';", given="CREATE TABLE a (id int);", at="id LIKE '1%'"),
        Bad("SELECT id FROM a WHERE j = '{}';", given="CREATE TABLE a (id int, j json);", at="j = '{}'", message="no operator"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        if not step.reading.queries or _has_own(step.before):
            return
        told: set[int] = set()
        for one in asked(step, replay):
            if one.embedded.late or one.scope.kind == "values":
                continue
            for operation in one.scope.operations:
                yield from self._operation(operation, one)
            for call in one.query.calls:
                if call.column is not None and call.span.start not in told:
                    found = self._call(call, one)
                    if found is not None:
                        told.add(call.span.start)
                        yield found

    def _operation(self, operation: Operation, one: Asked) -> Iterator[Diagnostic]:
        left = _typed(operation.left, one)
        for side in operation.right:
            right = _typed(side, one)
            problem = _refused(operation, left, right, side)
            if problem:
                yield self.found(
                    operation.span,
                    f"{one.said + problem if one.said else problem[0].upper() + problem[1:]}: the server refuses the statement.",
                    subject=one.subject,
                    repair="cast one side to the type of the other",
                    cause=one.step.statement.span,
                )
                return

    def _call(self, call: Called, one: Asked) -> Diagnostic | None:
        name = call.name.value.lower()
        if name not in SUMMED | RANKED or call.name.schema is not None or call.arguments != 1 or call.column is None:
            return None
        if not any(column.name.span == call.column.name.span for column in one.scope.columns):
            return None
        held = stored_column(call.column, one.number, one)
        kind = _class_of(held[1]) if held else ""
        if held is None or held[1].type is None or kind not in (NOT_SUMMED if name in SUMMED else NOT_RANKED):
            return None
        return self.found(
            call.span,
            f"{one.said + 'there' if one.said else 'There'} is no {name}() of {held[0].ref.text}.{held[1].name}, which is {held[1].type.text}: the server refuses the "
            "statement.",
            subject=one.subject,
            repair=f"cast the column to numeric inside {name}()" if name in SUMMED else "cast the column to text inside, or use bool_and, bool_or",
            cause=one.step.statement.span,
        )  # fmt: skip


def _has_own(catalog: Catalog) -> bool:
    """Whether operators or casts were made, which may put any types together."""
    return any(kind in ("operator", "cast") for kind, _ in catalog.others)


def _class_of(column: Column) -> str:
    kind = column.type
    if kind is None or kind.dimensions or column.unknown:
        return ""
    return CLASSES.get(kind.family, "")


def _typed(side: Operand, one: Asked) -> tuple[str, str]:
    """The class of a value, and its type for messages; empty where it is not known."""
    if side.kind == "column" and side.column is not None:
        if side.column.qualifier is None and side.column.name.value in one.embedded.variables:
            return "", ""
        held = stored_column(side.column, one.number, one)
        if held is None or held[1].type is None:
            return "", ""
        return _class_of(held[1]), held[1].type.text
    if side.kind == "cast":
        name = side.text.partition("(")[0].strip().lower()
        return CASTS.get(name, ""), side.text
    if side.kind == "number":
        return "number", "a number"
    if side.kind == "boolean":
        return "boolean", "boolean"
    return "", ""


def _refused(operation: Operation, left: tuple[str, str], right: tuple[str, str], side: Operand) -> str:
    """Why the server refuses the operator, in words; empty where it may take it."""
    (one, said), (two, also) = left, right
    sign = operation.operator
    if sign in ("LIKE", "ILIKE"):
        fails = one in ("number", "boolean", "date", "timestamp", "uuid", "json", "jsonb") and side.kind == "string"
        return f"{sign} is for text, and this is {said}" if fails and operation.left.kind == "column" else ""
    if sign in COMPARED or sign == "IN":
        if "json" in (one, two) and (operation.left.kind == "column" or side.kind == "column"):
            return f"there is no operator {'=' if sign == 'IN' else sign} for json"
        if one and two and one != two and frozenset((one, two)) not in FRIENDS:
            return f"there is no operator {'=' if sign == 'IN' else sign} between {said} and {also}"
        if operation.left.kind == "column" and side.kind == "string" and one == "number":
            whole = said.partition("(")[0] in ("integer", "bigint", "smallint")
            return (
                f"{said} is compared with '{side.text}', which is no integer"
                if whole and not _INTEGER.fullmatch(side.text)
                else ""
            )
        return ""
    if sign in ARITHMETIC and "text" in (one, two) and one and two:
        return f"there is no operator {sign} between {said} and {also}"
    if sign in ARITHMETIC and "boolean" in (one, two) and one and two:
        return f"there is no operator {sign} between {said} and {also}"
    return ""
