"""What the statements inside an anonymous block change: those that surely run, and those guarded by what the catalogue holds.

A block of PL/pgSQL or PL/SQL is cut into its statements; each is read like any other. `IF NOT EXISTS (SELECT … FROM pg_type …)`
and `EXCEPTION WHEN duplicate_object THEN NULL` become the guards IF NOT EXISTS and IF EXISTS of the changes they stand around. What runs
in a loop, or under a condition on data, is opaque for the objects it names.
"""

from __future__ import annotations

from collections.abc import Sequence

from schemalint.model.change import Change, Opaque, Reading, Unread
from schemalint.model.document import Dialect, Statement, Tokens
from schemalint.model.text import Span

DEPTH = 40
"""How deep blocks and branches are followed."""
DDL = frozenset(("CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE", "TRUNCATE", "RENAME", "REFRESH"))
DML = frozenset(("INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "SET"))
# How the names of catalogue tables and of functions that look things up begin.
_CATALOGUES = (
    "PG_", "INFORMATION_SCHEMA", "USER_", "ALL_", "DBA_", "TO_REG", "SYS", "[SYS", "[INFORMATION_SCHEMA", "OBJECT_ID", "COL_LENGTH",
    "SCHEMA_ID", "TYPE_ID", "DB_ID", "INDEXPROPERTY", "COLUMNPROPERTY", "DATABASE_PRINCIPAL_ID",
)  # fmt: skip
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_ENDS = frozenset(("END", "EXCEPTION", "ELSE", "ELSIF", "ELSEIF", "WHEN"))

Guard = frozenset[str]
"""`missing`: runs where something does not exist yet; `present`: where it does; both: where one or the other is tolerated;
`unsure`: depends on data, or runs any number of times."""
ALWAYS: Guard = frozenset()
MISSING: Guard = frozenset(("missing",))
PRESENT: Guard = frozenset(("present",))
UNSURE: Guard = frozenset(("unsure",))


def read_block(outer: Statement, text: str, start: int, escaped: bool = False) -> tuple[list[Change], list[Unread]]:
    """The changes of the statements in the block `text`, which stands at character `start` of the document.

    `escaped`: it stands there in a literal whose quotes are doubled.
    """
    block = _Block(outer, text, start, escaped)
    block.body()
    return block.changes, block.unread


def _tokens(text: str, start: int, escaped: bool, dialect: Dialect) -> tuple[list[str], list[int], list[int]]:
    """The significant tokens of `text`, where they stand in it, and where in the document."""
    from schemalint.sql.lexer import kind, pieces

    words: list[str] = []
    offsets: list[int] = []
    at = 0
    for piece in pieces(text, dialect):
        if kind(piece, dialect) not in ("space", "comment"):
            words.append(piece)
            offsets.append(at)
        at += len(piece)
    if not escaped:
        return words, offsets, [start + offset for offset in offsets]
    # Every quote before a token takes two characters in the document.
    starts: list[int] = []
    quotes = done = 0
    for offset in offsets:
        quotes += text.count("'", done, offset)
        done = offset
        starts.append(start + offset + quotes)
    return words, offsets, starts


class _Block:
    __slots__ = ("at", "changes", "known", "offsets", "outer", "starts", "text", "unread", "upper", "words")

    def __init__(self, outer: Statement, text: str, start: int, escaped: bool) -> None:
        self.outer = outer
        self.text = text
        self.words, self.offsets, self.starts = _tokens(text, start, escaped, outer.dialect)
        self.upper = [word.upper() for word in self.words]
        self.at = 0
        self.known: dict[str, Guard] = {}
        """Variables that hold whether something is in the catalogue."""
        self.changes: list[Change] = []
        self.unread: list[Unread] = []

    def word(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.upper[at] if at < len(self.upper) else ""

    def body(self) -> None:
        """The whole block: statements up to its end, and past ends that belong to nothing."""
        while self.at < len(self.words):
            before = self.at
            self.statements(ALWAYS, 0)
            if self.at == before:
                self.at += 1

    def statements(self, guard: Guard, depth: int) -> None:
        """Statements up to END, EXCEPTION, ELSE or WHEN, which is not consumed."""
        while self.at < len(self.words):
            word = self.word()
            if word in _ENDS:
                return
            if word == ";":
                self.at += 1
            elif word == "<<":
                self.at += 3
            elif word == "DECLARE":
                self.declarations()
            elif word == "BEGIN":
                self.block(guard, depth)
            elif word == "IF":
                self.branches(guard, depth)
            elif word in ("LOOP", "WHILE", "FOR", "FOREACH"):
                self.seek("LOOP")
                self.at += 1
                self.nested(UNSURE, depth)
                self.close()
            elif word == "CASE":
                self.seek("WHEN")
                while self.word() in ("WHEN", "ELSE"):
                    self.seek("THEN") if self.word() == "WHEN" else None
                    self.at += 1
                    self.nested(UNSURE, depth)
                self.close()
            else:
                self.simple(guard)

    def nested(self, guard: Guard, depth: int) -> None:
        """Statements one level deeper; what is past the bound is unread."""
        if depth < DEPTH:
            self.statements(guard, depth + 1)
        elif self.at < len(self.words):
            span = Span(self.outer.span.path, self.starts[self.at], self.starts[-1] + len(self.words[-1]))
            self.unread.append(Unread(span, self.text[self.offsets[self.at] :].rstrip()))
            self.at = len(self.words)

    def declarations(self) -> None:
        self.at += 1
        while self.at < len(self.words) and self.word() != "BEGIN":
            start = self.at
            self.seek(";")
            self.assignment(start)
            self.at += 1

    def block(self, guard: Guard, depth: int) -> None:
        """BEGIN … [EXCEPTION WHEN … THEN …] END: what a handler swallows guards the statements before it."""
        first = len(self.changes)
        self.at += 1
        self.nested(guard, depth)
        if self.word() == "EXCEPTION":
            last = len(self.changes)
            self.at += 1
            while self.word() == "WHEN":
                start = self.at
                self.seek("THEN")
                caught = self.upper[start : self.at]
                start = self.at
                self.nested(UNSURE, depth)
                tolerated = _tolerated(caught, self.upper[start : self.at])
                for number in range(first, last):
                    self.changes[number] = guarded(self.changes[number], tolerated)
        self.close()

    def branches(self, guard: Guard, depth: int) -> None:
        """IF condition THEN … [ELSIF …] [ELSE …] END IF."""
        negated: Guard = UNSURE
        while self.word() in ("IF", "ELSIF", "ELSEIF"):
            start = self.at + 1
            self.seek("THEN")
            found = self.condition(start, self.at)
            negated = turned_round(found)
            self.at += 1
            self.nested(guard | found, depth)
        if self.word() == "ELSE":
            self.at += 1
            self.nested(guard | negated, depth)
        self.close()

    def close(self) -> None:
        """Past `END [IF | LOOP | CASE] [label] ;`."""
        if self.word() == "END":
            self.seek(";")
            self.at += 1

    def seek(self, word: str) -> None:
        """To the next `word` outside brackets, or the end."""
        depth = 0
        while self.at < len(self.words):
            here = self.upper[self.at]
            if here == word and depth <= 0:
                return
            depth += (here == "(") - (here == ")")
            self.at += 1

    # Conditions

    def condition(self, start: int, end: int) -> Guard:
        """What the tokens of a condition say about the catalogue."""
        upper = self.upper[start:end]
        found = condition_guard(upper)
        if found != UNSURE:
            return found
        for word in upper:
            if word in self.known:
                return _polarity(upper, self.known[word])
        return UNSURE

    def assignment(self, start: int) -> None:
        """Notes a variable that is given what the catalogue holds: `x := EXISTS (…)`, SELECT count(*) INTO x FROM user_tables."""
        upper = self.upper[start : self.at]
        if not any(word.startswith(_CATALOGUES) for word in upper):
            return
        if ":=" in upper or "=" in upper[1:4]:
            cut = upper.index(":=") if ":=" in upper else upper.index("=")
            self.known[upper[0]] = _polarity(upper[cut + 1 :], PRESENT)
        elif "INTO" in upper[:-1]:
            self.known[upper[upper.index("INTO") + 1]] = PRESENT

    # Statements

    def simple(self, guard: Guard) -> None:
        """One statement up to its semicolon."""
        start = self.at
        self.seek(";")
        end = self.at
        word = self.upper[start]
        if word in DDL or word in DML:
            text = self.text[self.offsets[start] : self.offsets[end - 1] + len(self.words[end - 1])]
            self.read(self.words[start:end], self.starts[start:end], guard, text)
        elif word == "EXECUTE":
            self.execute(start, end, guard)
        else:
            self.assignment(start)

    def execute(self, start: int, end: int, guard: Guard) -> None:
        """EXECUTE [IMMEDIATE] of one string literal, which is read in its place."""
        at = start + (2 if self.upper[start + 1 : start + 2] == ["IMMEDIATE"] else 1)
        if at >= end or (at + 1 < end and self.upper[at + 1] not in ("USING", "INTO")):
            return
        word = self.words[at]
        if word[0] not in "'$":
            return
        lead = word.find("$", 1) + 1 if word[0] == "$" else 1
        inner = word[lead : len(word) - lead]
        escaped = word[0] == "'" and "''" in inner
        if escaped:
            inner = inner.replace("''", "'")
        words, _, starts = _tokens(inner, self.starts[at] + lead, escaped, self.outer.dialect)
        while words and words[-1] == ";":
            del words[-1], starts[-1]
        if words and words[0].upper() in DDL | DML:
            self.read(words, starts, guard, inner)

    def read(self, words: list[str], starts: list[int], guard: Guard, text: str) -> None:
        """Reads the tokens as a statement of their own and keeps its changes."""
        reading = read_tokens(self.outer, words, starts, text)
        self.unread += reading.unread
        self.changes += under(reading, guard)


def read_tokens(outer: Statement, words: list[str], starts: list[int], text: str) -> Reading:
    """The reading of some tokens of `outer` as a statement of their own, which reads `text`."""
    from schemalint.sql.reader import read
    from schemalint.sql.verbs import statement_kind, verb

    span = Span(outer.span.path, starts[0], starts[-1] + len(words[-1]))
    upper = tuple(word.upper() for word in words)
    name = verb(upper, outer.dialect)
    kind = statement_kind(name, upper, outer.dialect)
    tokens = Tokens(tuple(words), upper, tuple(starts))
    return read(Statement(span, span.end, kind, name, text, tokens, outer.dialect, outer.masked))


def _polarity(upper: Sequence[str], plain: Guard) -> Guard:
    """What a condition says, when by itself it says `plain`: NOT, = FALSE, = 0, IS NULL turn it round."""
    depth = 0
    turned = False
    top: list[str] = []
    for word in upper:
        if word == ")":
            depth -= 1
        if depth == 0:
            top.append(word)
        if word == "(":
            depth += 1
    if "OR" in top:
        return UNSURE
    if "AND" in top:
        cut = top.index("AND")
        return MISSING | PRESENT if "NOT" in top[:cut] or "NOT" in top[cut:] else plain
    if top and top[0] == "NOT":
        turned = not turned
    if top[-2:] == ["IS", "NULL"]:
        turned = not turned
    if len(top) > 2 and top[-2] == "=" and top[-1] in ("FALSE", "0"):
        turned = not turned
    if not turned:
        return plain
    return turned_round(plain)


def turned_round(guard: Guard) -> Guard:
    """The guard of what runs where the condition does not hold."""
    return {MISSING: PRESENT, PRESENT: MISSING}.get(guard, UNSURE)


def condition_guard(upper: Sequence[str]) -> Guard:
    """What the upper-case tokens of a condition say by themselves about the catalogue."""
    if any(word.startswith(_CATALOGUES) for word in upper) and not _counts_several(upper):
        return _polarity(upper, PRESENT)
    return UNSURE


def _counts_several(upper: Sequence[str]) -> bool:
    """Whether a condition asks for two or more rows: then it is about more than one object being there."""
    for at, word in enumerate(upper):
        if word == "COUNT" and "".join(upper[at + 1 : at + 2]) == "(":
            close = next((end for end in range(at, len(upper)) if upper[end] == ")"), len(upper))
            operator, number = "".join(upper[close + 1 : close + 2]), "".join(upper[close + 2 : close + 3])
            if number.isdigit() and int(number) + (operator == ">") > 1 and operator in ("=", ">", ">="):
                return True
    return False


def under(reading: Reading, guard: Guard) -> tuple[Change, ...]:
    """The changes of a statement that runs under a guard; opaque where the text does not tell whether it runs."""
    statement = reading.statement
    if "unsure" in guard and statement.verb.partition(" ")[0] in DDL:
        from schemalint.sql.reader import touched

        names = touched(statement)
        if not names:
            return ()
        reason = f"whether {statement.verb} runs depends on more than the text"
        return (Opaque("", names, reason, statement.span),)
    return tuple(guarded(change, guard) for change in reading.changes)


def _tolerated(caught: list[str], handler: list[str]) -> Guard:
    """What a handler lets pass: nothing where it raises the error again."""
    for at, word in enumerate(handler):
        if word == "RAISE" and "SQLCODE" not in handler:
            after = handler[at + 1] if at + 1 < len(handler) else ""
            if after not in ("NOTICE", "INFO", "WARNING", "LOG", "DEBUG"):
                return ALWAYS
    guard: Guard = ALWAYS
    for word in caught:
        if word.startswith("DUPLICATE_"):
            guard |= MISSING
        elif word.startswith("UNDEFINED_") or word == "INVALID_SCHEMA_NAME":
            guard |= PRESENT
        elif word in ("OTHERS", "SQLSTATE"):
            guard |= MISSING | PRESENT
    return guard


def guarded(change: Change, guard: Guard) -> Change:
    """The change with the guards IF NOT EXISTS and IF EXISTS where it has them."""
    fields = change._fields
    if "missing" in guard and "if_not_exists" in fields:
        change = change._replace(if_not_exists=True)  # type: ignore[call-arg]
    if "present" in guard and "if_exists" in fields:
        change = change._replace(if_exists=True)  # type: ignore[call-arg]
    return change


def read_literal(outer: Statement, at: int, guard: Guard = ALWAYS) -> tuple[list[Change], list[Unread]]:
    """The changes of the statements in the string literal that is token `at` of `outer`, under a guard.

    SQL Server runs such literals by EXEC ('…'), MySQL by PREPARE and EXECUTE.
    """
    from schemalint.sql.reader import read
    from schemalint.sql.splitter import split

    word = outer.tokens.words[at]
    quote = '"' if word[0] == '"' else "'"
    lead = word.find(quote) + 1
    text, places = _unescaped(word[lead:-1], quote, outer.dialect in ("mysql", "mariadb"))
    base = outer.tokens.starts[at] + lead
    changes: list[Change] = []
    unread: list[Unread] = []

    def place(offset: int) -> int:
        return base + (places[offset] if places else offset)

    for statement in split(text, outer.dialect, outer.span.path):
        span = Span(outer.span.path, place(statement.span.start), place(statement.span.end))
        starts = tuple(place(start) for start in statement.tokens.starts)
        moved = statement._replace(span=span, end=place(statement.end), tokens=statement.tokens._replace(starts=starts))
        reading = read(moved)
        changes += under(reading, guard)
        unread += reading.unread
    return changes, unread


def _unescaped(inner: str, quote: str, backslashes: bool) -> tuple[str, list[int]]:
    """The text between the quotes of a literal without its escapes, and where each of its characters stands between them;
    no places where nothing is escaped."""
    if quote not in inner and not (backslashes and "\\" in inner):
        return inner, []
    characters: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(inner):
        places.append(at)
        if (inner[at] == quote and inner[at + 1 : at + 2] == quote) or (backslashes and inner[at] == "\\"):
            at += 1
            characters.append(_ESCAPES.get(inner[at : at + 1], inner[at : at + 1]))
        else:
            characters.append(inner[at])
        at += 1
    places.append(len(inner))
    return "".join(characters), places
