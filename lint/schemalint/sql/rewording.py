"""Other words for what sqlglot does not know of a dialect, with the same names in the same places."""

from __future__ import annotations

from schemalint.model.document import Dialect, Statement, Tokens

Instead = dict[int, str]
"""What to write for a token; nothing at all where it is empty."""

_OPERATORS = frozenset(
    (
        "<%", "%>", "<<%", "%>>", "-|-", "~<~", "~>~", "~<=~", "~>=~", "##", "@-@", "<^", ">^", "?#", "?-", "?-|", "?||", "|&>", "&<|",
        "<<|", "|>>", "<<<->", "<->>>", "<<->", "<->>", "!!", "^@", "|/", "||/", "~=", "<#>", "<+>", "*=", "?|", "@@", "@", "#", "~", "<->",
    )
)  # fmt: skip
"""Operators of PostgreSQL and its extensions that sqlglot does not know, or not everywhere."""
_KNOWN_BETWEEN = frozenset(("?|", "@@", "@", "#", "~", "<->", "^@"))
"""Those it knows between two operands; in front of one it knows `~` and `@`."""
_KNOWN_BEFORE = frozenset(("~", "@", "|/", "||/"))
_NO_OPERAND = frozenset(
    (
        "(", ",", "[", "SELECT", "WHERE", "AND", "OR", "NOT", "ON", "BY", "WHEN", "THEN", "ELSE", "CASE", "HAVING", "RETURNING", "SET",
        "DISTINCT", "VALUES", "IN", "LIKE", "BETWEEN", "IS", "LIMIT", "RETURN", "USING", "FILTER",
    )
)  # fmt: skip
"""Words behind which an operator stands in front of its one operand."""
_MYSQL_MODIFIERS = frozenset(("LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "QUICK", "IGNORE"))
_COMPOUND = frozenset(("+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="))


def reworded(tokens: Tokens, first: int, last: int, dialect: Dialect) -> Instead:
    """Other words for some of the tokens from `first` to before `last`."""
    if dialect == "postgres":
        return _postgres(tokens, first, last)
    if dialect == "mysql" or dialect == "mariadb":
        return _mysql(tokens, first, last)
    if dialect == "sqlite":
        return _sqlite(tokens, first, last)
    if dialect == "tsql":
        return _tsql(tokens, first, last)
    if dialect == "oracle":
        return _oracle(tokens, first, last)
    return {}


_NAMED_NEXT = frozenset(("FROM", "JOIN", "INTO", "UPDATE", "TABLE", ".", "AS", "USING", "BY", "INTERVAL"))
"""Words behind which a placeholder is no value."""


def without_placeholders(statement: Statement) -> Statement | None:
    """The statement with NULL for each placeholder of a value (`?`, `:name`, `%s`, `@p`), so that a parser takes it; None where
    it holds a marker that may be anything."""
    from schemalint.sql.lexer import kind
    from schemalint.sql.templates import masks

    dialect = statement.dialect
    words, upper, starts = statement.tokens
    made = list(words)
    for at, word in enumerate(words):
        if not masks(word, dialect):
            continue
        if kind(word, dialect) != "template" or word[0] not in "?:%@$" or word[:2] in ("${", "$(", "%{"):
            return None
        following = upper[at + 1] if at + 1 < len(words) else ""
        if (at and upper[at - 1] in _NAMED_NEXT) or following in (".", "("):
            return None
        if following and starts[at] + len(word) == starts[at + 1] and following[0].isalnum():
            return None
        made[at] = "NULL"
    tokens = Tokens(tuple(made), tuple(word.upper() for word in made), starts)
    return statement._replace(tokens=tokens, masked=False)


def closing(tokens: Tokens, at: int, last: int) -> int:
    """The token that closes the bracket at `at`, or `last` when none does."""
    depth = 0
    words = tokens.words
    for number in range(at, last):
        word = words[number]
        if word == "(" or word == "[":
            depth += 1
        elif word == ")" or word == "]":
            depth -= 1
            if not depth:
                return number
    return last


def _postgres(tokens: Tokens, first: int, last: int) -> Instead:
    words, upper, _ = tokens
    instead: Instead = {}
    for at in range(first, last):
        word = upper[at]
        if word[0] == "$":
            if word[1:].isdigit():
                instead[at] = f'"{word}"'
        elif word in _OPERATORS:
            before = upper[at - 1] if at > first else "("
            alone = before in _NO_OPERAND or (not before[-1].isalnum() and before[-1] not in ")]\"'_$")
            if alone and word not in _KNOWN_BEFORE:
                instead[at] = "-"
            elif not alone and word not in _KNOWN_BETWEEN:
                instead[at] = "||"
        elif word == "OVERRIDING" and upper[at + 2 : at + 3] == ("VALUE",):
            instead |= dict.fromkeys(range(at, at + 3), "")
        elif word == "CURRENT" and upper[at + 1 : at + 2] == ("OF",):
            instead |= {at: "1 = 1", at + 1: "", at + 2: ""}
        elif word == "ONLY" and upper[at + 1 : at + 2] == ("(",):
            end = closing(tokens, at + 1, last)
            instead |= {at: "", at + 1: "", end: ""}
        elif word == "COLLATION" and upper[at + 1 : at + 3] == ("FOR", "("):
            instead |= {at: "", at + 1: ""}
    if upper[first] == "INSERT" and "(" in words[first:last]:
        instead |= _plain_columns(tokens, first, last)
    return instead


_INTO_NEEDED = frozenset(("INSERT", "MERGE", "REPLACE", "IGNORE", "LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED"))
"""Words before an INTO that names a table."""


def without_into(tokens: Tokens, first: int, last: int) -> Instead:
    """A query or writing statement without the INTO that names variables or a file."""
    instead: Instead = {}
    upper = tokens.upper
    depth = 0
    at = first
    while at < last:
        word = upper[at]
        if word in ("(", "["):
            depth += 1
        elif word in (")", "]"):
            depth -= 1
        elif word == "INTO" and depth == 0 and upper[at - 1] not in _INTO_NEEDED and at > first:
            end = _targets(tokens, at + 1, last)
            start = at - 2 if upper[at - 2 : at] == ("BULK", "COLLECT") else at
            instead |= dict.fromkeys(range(start, end), "")
            at = end
            continue
        at += 1
    return instead


def _targets(tokens: Tokens, at: int, last: int) -> int:
    """Past the variables of an INTO, or past its file."""
    upper = tokens.upper
    if at < last and upper[at] == "STRICT":
        at += 1
    if at < last and upper[at] in ("OUTFILE", "DUMPFILE"):
        while at < last and upper[at] not in ("FROM", "WHERE", "FOR", "LOCK"):
            at += 1
        return at
    while at < last:
        at += 1
        while at < last and upper[at] in (".", "[", "("):
            at = at + 2 if upper[at] == "." else closing(tokens, at, last) + 1
        if at < last and upper[at] == ",":
            at += 1
            continue
        break
    return min(at, last)


def _plain_columns(tokens: Tokens, first: int, last: int) -> Instead:
    """The column list of INSERT without what is written behind a name: `a[1]`, `b.field`."""
    words, upper, _ = tokens
    instead: Instead = {}
    opening = words.index("(", first)
    if upper[opening - 1] in ("VALUES", "AS") or upper[opening + 1] in ("SELECT", "WITH", "VALUES"):
        return instead
    at = opening + 1
    end = closing(tokens, opening, last)
    while at < end:
        if words[at] == ".":
            instead |= {at: "", at + 1: ""}
            at += 1
        elif words[at] == "[":
            stop = closing(tokens, at, last)
            instead |= dict.fromkeys(range(at, stop + 1), "")
            at = stop
        at += 1
    return instead


def _mysql(tokens: Tokens, first: int, last: int) -> Instead:
    words, upper, _ = tokens
    instead: Instead = {}
    for at in range(first, last):
        word = upper[at]
        if word in ("NEXT", "PREVIOUS") and upper[at + 1 : at + 3] == ("VALUE", "FOR"):
            end = at + 3
            while words[end + 1 : end + 2] == (".",) and end + 2 < last:
                end += 2
            if end < last:
                instead |= {
                    at: "NEXTVAL" if word == "NEXT" else "LASTVAL",
                    at + 1: "(",
                    at + 2: "",
                    end: words[end] + ")",
                }
        elif word == "FOR" and upper[at + 1 : at + 2] == ("SYSTEM_TIME",):
            end = at + 2
            while (
                end < last
                and words[end] not in (")", ",", ";")
                and upper[end] not in ("WHERE", "JOIN", "ORDER", "GROUP", "LIMIT")
            ):
                end += 1
            instead |= dict.fromkeys(range(at, end), "")
    verb = upper[first]
    if verb == "SELECT" and "INTO" in upper[first:last]:
        instead |= without_into(tokens, first, last)
    if verb in ("INSERT", "REPLACE", "UPDATE", "DELETE"):
        at = first + 1
        while at < last and upper[at] in _MYSQL_MODIFIERS:
            instead[at] = ""
            at += 1
        if verb in ("INSERT", "REPLACE"):
            instead[first] = "INSERT" if upper[at : at + 1] == ("INTO",) else "INSERT INTO"
    return instead


def _sqlite(tokens: Tokens, first: int, last: int) -> Instead:
    upper = tokens.upper
    if upper[first] == "REPLACE":
        return {first: "INSERT"}
    if upper[first] == "UPDATE" and upper[first + 1 : first + 2] == ("OR",):
        return {first + 1: "", first + 2: ""}
    return {}


def _oracle(tokens: Tokens, first: int, last: int) -> Instead:
    words, upper, _ = tokens
    instead: Instead = {}
    if upper[first] == "DELETE" and upper[first + 1 : first + 2] != ("FROM",):
        instead[first] = "DELETE FROM"
    updating = bounded = False
    for at in range(first, last):
        word = upper[at]
        if word[0] == ":" and word[1:] in ("NEW", "OLD", "PARENT"):
            instead[at] = f" {words[at][1:]}"
        elif word[0] == ":" and len(word) > 1 and word[1:].isalnum():
            instead[at] = "NULL"
        elif word == "USING" and at + 2 < last and words[at + 2] == ")" and upper[at + 1] in ("NCHAR_CS", "CHAR_CS"):
            instead |= {at: ", 'a'", at + 1: ", 'b'"}
        elif upper[first] == "MERGE":
            if word == "WHEN":
                updating = bounded = False
            elif word == "SET":
                updating = True
            elif word == "WHERE" and updating:
                if upper[at - 1] == "DELETE":
                    instead[at - 1] = ""
                    if bounded:
                        instead[at] = "AND"
                bounded = True
    return instead


def _tsql(tokens: Tokens, first: int, last: int) -> Instead:
    upper = tokens.upper
    instead: Instead = {}
    for at in range(first, last):
        word = upper[at]
        if word == "TOP" and at > first and upper[at - 1] in ("DELETE", "UPDATE", "INSERT", "MERGE"):
            end = closing(tokens, at + 1, last) + 1 if upper[at + 1 : at + 2] == ("(",) else at + 2
            if upper[end : end + 1] == ("PERCENT",):
                end += 1
            instead |= dict.fromkeys(range(at, min(end, last)), "")
        elif word in _COMPOUND:
            instead[at] = "="
        elif word == "UPDATE" and at + 1 < last and upper[at + 1] == "(":
            end = closing(tokens, at + 1, last)
            if end < last and all(upper[inner] not in (",", "=") for inner in range(at + 1, end)):
                instead |= dict.fromkeys(range(at, end + 1), "")
                instead[at] = "1 = 1"
        elif word in ("CONTAINSTABLE", "FREETEXTTABLE") and upper[at + 1 : at + 2] == ("(",):
            instead |= dict.fromkeys(range(at + 2, closing(tokens, at + 1, last)), "")
    if upper[first] == "DELETE":
        instead |= _tsql_delete(tokens, first, last)
    return instead


def _tsql_delete(tokens: Tokens, at: int, last: int) -> Instead:
    """DELETE t WHERE … with a FROM, and without its OUTPUT."""
    upper = tokens.upper
    instead: Instead = {}
    depth = 0
    clauses: list[tuple[str, int]] = []
    for inner in range(at + 1, last):
        word = upper[inner]
        depth += (word == "(") - (word == ")")
        if depth < 0:
            break
        if depth == 0 and word in ("FROM", "OUTPUT", "WHERE", "OPTION"):
            clauses.append((word, inner))
    if "FROM" not in [word for word, _ in clauses]:
        instead[at] = "DELETE FROM"
    for number, (word, start) in enumerate(clauses):
        if word == "OUTPUT":
            end = clauses[number + 1][1] if number + 1 < len(clauses) else last
            instead |= dict.fromkeys(range(start, end), "")
    return instead
