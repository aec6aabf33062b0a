from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Document, Edit, Fix, Good, Lazy, Run, RunRule, Span

INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0"
"""Characters that show nothing and turn what stands beside them into another name, or text into another order."""
SPACES = "\u00a0\u2000-\u200a\u202f\u205f\u3000"
"""Characters that look like a blank and are none to a server."""


class FileEncoding(RunRule):
    """A file should be clean UTF-8 text.

    ## What it does
    Reports a file that cannot be read or is not valid UTF-8 (UTF-16 with its mark is taken), NUL and other control characters,
    line ends of more than one kind in one file, and characters that cannot be seen in names and between words of SQL:
    zero-width spaces, marks that turn the direction of writing, no-break spaces. In strings, comments and prose they are left
    alone.

    ## Why is this bad
    Servers, editors and tools read such a file differently: text comes out garbled, a statement ends where a NUL stands, and a name
    that looks right is another one, or was made to look like it.

    ## Fix
    Line ends become those that most lines have; invisible characters go, and look-alike blanks become blanks. Unsafe: a string
    over several lines and a name that was made with such a character change with it.

    ## References
    - Unicode Technical Report 36, Security Considerations; PostgreSQL 17 manual, 23.3 Character Set Support
    """

    name = "file-encoding"
    severity = "warning"
    fixes = "unsafe"

    good = (
        Good("CREATE TABLE größe (größe text); -- schön\u200b"),
        Good("INSERT INTO a VALUES ('no\u00a0break');"),
        Good("CREATE TABLE a (id int);\r\nCREATE TABLE b (id int);\r\n"),
    )
    bad = (
        Bad("CREATE TABLE us\u200bers (id int);", at="\u200b", fixed="CREATE TABLE users (id int);", message="U+200B"),
        Bad("CREATE TABLE\u00a0a (id int);", at="\u00a0", fixed="CREATE TABLE a (id int);"),
        Bad(
            "CREATE TABLE a (id int);\r\nCREATE TABLE b (id int);\nCREATE TABLE c (id int);\n",
            at="\r\n",
            fixed="CREATE TABLE a (id int);\nCREATE TABLE b (id int);\nCREATE TABLE c (id int);\n",
            message="line ends",
        ),
        Bad("CREATE TABLE a (id int);\x00", at="\x00", message="NUL"),
    )  # fmt: skip

    def check(self, run: Run) -> Iterator[Diagnostic]:
        spread: dict[str, list[Span]] = {}
        suspicious = {one.path for one in run.documents if _HIDDEN.search(one.text)}
        if suspicious:
            spread = _hidden_in_sql(run, suspicious)
        for document in run.documents:
            if document.source.role == "ignored":
                continue
            if document.fault:
                yield self._broken(document)
            if not document.fault or document.encoding != "latin-1":
                yield from self._line_ends(document)
                for span in spread.get(document.path, ()):
                    yield self._hidden(span, document)

    def _broken(self, document: Document) -> Diagnostic:
        control = _CONTROL.search(document.text) if document.encoding != "latin-1" else None
        wrong = _NOT_ASCII.search(document.text) if control is None else None
        mark = control or wrong
        fault, _, hint = document.fault.partition(";")
        if not document.text:
            return self.found(
                Span(document.path, 0, 0),
                f"{document.path} {fault}: nothing in it was checked.",
                repair="make it a file that can be read, or leave it out with `exclude` in the configuration",
            )
        span = Span(document.path, mark.start(), mark.end()) if mark else Span(document.path, 0, 0)
        return self.found(
            span,
            f"{document.path} {fault}: servers and tools read it differently.",
            repair=hint.strip() or "take the character out",
        )

    def _line_ends(self, document: Document) -> Iterator[Diagnostic]:
        text = document.text
        if "\r" not in text:
            return
        both = text.count("\r\n")
        counts = {"\r\n": both, "\n": text.count("\n") - both, "\r": text.count("\r") - both}
        used = [end for end, count in counts.items() if count]
        if len(used) < 2:
            return
        usual = max(used, key=lambda end: counts[end])
        odd = [match for match in _LINE_END.finditer(text) if match[0] != usual]
        edits = tuple(_mended(document.path, one.start(), one[0], usual) for one in odd)
        clear = usual != "\r" and not (counts["\r"] and both and usual == "\n")
        shown = ", ".join(f"{counts[end]} {_END_NAMES[end]}" for end in used)
        yield self.found(
            Span(document.path, odd[0].start(), odd[0].end()),
            f"{document.path} has line ends of {len(used)} kinds ({shown}): a string over several lines holds other characters than"
            " it seems to.",
            repair=f"end every line by {_END_NAMES[usual]}",
            fix=Fix(f"End every line by {_END_NAMES[usual]}", "unsafe", edits=edits) if clear else None,
        )

    def _hidden(self, span: Span, document: Document) -> Diagnostic:
        character = document.text[span.start]
        blank = _SPACE.match(character) is not None
        before = document.text[max(0, span.start - 20) : span.start].rpartition("\n")[2]
        behind = document.text[span.end : span.end + 20].partition("\n")[0]
        clean = " ".join(_HIDDEN.sub("", f"{before}{' ' if blank else ''}{behind}").split())
        what = "a blank that is none to the server" if blank else "a character that cannot be seen"
        return self.found(
            span,
            f"U+{ord(character):04X}, {what}, stands in SQL near `{clean}`: the server takes it as a part of the name.",
            repair="write a plain blank" if blank else "take it out",
            fix=Fix("Take it out", "unsafe", edits=(Edit(span, " " if blank else ""),)),
        )


_HIDDEN = Lazy(f"[{INVISIBLE}{SPACES}]")
_SPACE = Lazy(f"[{SPACES}]")
_CONTROL = Lazy("[\x00-\x08\x0e-\x19\x1c-\x1f]")
_NOT_ASCII = Lazy("[^\x00-\x7f]")
_LINE_END = Lazy("\r\n|\r|\n")
_END_NAMES = {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}
_DATA = frozenset("'$")


def _hidden_in_sql(run: Run, paths: set[str]) -> dict[str, list[Span]]:
    """Where such characters stand in tokens of SQL that are no strings, or between tokens outside comments."""
    found: dict[str, dict[int, Span]] = {}
    texts = {one.path: one.text for one in run.documents if one.path in paths}
    for replay in run.replays:
        for reading in replay.readings:
            statement = reading.statement
            path = statement.path
            if path not in texts or statement.kind in ("client", "data") or not _HIDDEN.search(statement.text):
                continue
            words, _, starts = statement.tokens
            blocked = [(one.start, one.end) for one in statement.leading]
            blocked += [
                (start, start + len(word))
                for word, start in zip(words, starts, strict=True)
                if word[0] in _DATA or word[:2].upper() in _PREFIXED
            ]
            base = statement.span.start
            for match in _HIDDEN.finditer(statement.text):
                at = base + match.start()
                if not any(start <= at < end for start, end in blocked):
                    found.setdefault(path, {}).setdefault(at, Span(path, at, at + 1))
    return {path: [spans[at] for at in sorted(spans)] for path, spans in found.items()}


_PREFIXED = frozenset({"E'", "N'", "B'", "X'", "Q'"})


def _mended(path: str, at: int, end: str, usual: str) -> Edit:
    """The smallest edit that makes the line end at `at` the usual one."""
    if end == "\r\n":
        return Edit(Span(path, at, at + 1), "")
    if usual == "\r\n" and end == "\n":
        return Edit(Span(path, at, at), "\r")
    return Edit(Span(path, at, at + 1), "\n")
