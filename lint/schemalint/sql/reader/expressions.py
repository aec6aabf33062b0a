"""Expressions of DDL: from tokens to the few shapes that rules ask about. Anything deeper stays text."""

from __future__ import annotations

from typing import Final

from schemalint.dialects.folding import fold, unescape
from schemalint.model.document import Dialect
from schemalint.model.expression import (
    Between,
    Call,
    Cast,
    ColumnRef,
    Compare,
    Constant,
    Expression,
    InList,
    IsNull,
    Logic,
    Shape,
    Unclear,
)
from schemalint.model.text import Span
from schemalint.sql.reader.cursor import Cursor, Unreadable

_MAX_DEPTH: Final = 60
"""Nesting beyond this is left as text; each level costs three Python frames."""

_TIMES = frozenset({"CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"})
_USERS = frozenset({"CURRENT_USER", "SESSION_USER", "SYSTEM_USER", "USER"})
_LOCAL_TIMES = frozenset({"LOCALTIME", "LOCALTIMESTAMP"})
_UTC_TIMES = frozenset({"UTC_TIMESTAMP", "UTC_DATE", "UTC_TIME"})
_OF_POSTGRES = frozenset({"CURRENT_ROLE", "CURRENT_CATALOG", "CURRENT_SCHEMA"})
_OF_ORACLE = frozenset({"SYSDATE", "SYSTIMESTAMP", "UID", "ROWNUM", "LEVEL", "DBTIMEZONE", "SESSIONTIMEZONE"})
# Functions without brackets, by dialect: elsewhere the word is a column, as `user` is in MySQL.
_BARE_CALLS: Final[dict[Dialect, frozenset[str]]] = {
    "postgres": _TIMES | _USERS | _LOCAL_TIMES | _OF_POSTGRES,
    "mysql": _TIMES | _LOCAL_TIMES | _UTC_TIMES | {"CURRENT_USER"},
    "mariadb": _TIMES | _LOCAL_TIMES | _UTC_TIMES | {"CURRENT_USER", "CURRENT_ROLE"},
    "sqlite": _TIMES,
    "tsql": _TIMES | _USERS,
    "oracle": _TIMES | _LOCAL_TIMES | _OF_ORACLE | {"USER"},
}
_ALL_BARE_CALLS: Final = frozenset().union(*_BARE_CALLS.values())
# Words that name no column even where a column could stand.
_KEYWORDS = frozenset({
    "ALL", "AND", "ANY", "ARRAY", "AS", "ASC", "BETWEEN", "BINARY", "BOTH", "BY", "CASE", "CAST", "COLLATE", "DESC",
    "DISTINCT", "ELSE", "END", "ESCAPE", "EXISTS", "FALSE", "FOR", "FROM", "GROUP", "HAVING", "ILIKE", "IN", "INTERVAL",
    "IS", "ISNULL", "JOIN", "LEADING", "LIKE", "LIMIT", "NOT", "NOTNULL", "NULL", "ON", "OR", "ORDER", "OVER",
    "REGEXP", "RLIKE", "ROW", "SELECT", "SIMILAR", "SOME", "THEN", "TO", "TRAILING", "TRUE", "UNION", "UNKNOWN",
    "USING", "VALUES", "WHEN", "WHERE", "WITH", "XOR",
})  # fmt: skip
# Those of them that may begin an operand all the same: as a value of several parts, or as a column of that name.
_ALSO_NAMES = frozenset(
    {"ROW", "INTERVAL", "LEFT", "RIGHT", "VALUES", "ANY", "ASC", "BY", "DESC", "ESCAPE", "OVER", "UNKNOWN"}
)
_COMPARISONS = frozenset({"=", "<>", "!=", "<", ">", "<=", ">=", "==", "<=>", "!<", "!>", "^="})
_MATCHES = frozenset({"LIKE", "ILIKE", "RLIKE", "REGEXP", "GLOB", "MATCH", "SIMILAR"})
_SUMS = frozenset({"+", "-"})
_PRODUCTS = frozenset({"*", "/", "%", "DIV", "MOD"})
_ENDS = frozenset({",", ")", "]", ";"})
# Calls whose first argument is a bare word that is no column.
_UNIT_FIRST = frozenset({
    "extract", "datediff", "dateadd", "datepart", "datename", "datediff_big", "date_bucket", "datetrunc",
    "timestampdiff", "timestampadd", "get_format",
})  # fmt: skip
_ARGUMENT_WORDS = frozenset({"FROM", "FOR", "USING", "PLACING", "IN", "SEPARATOR", "DEFAULT", "ON"})
_TYPE_LITERALS = frozenset({"DATE", "TIME", "TIMESTAMP", "TIMESTAMPTZ", "DATETIME"})
_UNITS = frozenset({"YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "WEEK", "QUARTER", "MICROSECOND"})
# Casts that PostgreSQL's deparser prints and that change nothing about which values are meant.
_TEXT_TYPES = frozenset({"text", "character varying", "bpchar", "character", "text[]", "character varying[]"})

# Binding strengths.
_OR, _AND, _NOT, _IS, _OTHER, _SUM, _PRODUCT, _POWER, _UNARY = range(1, 10)


class _Stuck(Exception):  # noqa: N818 - control flow: the tokens have no shape of ours
    pass


def read_expression(cursor: Cursor, stop: tuple[str, ...]) -> Expression:
    """Consumes up to a top-level comma, a closing bracket, a stop word or the end. Raises `Unreadable` for nothing."""
    start = cursor.i
    words, upper, n = cursor.words, cursor.upper, cursor.n
    at = start
    while at < n:
        word = upper[at]
        if word in _ENDS or word in stop:
            break
        at = cursor.closing(at) + 1 if word in ("(", "[") else at + 1
    end = min(at, n)
    if end == start:
        raise Unreadable(f"expected an expression {cursor.found()}")
    if end == start + 1:
        constant = _constant(words[start], upper[start], cursor)
        if constant is not None:
            cursor.i = end
            return Expression(words[start], cursor.token_span(start), constant)
    found = between(cursor, start, end)
    cursor.i = end
    return found


def between(cursor: Cursor, start: int, end: int) -> Expression:
    """The expression in the token range; the cursor is left where it was."""
    words = cursor.words
    while end - start > 2 and words[start] == "(" and cursor.closing(start) == end - 1:
        start += 1
        end -= 1
    before = cursor.i
    parser = _Parser(cursor, end)
    cursor.i = start
    try:
        shape = parser.binary(_OR)
        if cursor.i != end:
            raise _Stuck
        columns, calls = tuple(parser.columns), tuple(parser.calls)
        text = plain_text(cursor, start, end)
    except (_Stuck, Unreadable):
        text = plain_text(cursor, start, end)
        shape = Unclear(text)
        columns, calls = _scan(cursor, start, end)
    cursor.i = before
    last = end - 1
    span = Span(cursor.path, cursor.starts[start], cursor.starts[last] + len(words[last]))
    return Expression(text, span, shape, columns, calls)


def read_operand(cursor: Cursor, *stop: str) -> Expression:
    """Consumes the expression of a DEFAULT or of an index key: it ends where an operand ends, because NOT NULL, DESC and the
    like follow without a comma. Where it has no shape of ours, it ends at a stop word."""
    start = cursor.i
    words, upper, n = cursor.words, cursor.upper, cursor.n
    if start >= n or upper[start] in _ENDS:
        raise Unreadable(f"expected an expression {cursor.found()}")
    following = upper[start + 1] if start + 1 < n else ","
    if following in _ENDS or following in ("NOT", "NULL"):
        constant = _constant(words[start], upper[start], cursor)
        if constant is not None:
            cursor.i = start + 1
            return Expression(words[start], cursor.token_span(start), constant)
    parser = _Parser(cursor, n, False)
    try:
        shape = parser.binary(_OTHER)
    except (_Stuck, Unreadable):
        cursor.i = start
        return read_expression(cursor, stop)
    end = cursor.i
    inner, inner_end = start, end
    while inner_end - inner > 2 and words[inner] == "(" and cursor.closing(inner) == inner_end - 1:
        inner += 1
        inner_end -= 1
    last = inner_end - 1
    return Expression(
        plain_text(cursor, inner, inner_end),
        Span(cursor.path, cursor.starts[inner], cursor.starts[last] + len(words[last])),
        shape,
        tuple(parser.columns),
        tuple(parser.calls),
    )


def plain_text(cursor: Cursor, start: int, end: int) -> str:
    """The tokens as written, comments left out, white space as single blanks."""
    words, starts = cursor.words, cursor.starts
    if end - start == 1:
        return words[start]
    parts: list[str] = []
    past = starts[start] if start < end else 0
    for at in range(start, end):
        begin = starts[at]
        if begin > past:
            parts.append(" ")
        word = words[at]
        parts.append(word)
        past = begin + len(word)
    return "".join(parts)


def _constant(word: str, upper: str, cursor: Cursor) -> Constant | None:
    """The literal that a token is, or None."""
    first = word[0]
    if first in "0123456789" or (first == "." and len(word) > 1 and word[1].isdigit()):
        return Constant("number", word)
    if first == "'":
        return Constant("string", unescape(word, cursor.dialect))
    if upper == "NULL":
        return Constant("null", "null")
    if upper == "TRUE" or upper == "FALSE":
        return Constant("boolean", upper.lower())
    if (word[-1] == "'" and len(word) > 2) or (first == "$" and len(word) > 1 and word[-1] == "$"):
        return Constant("string", unescape(word, cursor.dialect))
    if first == '"' and cursor.dialect in ("mysql", "mariadb"):
        return Constant("string", unescape(word, cursor.dialect))
    return None


class _Parser:
    """Climbs operator precedence between the cursor and `end`; raises `_Stuck` where a shape ends."""

    __slots__ = ("calls", "collates", "columns", "cursor", "depth", "end")

    def __init__(self, cursor: Cursor, end: int, collates: bool = True) -> None:
        self.collates = collates
        """COLLATE belongs to the expression; behind a DEFAULT it belongs to the column."""
        self.cursor = cursor
        self.end = end
        self.depth = 0
        self.columns: dict[str, None] = {}
        self.calls: dict[str, None] = {}

    def peek(self, k: int = 0) -> str:
        at = self.cursor.i + k
        return self.cursor.upper[at] if at < self.end else ""

    def binary(self, strength: int) -> Shape:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise _Stuck
        left = self.unary(strength)
        chain = 0
        while True:
            operator = self.peek()
            if not operator or operator in _ENDS:
                break
            level = self.level(operator)
            if level == 0 or level < strength:
                break
            chain += 1
            if chain > _MAX_DEPTH and level not in (_OR, _AND):
                raise _Stuck
            left = self.combine(left, operator, level)
        self.depth -= 1
        return left

    def level(self, operator: str) -> int:
        """How strongly the operator binds, 0 for what is no binary operator."""
        if operator in _SUMS:
            return _SUM
        if operator in _PRODUCTS:
            return _PRODUCT
        if operator in _COMPARISONS or operator in ("IN", "BETWEEN", "IS", "ISNULL", "NOTNULL") or operator in _MATCHES:
            return _IS
        if operator == "AND":
            return _AND
        if operator in ("OR", "XOR"):
            return _OR
        if operator == "NOT":
            return (
                _IS
                if self.peek(1) in ("IN", "BETWEEN", "LIKE", "ILIKE", "RLIKE", "REGEXP", "GLOB", "MATCH", "SIMILAR")
                else 0
            )
        if operator == "^":
            return _POWER
        first = operator[0]
        if first in "|&#~@<>!-*:=?/+%^" and operator not in (":=", "=>", "?", ":", "::"):
            if len(operator) > 1 and first in "@#" and operator[1].isalpha():
                return 0
            return _OTHER
        if operator in ("OVERLAPS", "OPERATOR", "SOUNDS", "MEMBER"):
            return _OTHER
        return 0

    def combine(self, left: Shape, operator: str, level: int) -> Shape:
        cursor = self.cursor
        if level in (_OR, _AND):
            return self.logic(left, operator, level)
        negated = operator == "NOT"
        if negated:
            cursor.i += 1
            operator = self.peek()
        cursor.i += 1
        if operator == "IS":
            return self.is_test(left)
        if operator in ("ISNULL", "NOTNULL"):
            return IsNull(left, operator == "NOTNULL")
        if operator == "IN":
            return self.in_list(left, negated)
        if operator == "BETWEEN":
            if self.peek() in ("SYMMETRIC", "ASYMMETRIC"):
                cursor.i += 1
            low = self.binary(_OTHER)
            if self.peek() != "AND":
                raise _Stuck
            cursor.i += 1
            return Between(left, low, self.binary(_OTHER), negated)
        if operator in _MATCHES:
            if operator == "SIMILAR":
                if self.peek() != "TO":
                    raise _Stuck
                cursor.i += 1
                operator = "SIMILAR TO"
            right = self.binary(_OTHER)
            if self.peek() == "ESCAPE":
                cursor.i += 1
                self.binary(_OTHER)
            return Compare(left, f"NOT {operator}" if negated else operator, right)
        if operator == "OPERATOR":
            if self.peek() != "(":
                raise _Stuck
            first, last = cursor.group()
            operator = cursor.upper[last - 1] if last > first else ""
        if level == _IS and self.peek() in ("ANY", "SOME", "ALL") and self.peek(1) == "(":
            return self.any_of(left, operator)
        return Compare(left, operator, self.binary(level + 1))

    def logic(self, left: Shape, operator: str, level: int) -> Shape:
        """A chain of AND or OR, read in a loop; `a = 1 OR a = 2` becomes a list."""
        if operator == "XOR":
            raise _Stuck
        parts = [left]
        while self.peek() == operator:
            self.cursor.i += 1
            parts.append(self.binary(level + 1))
        if operator == "OR":
            listed = _listed(parts)
            if listed is not None:
                return listed
        return Logic("or" if operator == "OR" else "and", tuple(parts))

    def is_test(self, left: Shape) -> Shape:
        cursor = self.cursor
        negated = self.peek() == "NOT"
        if negated:
            cursor.i += 1
        what = self.peek()
        cursor.i += 1
        if what == "NULL" or what == "UNKNOWN":
            return IsNull(left, negated)
        if what in ("TRUE", "FALSE"):
            return Compare(left, "IS NOT" if negated else "IS", Constant("boolean", what.lower()))
        if what == "DISTINCT" and self.peek() == "FROM":
            cursor.i += 1
            return Compare(left, "IS NOT DISTINCT FROM" if negated else "IS DISTINCT FROM", self.binary(_OTHER))
        if what == "JSON":
            if self.peek() in ("VALUE", "OBJECT", "ARRAY", "SCALAR"):
                cursor.i += 1
            self.calls["is json"] = None
            return Compare(left, "IS NOT" if negated else "IS", Unclear("JSON"))
        if what and cursor.dialect == "sqlite":
            cursor.i -= 1
            return Compare(left, "<>" if negated else "=", self.binary(_OTHER))
        raise _Stuck

    def in_list(self, left: Shape, negated: bool) -> Shape:
        if self.peek() != "(":
            raise _Stuck
        if self.peek(1) in ("SELECT", "WITH", "VALUES"):
            start = self.cursor.i
            self.cursor.group()
            return Compare(left, "NOT IN" if negated else "IN", Unclear(plain_text(self.cursor, start, self.cursor.i)))
        return InList(left, self.arguments(), negated)

    def any_of(self, left: Shape, operator: str) -> Shape:
        """`= ANY (ARRAY[…])` is a list; so is `<> ALL (ARRAY[…])`, negated."""
        cursor = self.cursor
        quantifier = self.peek()
        cursor.i += 1
        if self.peek(1) in ("SELECT", "WITH", "VALUES"):
            start = cursor.i
            cursor.group()
            return Compare(left, f"{operator} {quantifier}", Unclear(plain_text(cursor, start, cursor.i)))
        operand = self.primary()
        array = operand.operand if isinstance(operand, Cast) else operand
        equal = operator in ("=", "==") and quantifier != "ALL"
        differs = operator in ("<>", "!=") and quantifier == "ALL"
        if isinstance(array, Call) and array.name == "array" and (equal or differs):
            return InList(_without_text_cast(left), tuple(_without_text_cast(v) for v in array.arguments), differs)
        return Compare(left, f"{operator} {quantifier}", operand)

    def unary(self, strength: int) -> Shape:
        word = self.peek()
        cursor = self.cursor
        if word == "NOT":
            if strength > _NOT:
                raise _Stuck
            cursor.i += 1
            return Logic("not", (self.binary(_NOT),))
        if word == "!" and cursor.dialect in ("mysql", "mariadb"):
            cursor.i += 1
            return Logic("not", (self.binary(_UNARY),))
        if word in ("-", "+"):
            cursor.i += 1
            operand = self.binary(_UNARY)
            if isinstance(operand, Constant) and operand.kind == "number":
                return Constant("number", operand.value if word == "+" else f"-{operand.value}")
            if word == "-" and isinstance(operand, Cast) and isinstance(operand.operand, Constant):
                return Cast(Constant("number", f"-{operand.operand.value}"), operand.type)
            return Call(word, (operand,))
        if word in ("~", "@", "|/", "||/", "!!"):
            cursor.i += 1
            return Call(word, (self.binary(_UNARY),))
        if word in ("BINARY", "PRIOR"):
            cursor.i += 1
            return self.binary(_UNARY)
        return self.postfix(self.primary())

    def postfix(self, shape: Shape) -> Shape:
        """Casts, COLLATE, AT TIME ZONE, subscripts."""
        cursor = self.cursor
        for _ in range(_MAX_DEPTH):
            word = self.peek()
            if word == "::":
                cursor.i += 1
                shape = Cast(shape, cursor.type().text)
            elif word == "COLLATE" and (self.collates or self.depth > 1):
                cursor.i += 1
                cursor.object_name()
            elif word == "AT" and self.peek(1) == "TIME" and self.peek(2) == "ZONE":
                cursor.i += 3
                self.calls["timezone"] = None
                shape = Call("timezone", (self.postfix_operand(), shape))
            elif word == "AT" and self.peek(1) == "LOCAL":
                cursor.i += 2
                shape = Call("timezone", (shape,))
            elif word == "[":
                start = cursor.i
                cursor.group()
                shape = Call("subscript", (shape, Unclear(plain_text(cursor, start + 1, cursor.i - 1))))
            else:
                return shape
        raise _Stuck

    def postfix_operand(self) -> Shape:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise _Stuck
        shape = self.primary()
        while self.peek() == "::":
            self.cursor.i += 1
            shape = Cast(shape, self.cursor.type().text)
        self.depth -= 1
        return shape

    def primary(self) -> Shape:
        cursor = self.cursor
        at = cursor.i
        if at >= self.end:
            raise _Stuck
        word, upper = cursor.words[at], cursor.upper[at]
        constant = _constant(word, upper, cursor)
        if constant is not None:
            cursor.i += 1
            if constant.kind == "string":
                return self.more_string(constant)
            return constant
        if upper == "(":
            return self.bracketed()
        if upper == "CASE":
            return self.case()
        if upper == "CAST" or upper == "TRY_CAST" or upper == "SAFE_CAST":
            if self.peek(1) == "(":
                return self.cast()
        elif upper == "ARRAY" and self.peek(1) == "[":
            cursor.i += 1
            return Call("array", self.listed("]"))
        elif upper in ("EXISTS", "ARRAY") and self.peek(1) == "(":
            cursor.i += 1
            cursor.group()
            return Unclear(plain_text(cursor, at, cursor.i))
        elif upper == "INTERVAL" and cursor.is_string(1):
            return self.interval()
        elif upper in ("NEXT", "PREVIOUS") and self.peek(1) == "VALUE" and self.peek(2) == "FOR":
            cursor.i += 3
            called = "nextval" if upper == "NEXT" else "lastval"
            self.calls[called] = None
            return Call(called, (Constant("string", cursor.object_name().text),))
        elif (
            upper == "CURRENT"
            and cursor.dialect == "standard"
            and self.peek(1) in ("TIMESTAMP", "DATE", "TIME", "USER")
        ):
            called = f"current_{self.peek(1).lower()}"  # DB2
            cursor.i += 2
            self.calls.setdefault(called)
            return Call(called)
        if not cursor.is_name():
            raise _Stuck
        if upper in _KEYWORDS and upper not in _ALSO_NAMES:
            raise _Stuck
        if upper[0] not in '"`[' and cursor.is_string(1) and self.peek(2) != ".":
            return self.typed_literal(upper)
        return self.named(upper)

    def more_string(self, constant: Constant) -> Constant:
        """Adjacent literals are one string."""
        cursor = self.cursor
        value = constant.value
        while cursor.i < self.end and cursor.words[cursor.i][0] == "'" and cursor.dialect != "sqlite":
            value += unescape(cursor.words[cursor.i], cursor.dialect)
            cursor.i += 1
        return constant if value == constant.value else Constant("string", value)

    def typed_literal(self, upper: str) -> Shape:
        """`DATE '2020-01-01'`, `_utf8mb4 'x'`, `int '5'`."""
        cursor = self.cursor
        if upper[0] == "_":
            cursor.i += 1
            return Constant("string", cursor.string())
        if upper not in _TYPE_LITERALS and cursor.dialect not in ("postgres", "standard"):
            raise _Stuck
        type_ = cursor.type()
        return Cast(Constant("string", cursor.string()), type_.text)

    def interval(self) -> Shape:
        cursor = self.cursor
        cursor.i += 1
        value = cursor.string()
        while self.peek() in _UNITS:
            value += " " + cursor.next().lower()
            if self.peek() == "(":
                cursor.group()
            if self.peek() == "TO":
                cursor.i += 1
                value += " to"
        return Cast(Constant("string", value), "interval")

    def named(self, upper: str) -> Shape:
        """A column, or a call."""
        cursor = self.cursor
        qualified = self.peek(1) in (".", "..")
        if qualified and self.peek(2) == "*":
            raise _Stuck
        name = cursor.object_name() if qualified else None
        single = cursor.name() if name is None else name.name
        if self.peek() == "(" and cursor.i < self.end:
            called = name.text.lower() if name is not None else single.value.lower()
            return self.call(called)
        if single.written[0] in "{$&%<?" or single.written == "...":
            return Unclear(single.written)
        if name is not None:
            last = single.value.lower()
            if last in ("nextval", "currval") and name.schema is not None:
                self.calls[last] = None
                sequence = f"{name.database.value}.{name.schema.value}" if name.database else name.schema.value
                return Call(last, (Constant("string", sequence),))
            self.columns.setdefault(single.value)
            return ColumnRef(single.value, name.schema.value if name.schema else "")
        if upper in _ALL_BARE_CALLS and upper in _BARE_CALLS.get(cursor.dialect, _ALL_BARE_CALLS):
            if not single.quoted:
                self.calls.setdefault(upper.lower())
                return Call(upper.lower())
        elif upper[0] == "@":
            return Unclear(single.written)
        self.columns.setdefault(single.value)
        return ColumnRef(single.value)

    def call(self, name: str) -> Shape:
        self.calls.setdefault(name)
        cursor = self.cursor
        if self.peek(1) == "*" and self.peek(2) == ")":
            cursor.i += 3
            arguments: tuple[Shape, ...] = ()
        elif self.peek(1) in ("SELECT", "WITH"):
            start = cursor.i
            cursor.group()
            arguments = (Unclear(plain_text(cursor, start, cursor.i)),)
        elif name in _UNIT_FIRST and cursor.is_name(1):
            unit = cursor.words[cursor.i + 1].lower()
            cursor.i += 2
            if self.peek() not in (",", "FROM"):
                raise _Stuck
            arguments = (Constant("string", unit), *self.listed(")"))
        elif name in ("convert", "try_convert") and cursor.dialect == "tsql":
            cursor.i += 1
            type_ = cursor.type()
            arguments = self.listed(")")
            if arguments:
                return Cast(arguments[0], type_.text)
        elif name == "convert" and cursor.dialect in ("mysql", "mariadb"):
            start = cursor.i
            cursor.i += 1
            operand = self.binary(_OR)
            cursor.i = start
            cursor.group()
            arguments = (operand,)
        elif name == "trim" and self.peek(1) in ("BOTH", "LEADING", "TRAILING", "FROM"):
            cursor.i += 1
            while self.peek() in ("BOTH", "LEADING", "TRAILING"):
                cursor.i += 1
            arguments = self.rest_of_list(")")
        else:
            arguments = self.arguments()
        while self.peek() in ("FILTER", "OVER", "WITHIN"):
            cursor.i += 2 if self.peek() == "WITHIN" else 1
            if self.peek() != "(":
                raise _Stuck
            cursor.group()
        return Call(name, arguments)

    def arguments(self) -> tuple[Shape, ...]:
        """Consumes `(a, b)`."""
        return self.listed(")")

    def listed(self, closing: str) -> tuple[Shape, ...]:
        """Consumes the token before the first element, elements between commas, and the closing bracket."""
        self.cursor.i += 1
        return self.rest_of_list(closing)

    def rest_of_list(self, closing: str) -> tuple[Shape, ...]:
        cursor = self.cursor
        values: list[Shape] = []
        if self.peek() == closing:
            cursor.i += 1
            return ()
        while True:
            while self.peek() in ("DISTINCT", "VARIADIC", "FROM"):
                cursor.i += 1
            if self.peek(1) in ("=>", ":=") and cursor.is_name():
                cursor.i += 2
            values.append(self.binary(_OR))
            word = self.peek()
            if word == "AS":
                cursor.i += 1
                values[-1] = Cast(values[-1], cursor.type().text)
                word = self.peek()
            if word == "," or word in _ARGUMENT_WORDS:
                cursor.i += 1
                continue
            if word == "ORDER" and closing == ")":
                while self.peek() not in (")", ""):
                    if self.peek() == "(":
                        cursor.group()
                    else:
                        cursor.i += 1
                word = self.peek()
            if word == closing:
                cursor.i += 1
                return tuple(values)
            raise _Stuck

    def bracketed(self) -> Shape:
        """`(…)`: an expression, a row, a subquery."""
        cursor = self.cursor
        start = cursor.i
        if self.peek(1) in ("SELECT", "WITH", "VALUES"):
            cursor.group()
            return Unclear(plain_text(cursor, start, cursor.i))
        values = self.arguments()
        return values[0] if len(values) == 1 else Call("row", values)

    def cast(self) -> Shape:
        cursor = self.cursor
        cursor.i += 2
        operand = self.binary(_OR)
        if self.peek() != "AS":
            raise _Stuck
        cursor.i += 1
        type_ = cursor.type()
        if self.peek() == "FORMAT":
            cursor.i += 2
        if self.peek() != ")":
            raise _Stuck
        cursor.i += 1
        return Cast(operand, type_.text)

    def case(self) -> Shape:
        """CASE has no shape; its parts are read for the columns and calls in them."""
        cursor = self.cursor
        start = cursor.i
        cursor.i += 1
        for _ in range(self.end):
            while self.peek() in ("WHEN", "THEN", "ELSE"):
                cursor.i += 1
            if self.peek() == "END":
                cursor.i += 1
                return Unclear(plain_text(cursor, start, cursor.i))
            self.binary(_OR)
        raise _Stuck


def _without_text_cast(shape: Shape) -> Shape:
    while isinstance(shape, Cast) and (shape.type in _TEXT_TYPES or shape.type.startswith("character")):
        shape = shape.operand
    return shape


def _listed(parts: list[Shape]) -> InList | None:
    """`a = 1 OR a = 2 OR a IN (3)` on one operand as a list, or None."""
    operand: Shape | None = None
    values: list[Shape] = []
    for part in parts:
        if isinstance(part, Compare) and part.operator in ("=", "=="):
            left: Shape = part.left
            found: tuple[Shape, ...] = (part.right,)
        elif isinstance(part, InList) and not part.negated:
            left, found = part.operand, part.values
        else:
            return None
        left = _without_text_cast(left)
        if operand is None:
            operand = left
        if left != operand or isinstance(left, Constant):
            return None
        values.extend(_without_text_cast(value) for value in found)
    return InList(operand, tuple(values)) if operand is not None else None


def _scan(cursor: Cursor, start: int, end: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Columns and calls of tokens that have no shape: names that are no keyword, not called and no type."""
    words, upper = cursor.words, cursor.upper
    columns: dict[str, None] = {}
    calls: dict[str, None] = {}
    bare = _BARE_CALLS.get(cursor.dialect, _ALL_BARE_CALLS)
    subquery = False
    for at in range(start, end):
        word = upper[at]
        first = word[0]
        if word == "SELECT":
            subquery = True
        if not (first.isalpha() or first in '_"`[') or word[-1] == "'" or len(word) < 1 or word == "[":
            continue
        if first == '"' and cursor.dialect in ("mysql", "mariadb"):
            continue
        following = upper[at + 1] if at + 1 < end else ""
        previous = upper[at - 1] if at > start else ""
        if word in _KEYWORDS or following in (".", "..") or (word == "AT" and following in ("TIME", "LOCAL")):
            continue
        if following == "(":
            calls.setdefault(fold(words[at], cursor.dialect).lower())
        elif previous not in ("::", "AS") and word not in bare and not subquery and following[:1] != "'":
            columns.setdefault(fold(words[at], cursor.dialect))
        elif word in bare:
            calls.setdefault(word.lower())
    return tuple(columns), tuple(calls)
