from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Opaque, Reading, Span, StatementRule
from schemalint_rules._conflicts import holds_conflict


class UnreadStatement(StatementRule):
    """What schemalint could not read it does not judge.

    ## What it does
    Names each statement, or the part of it, that schemalint has no model for. Whatever the statement touches is treated as
    unknown from there on: rules that need certainty stay silent about it, and the summary counts it as muted. A statement that
    is not valid at all is `syntax-error`'s to tell.

    ## Why is this bad
    It may be a slip that no second parser has confirmed. If it is not, silence about these objects means nothing: they were not
    looked at.

    ## Fix
    Look at the statement. If it is right, nothing is wrong with it; telling the authors of schemalint makes the next version read it.

    ## References
    - schemalint, docs/architecture.md, on reading statements
    """

    name = "unread-statement"
    severity = "info"
    needs = ("verdicts",)
    yields_to = ("syntax-error",)

    good = (
        Good("CREATE TABLE a (id int);"),
        Good("VACUUM ANALYZE;\nEXPLAIN SELECT 1;"),
        Good("\\connect shop\n\\set ON_ERROR_STOP on"),
    )
    bad = (
        Bad("ALTER TABLE a FROBNICATE x;", given="CREATE TABLE a (id int);", at="ALTER TABLE a FROBNICATE x", message="a counts as unknown"),
    )  # fmt: skip

    def check(self, reading: Reading) -> Iterator[Diagnostic]:
        statement = reading.statement
        if statement.kind in ("client", "data"):
            return
        if reading.complete:
            yield from self._doubted(reading)
            return
        if statement.masked and statement.path.lower().endswith((".md", ".markdown")):
            return  # a placeholder of the document, which has a rule of its own
        if holds_conflict(statement):
            return
        opaque = next((change for change in reading.changes if isinstance(change, Opaque)), None)
        if opaque is not None:
            touched = ", ".join(name.text for name in opaque.touches)
            span = statement.span if "\n" not in statement.text else _head(statement.span, statement.text)
            what = f"{statement.verb or 'This statement'} was not understood ({opaque.reason})"
            if statement.verb == "UNTRANSLATED":
                what = f"This part of the migration was not translated ({opaque.reason})"
            unknown = f"{touched} counts as unknown" if touched else "what it touches counts as unknown"
        else:
            part = reading.unread[0]
            span = part.span
            shown = " ".join(part.text.split())
            what = f"`{shown[:60]}{'…' if len(shown) > 60 else ''}` in {statement.verb} was not understood"
            unknown = f"{part.belongs_to} counts as unknown" if part.belongs_to else "the object counts as unknown"
        yield self.found(
            span,
            f"{what}: {unknown} from here on, and rules stay silent about it.{self._doubt(reading)}",
            repair="look whether it is written as it is meant",
            cause=statement.span,
        )

    def _doubted(self, reading: Reading) -> Iterator[Diagnostic]:
        """A statement that was read, and that the one parser that has a verdict on it refuses (`--strict-syntax`)."""
        judged, statement = reading.judged, reading.statement
        if judged is not None and judged.valid is None and judged.judges:
            yield self.found(
                _head(statement.span, statement.text),
                f"{statement.verb or 'This statement'} was read, but {judged.judges[0]} refuses it: {judged.message}.",
                repair="look whether it is written as it is meant",
                cause=statement.span,
            )

    def _doubt(self, reading: Reading) -> str:
        """What other parsers think, where they were asked."""
        judged = reading.judged
        if judged is None or reading.statement.kind == "procedural":
            return ""
        if judged.valid:
            return f" {' and '.join(judged.judges)} can parse it{f', but {judged.message}' if judged.message else ''}."
        return f" {judged.judges[0]} refuses it: {judged.message}." if judged.judges else ""


def _head(span: Span, text: str) -> Span:
    return Span(span.path, span.start, span.start + len(text.partition("\n")[0].rstrip()))
