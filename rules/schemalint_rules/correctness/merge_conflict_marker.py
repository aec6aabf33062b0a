from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Document, DocumentRule, Good, Lines, Related, Span
from schemalint_rules._conflicts import MARKER_OR_COMMENT, shown


class MergeConflictMarker(DocumentRule):
    """A file must hold no conflict markers.

    ## What it does
    Reports the lines that a version control system leaves where two branches changed the same place: `<<<<<<<`, `|||||||`, `=======`
    and `>>>>>>>` at the start of a line, each with exactly seven characters. One finding stands for the whole conflict. A line of
    equal signs counts only between the others, for it underlines headings in Markdown. Fences of a document that show a
    diff or a merge are left out. Where the marker stands in a comment the finding is a warning.

    ## Why is this bad
    No server reads the line as SQL, so the script stops there; and the file holds both versions of what was to be one.

    ## Fix
    Choose what shall stand, and take the markers out. No automatic fix.

    ## References
    - Git manual, git-merge, How conflicts are presented
    """

    name = "merge-conflict-marker"
    severity = "error"
    only_with = ("<<<<<<<", ">>>>>>>", "|||||||")
    good = (
        Good("CREATE TABLE a (id int);\n-- =======\nSELECT 1 << 2;"),
        Good("SELECT '\n<<<<<<<<<<\n';"),
    )
    bad = (
        Bad(
            "CREATE TABLE a (\n<<<<<<< HEAD\n  id int\n=======\n  id bigint\n>>>>>>> feature\n);",
            at="<<<<<<< HEAD",
            message="line 6",
        ),
        Bad("CREATE TABLE a (id int);\n>>>>>>> feature", at=">>>>>>> feature"),
    )

    def check(self, document: Document) -> Iterator[Diagnostic]:
        text = document.text
        if "<<<<<<<" not in text and ">>>>>>>" not in text and "|||||||" not in text:
            return
        aside = shown(document)
        lines = document.lines
        conflict: list[re.Match[str]] = []
        in_comment = commented = False
        for found in MARKER_OR_COMMENT.finditer(text):
            mark = found[1]
            if mark is None:
                in_comment = found[0] == "/*"
                continue
            while aside and aside[0][1] <= found.start():
                del aside[0]
            if aside and aside[0][0] <= found.start():
                continue
            if conflict and mark != "<<<<<<<":
                conflict.append(found)
            elif conflict:
                yield self._left(document, conflict, lines, commented)
                conflict = [found]
            elif mark != "=======":
                conflict = [found]
            if len(conflict) == 1:
                commented = in_comment
            if conflict and mark == ">>>>>>>":
                yield self._left(document, conflict, lines, commented)
                conflict = []
        if conflict:
            yield self._left(document, conflict, lines, commented)

    def _left(self, document: Document, conflict: list[re.Match[str]], lines: Lines, commented: bool) -> Diagnostic:
        """`conflict` holds the lines of the markers, at least one."""
        opened, *others = conflict
        until = f", up to line {lines.position(others[-1].start()).line}" if others else ""
        refused = document.path.lower().endswith(".sql") and not commented
        effect = (
            "the server refuses the statement, and the text holds both versions"
            if refused
            else "nobody decided between the two versions"
        )
        return self.found(
            Span(document.path, *opened.span()),
            f"A conflict of a merge was left in the file{until}: {effect}.",
            repair="keep what shall stand, and delete the lines of the markers",
            related=[Related(Span(document.path, *part.span()), "a line of the same conflict") for part in others],
            severity="warning" if commented else None,
        )  # fmt: skip
