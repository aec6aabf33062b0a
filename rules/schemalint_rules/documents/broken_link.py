from __future__ import annotations

import difflib
from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Hyperlink, LinkTarget, Page, PageRule, Related, Replay, Subject

ENOUGH = 3
"""A document with this many links to files, none of which is there, was moved or copied without what it links."""
_STAND_INS = frozenset({"url", "link", "link-here", "todo", "tbd", "filename", "file"})


class BrokenLink(PageRule):
    """A relative link should lead to something.

    ## What it does
    Follows the relative links and images of a schema document: the file or folder must be there, spelled as it is linked, and a
    fragment must name something in it. In Markdown that is a heading, by GitHub's rules with `-1` for the second of the same
    title, an explicit `{#id}`, or the id or name of an HTML element. Percent-encoding, queries and references are understood,
    and so are the paths that sites of documentation shorten (`tables` for `tables.md` or `tables/README.md`).

    A document of which no relative link leads anywhere, three at least, is told once.

    Silent about URLs, paths from the root of a site, what lies outside the repository, fragments of other files than Markdown,
    and placeholders (`[DDL](path/to/script.sql)`).

    ## Why is this bad
    The appendix that holds the script, the diagram, the procedure of recovery is missing at the moment somebody looks for it.
    A name in other letters works on the author's computer and nowhere else.

    ## Fix
    None: only the author knows what was meant. The message names what is there under nearly the same name.

    ## References
    - CommonMark 0.31, 6.3 Links and 6.4 Images
    - GitHub Docs, Basic writing and formatting syntax, Section links and Relative links
    """

    name = "broken-link"
    severity = "warning"
    needs = ("links",)
    good = (
        Good(
            "# Schema of tables\n\n- [Orders](#11-orders)\n- [again](#11-orders-1)\n- [kept](#old)\n- [DDL](../db/create%20all.sql)\n"
            "- [Guide](guide.md#how-to)\n- [Site](https://example.com/x.md#y)\n- [Folder](../db/)\n\n## 1.1 Orders\n\nText.\n\n"
            '## 1.1 Orders\n\n<a name="old"></a>Text.\n',
            path="docs/schema.md",
            files=(
                ("db/create all.sql", "CREATE TABLE a (id int);"),
                ("docs/guide.md", "# Guide\n\n## How to\n\nSo.\n"),
            ),
        ),
        Good("# Schema of tables\n\nSee [the script](path/to/script.sql) and [LINK]({LINK}).\n", path="docs/schema.md"),
    )
    bad = (
        Bad(
            "# Schema of tables\n\nThe [script](../db/schem.sql).\n",
            at="../db/schem.sql",
            path="docs/schema.md",
            files=(("db/schema.sql", "CREATE TABLE a (id int);"),),
            message="../db/schema.sql",
        ),
        Bad(
            "# Schema of tables\n\n1. [Orders](#orders)\n\n## 1.1 Orders\n\nText.\n",
            at="#orders",
            path="docs/schema.md",
            message="#11-orders",
        ),
        Bad(
            "# Schema of tables\n\nSee [how](guide.md#how).\n",
            at="guide.md#how",
            path="docs/schema.md",
            files=(("docs/guide.md", "# Guide\n\n## How to\n\nSo.\n"),),
            message="heading",
        ),
        Bad(
            "# Schema of tables\n\n![ER](ERD.png)\n",
            at="ERD.png",
            path="docs/schema.md",
            files=(("docs/erd.png", "no picture"),),
            message="erd.png",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        targets = page.around.targets if page.around else {}
        led = [
            (link, targets[link.target])
            for link in page.links
            if link.target in targets and page.text[link.span.start - 1 : link.span.start] != "\\"
        ]
        to_files = {
            link.target: to for link, to in led if not link.target.startswith("#") and not _is_stand_in(link.target)
        }
        alone = len(to_files) >= ENOUGH and all(to.kind in ("nothing", "outside") for to in to_files.values())
        lost: list[Hyperlink] = []
        for link, to in led:
            if to.kind == "nothing" and not _is_stand_in(link.target):
                if alone:
                    lost.append(link)
                else:
                    yield self._missing(link, to)
            elif to.kind == "file" and to.fragment and to.anchors is not None and not _names(to):
                yield self._unanchored(page, link, to)
        if lost:
            yield self._together(lost)

    def _missing(self, link: Hyperlink, to: LinkTarget) -> Diagnostic:
        what = "image" if link.image else "link"
        known = f"; there is {to.near}" if to.near else ""
        if to.near.casefold() == link.target.casefold():
            known += ", which other letters find on some computers only"
        return self.found(
            link.target_span,
            f"The {what} leads nowhere: {to.path} does not exist{known}.",
            subject=Subject("other", None, None, link.target),
            repair=f"write {to.near}"
            if to.near
            else "write the path of the file as seen from this document, or remove the link",
        )

    def _unanchored(self, page: Page, link: Hyperlink, to: LinkTarget) -> Diagnostic:
        near = difflib.get_close_matches(to.fragment.casefold(), sorted(to.anchors or ()), 1, 0.6)
        where = "this document" if to.path == page.path else to.path
        return self.found(
            link.target_span,
            f"The link leads to the top of {where}: it has no heading or element `{to.fragment}`.",
            subject=Subject("other", None, None, link.target),
            repair=f"write {link.target.partition('#')[0]}#{near[0]}" if near else "link to a heading that is there",
        )

    def _together(self, lost: list[Hyperlink]) -> Diagnostic:
        first = lost[0]
        count = len({link.target for link in lost})
        return self.found(
            first.target_span,
            f"None of the {count} relative links of the document leads anywhere, {first.target} first: it was moved or copied "
            "without what it links.",
            subject=Subject("other", None, None, "links"),
            repair="write the paths as seen from this document, or bring along what it links",
            related=[Related(link.target_span, "leads nowhere either") for link in lost[1:50]],
        )


def _names(to: LinkTarget) -> bool:
    """Whether the fragment names an anchor; letters do not count, and browsers know `top` and places of their own."""
    fragment = to.fragment.casefold().removeprefix("user-content-")
    if fragment == "top" or fragment.startswith((":~:", "fn")):
        return True
    return any(anchor.casefold() == fragment for anchor in to.anchors or ())


def _is_stand_in(target: str) -> bool:
    plain = target.casefold().partition("#")[0].replace("%20", "-").replace(" ", "-").replace("_", "-")
    return plain in _STAND_INS or "path/to" in plain or plain.startswith(("your-", "link-to-"))
