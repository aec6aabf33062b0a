"""Gathers the parts of a page: blocks first, then what they mean together."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from schemalint.model.page import (
    Comment,
    Diagram,
    DocumentedColumn,
    DocumentedIndex,
    DocumentedStatus,
    DocumentedTable,
    Fence,
    GridTable,
    Metadata,
    Metric,
    Page,
    Relation,
    Section,
)
from schemalint.model.text import Lines, Span
from schemalint.pages import columns as column_tables
from schemalint.pages import indexes as index_tables
from schemalint.pages import metadata, prose, statuses
from schemalint.pages import relations as drawn
from schemalint.pages.blocks import Block, Line, blocks
from schemalint.pages.fences import language_of, role_of
from schemalint.pages.headers import Kinds, column_kinds, is_index_table, is_index_title
from schemalint.pages.links import definitions, links
from schemalint.pages.markup import code_spans, plain
from schemalint.pages.objects import Objects, is_object_title
from schemalint.pages.placeholders import placeholders
from schemalint.pages.sections import Heading, sections, table_name
from schemalint.pages.tables import tables
from schemalint.pages.vocabulary import spoken


class Reader:
    """Gathers the parts of one page; used once."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.starts = Lines(text).starts
        self.front = metadata.front_matter_end(text)
        parsed = text
        if self.front:
            parsed = re.sub(r"[^\r\n]", " ", text[: self.front]) + text[self.front :]
        self.blocks = blocks(parsed, self.starts)
        self.sections: tuple[Section, ...] = ()
        self.section_starts: list[int] = []
        self.struck_sections: list[Section] = []
        self.relations: list[Relation] = []
        self.owners: dict[Section, tuple[str, Span] | None] = {}
        self.objects = Objects(path, text)
        self.columns: dict[str, dict[str, str]] = {}
        """The columns read so far: table to folded name to name."""

    def page(self) -> Page:
        path, text = self.path, self.text
        grids = self.grids()
        self.sections = sections(path, self.headings(grids), len(text))
        self.section_starts = [section.heading.start for section in self.sections]
        self.struck_sections = [section for section in self.sections if section.struck]
        grids = {
            index: [table._replace(section=self.section_at(table.span.start)) for table in found]
            for index, found in grids.items()
        }
        fences = self.fences()
        contents = [(fence, self.content(fence)) for fence in fences]
        masked, comments = self.masked(fences)
        diagrams = self.diagrams(contents)
        notes, figures = self.metadata()
        figures += (figure for found in grids.values() for table in found for figure in metadata.metric_rows(table))
        documented, found_indexes, found_statuses = self.facts(grids)
        stated = [relation for table in documented for relation in drawn.from_columns(table)]
        stated += self.relations
        stated += [relation for diagram in diagrams for relation in drawn.from_diagram(diagram)]
        for diagram in diagrams:
            if diagram.kind == "text":
                stated += drawn.from_arrows(path, text, diagram.span)
        relations = drawn.merged(stated)
        known = definitions(masked)
        found_links = tuple(sorted(
            links(path, text, masked, known, self.section_at), key=lambda link: link.span.start
        ))  # fmt: skip
        unlinked = _blanked(masked, [(link.span.start, link.span.end) for link in found_links])
        self.objects.headings(self.sections)
        self.objects.columns(documented, [table for found in grids.values() for table in found])
        return self.objects.on(Page(
            path, text, "", tuple(notes), self.sections, tuple(fences),
            tuple(table for found in grids.values() for table in found),
            documented, tuple(found_indexes), tuple(found_statuses), tuple(relations), tuple(diagrams), tuple(figures),
            found_links,
            placeholders(
                path, text, unlinked, frozenset(known), contents, [(c.span.start, c.span.end) for c in comments], notes,
                self.section_at,
            ),
            tuple(comments),
            "\r\n" if "\r\n" in text else "\n",
        ))  # fmt: skip

    def section_at(self, offset: int) -> Section | None:
        at = bisect_right(self.section_starts, offset)
        return self.sections[at - 1] if at else None

    def line_start(self, number: int) -> int:
        return self.starts[number] if number < len(self.starts) else len(self.text)

    def line_end(self, number: int) -> int:
        """Past the last character of line `number`, white space at its end left out."""
        start, end = self.line_start(number), self.line_start(number + 1)
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return end

    def grids(self) -> dict[int, list[GridTable]]:
        """The tables by the block that holds them, sections not yet known."""
        found: dict[int, list[GridTable]] = {}
        for index, block in enumerate(self.blocks):
            # Dashes right below a table make Markdown's block rules see an underlined heading.
            if len(block.lines) > 1 and (block.kind in ("paragraph", "item") or block.setext):
                here = list(tables(self.path, block.lines, None))
                if here:
                    found[index] = here
        return found

    def headings(self, grids: dict[int, list[GridTable]]) -> list[Heading]:
        """Headings and bold leads, in order."""
        found: list[Heading] = []
        for index, block in enumerate(self.blocks):
            if index in grids or block.kind == "paragraph":
                lead = self.bold_lead(index, block, grids)
                if lead:
                    found.append(lead)
            elif block.kind == "heading":
                found.append(self.heading(index, block, grids))
        return found

    def heading(self, index: int, block: Block, grids: dict[int, list[GridTable]]) -> Heading:
        first, last = block.lines[0], block.lines[-1]
        start = first.start if block.setext else self.text.find("#", self.line_start(block.first))
        end = self.line_end(block.last - 1)
        lead, lead_span = "", None
        following = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
        if following and following.kind == "paragraph" and index + 1 not in grids:
            lead_span = (following.lines[0].start, following.lines[-1].end)
            lead = plain(self.text[slice(*lead_span)])
        return Heading(
            block.level, self.text[first.start : last.end], first.start, start, max(end, start),
            self.line_start(block.last), lead, lead_span,
        )  # fmt: skip

    def bold_lead(self, index: int, block: Block, grids: dict[int, list[GridTable]]) -> Heading | None:
        """The bold words that name the table whose columns follow; None when the paragraph is nothing of the kind."""
        first = block.lines[0]
        bold = _BOLD_LEAD.match(first.text)
        if not bold or not table_name(bold[1], first.start + bold.start(1), self.path):
            return None
        if "`" not in bold[1] and first.text[bold.end() - 3 : bold.end() + 1].rstrip("* ").endswith((":", "：")):
            # `**Purpose:** …` labels what follows, it names nothing.
            return None
        below: list[GridTable] = []
        if index in grids:
            below = grids[index]
            if below[0].span.start <= first.start:
                return None
        elif index + 1 in grids:
            below = grids[index + 1]
        following = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
        listed = (
            following is not None
            and following.kind == "item"
            and index not in grids
            and column_tables.listed_column("x", following.lines[0], Span(self.path, 0, 0)) is not None
        )
        if not listed and not any(column_kinds(table, (plain(bold[1]),)) for table in below):
            return None
        start = first.start + bold.start(1)
        return Heading(7, bold[1], start, first.start, first.start + bold.end(), self.line_start(block.first + 1))

    def fences(self) -> list[Fence]:
        found = []
        single = sum(1 for section in self.sections if section.level == 1) == 1
        above: Block | None = None
        for block in self.blocks:
            if block.kind == "code":
                found.append(self.fence(block, above, single))
            above = block
        return found

    def fence(self, block: Block, above: Block | None, single: bool) -> Fence:
        start = self.line_start(block.first)
        while start < len(self.text) and self.text[start] in " \t>":
            start += 1
        if block.fenced:
            inside = self.line_start(block.first + 1)
            after = self.line_start(block.last - 1) if block.closed else self.line_start(block.last)
            end = self.line_end(block.last - 1)
            # In a list the fence may stand behind the item's mark.
            mark = self.text.find(block.marker, self.line_start(block.first), inside)
            start = mark if mark >= 0 else start
        else:
            inside, after = self.line_start(block.first), self.line_start(block.last)
            end = self.line_end(block.last - 1)
        content = Span(self.path, inside, max(inside, after))
        section = self.section_at(start)
        fence = Fence(
            block.info,
            "",
            content,
            Span(self.path, start, max(start, end)),
            section,
            "other",
            block.closed,
            block.quote,
        )
        text = self.content(fence)
        language = language_of(block.info, text)
        headings = section.path if section else ()
        if single and headings and self.sections[0].level == 1:
            headings = headings[1:] if headings[0] == self.sections[0].title else headings
        label = ""
        if above is not None and above.kind in ("paragraph", "item"):
            last = above.lines[-1].text
            if len(last) <= 100 and (last.rstrip("*_ ").endswith((":", "：")) or last.startswith(("**", "__"))):
                label = last
        return fence._replace(language=language, role=role_of(language, text, headings, label))

    def content(self, fence: Fence) -> str:
        return Page(self.path, self.text, "").content(fence)

    def masked(self, fences: list[Fence]) -> tuple[str, list[Comment]]:
        """The text with code and comments blanked out, and the comments."""
        hidden = [
            (self.line_start(block.first), self.line_start(block.last)) for block in self.blocks if block.kind == "code"
        ]
        if self.front:
            hidden.append((0, self.front))
        for block in self.blocks:
            if block.lines and block.kind in ("paragraph", "item", "heading"):
                start, end = block.lines[0].start, block.lines[-1].end
                piece = self.text[start:end]
                if "`" in piece:
                    hidden.extend((start + begin, start + stop) for begin, stop, _ in code_spans(piece))
        masked = _blanked(self.text, hidden)
        comments = []
        at = masked.find("<!--")
        while at >= 0:
            end = masked.find("-->", at + 4)
            if end < 0:
                break
            comments.append(Comment(self.text[at + 4 : end].strip(), Span(self.path, at, end + 3)))
            at = masked.find("<!--", end + 3)
        return _blanked(masked, [(comment.span.start, comment.span.end) for comment in comments]), comments

    def diagrams(self, contents: list[tuple[Fence, str]]) -> list[Diagram]:
        drawn_here = [(fence, text) for fence, text in contents if fence.role == "diagram"]
        if not drawn_here:
            return []
        from schemalint.pages import mermaid

        found = []
        for fence, text in drawn_here:
            span, section = fence.content, fence.section
            if fence.language in ("mermaid", "erdiagram"):
                outside = "erdiagram" in fence.info.lower()
                if outside or mermaid.kind_of(text).lower() == "erdiagram":
                    found.append(mermaid.read(self.path, text, span.start, section, outside))
                else:
                    found.append(Diagram("mermaid", span, section))
            elif fence.language in ("plantuml", "puml", "uml"):
                found.append(Diagram("plantuml", span, section))
            elif fence.language == "dbml":
                found.append(Diagram("dbml", span, section))
            else:
                found.append(Diagram("text", span, section))
        return found

    def metadata(self) -> tuple[list[Metadata], list[Metric]]:
        """The metadata block and the figures. The block stands above the second heading, or first in a section that
        is about the document or the project."""
        notes = list(metadata.front_matter(self.path, self.text, self.front)) if self.front else []
        figures: list[Metric] = []
        heads = [section for section in self.sections if section.level < 7]
        for block in self.blocks:
            if block.kind not in ("paragraph", "item") or not block.lines:
                continue
            section = self.section_at(block.lines[0].start)
            head = section is None or not heads or section == heads[0]
            if not head and len(heads) > 1 and section == heads[1] and not notes:
                head = True
            in_metrics = section is not None and metadata.is_metric_title(section.title)
            for line in block.lines:
                if head:
                    notes.extend(metadata.metadata_lines(self.path, line, known_only=block.kind == "item"))
                if block.kind == "item" or head:
                    figure = metadata.metric_line(self.path, line, section, in_metrics)
                    if figure:
                        figures.append(figure)
        return notes, figures

    def facts(
        self, grids: dict[int, list[GridTable]]
    ) -> tuple[tuple[DocumentedTable, ...], list[DocumentedIndex], list[DocumentedStatus]]:
        """The documented tables, indexes and status values of Markdown tables and lists."""
        documented: list[DocumentedTable] = []
        indexes: list[DocumentedIndex] = []
        values: list[DocumentedStatus] = []
        label = ""
        for index, block in enumerate(self.blocks):
            if block.kind == "heading":
                label = ""
            if block.kind not in ("paragraph", "item") and index not in grids:
                continue
            if not block.lines:
                continue
            here = grids.get(index, [])
            if here:
                first = block.lines[0]
                if first.start < here[0].span.start:
                    label = first.text
                for table in here:
                    self.table_facts(table, label, documented, indexes, values)
                label = ""
                continue
            section = self.section_at(block.lines[0].start)
            row = Span(self.path, block.lines[0].start, block.lines[-1].end)
            if block.kind == "paragraph":
                text = block.lines[0].text
                label = text if text.rstrip("*_ ").endswith((":", "：")) or text.startswith("**") else ""
                self.paragraph(block, section, documented, indexes, values)
                continue
            about_indexes = is_index_title(label) if label else (
                section is not None and is_index_title(section.title)
            )  # fmt: skip
            owner = self.owner(section)
            holder = owner or self.owner_above(section)
            if section is not None and self.secondary(section, block, indexes):
                continue
            told = (plain(label).rstrip(":： "),) if label else column_tables.section_titles(section)
            body = self.text[row.start : row.end]
            above = self.holder(section)
            if not about_indexes and self.objects.item(body, row.start, told, above[0] if above else "", section):
                continue
            arrow = drawn.from_item(block.lines[0], holder[0] if holder else "", self.path)
            if arrow:
                self.relations.append(arrow)
            elif about_indexes:
                body = self.text[row.start : row.end]
                indexes.extend(index_tables.from_line(self.path, body, row.start, owner[0] if owner else "", row))
            elif owner and block.level == 1:
                line = block.lines[0]
                listed = index_tables.from_names(self.path, line, owner[0], self.columns.get(owner[0], {}))
                if listed:
                    indexes.extend(listed)
                    continue
                item = column_tables.listed_column(owner[0], line, Span(self.path, line.start, line.end))
                if item:
                    documented.append(
                        DocumentedTable(owner[0], owner[1], row, section, (item,), "list", "", self.struck(section))
                    )
                    self.described(item, values)
        return column_tables.gathered(documented), indexes, values

    def secondary(self, section: Section, block: Block, indexes: list[DocumentedIndex]) -> bool:
        """Takes up a key of a secondary index whose heading is around the item; false where it is none."""
        name = index_tables.secondary_name(section.title)
        if not name or not block.lines:
            return False
        last = indexes[-1] if indexes and indexes[-1].row == section.heading else None
        if last is None:
            above = self.owner_above(section)
            at = self.text.find(name, section.heading.start, section.heading.end)
            place = Span(self.path, at, at + len(name)) if at >= 0 else None
            last = DocumentedIndex(
                above[0] if above else "", name, (), False, "", section.heading, place, source="list"
            )
            indexes.append(last)
        indexes[-1] = index_tables.with_key(last, block.lines[0])
        return True

    def paragraph(
        self, block: Block, section: Section | None, documented: list[DocumentedTable], indexes: list[DocumentedIndex],
        values: list[DocumentedStatus],
    ) -> None:  # fmt: skip
        """What the sentences of a paragraph and its labelled lines (`Indexes: …`) state."""
        owner = self.owner(section)
        name = owner[0] if owner else ""
        for begin, end in _labelled(block.lines):
            part = self.text[begin:end]
            table = prose.from_paragraph(self.path, part, begin, name, section)
            if table:
                if owner and table.name_span.start == table.name_span.end:
                    table = table._replace(name_span=owner[1])
                documented.append(table._replace(struck=self.struck(section)))
                for column in table.columns:
                    self.described(column, values)
                continue
            start = _INDEX_LINE.match(part)
            if start and is_index_title(start[1]):
                body, row = part[start.end() :], Span(self.path, begin, end)
                indexes.extend(index_tables.from_line(self.path, body, begin + start.end(), name, row))

    def table_facts(
        self, table: GridTable, label: str, documented: list[DocumentedTable], indexes: list[DocumentedIndex],
        values: list[DocumentedStatus],
    ) -> None:  # fmt: skip
        section = table.section
        titles = column_tables.section_titles(section)
        if label:
            titles = (plain(label).rstrip(":： "), *titles)
        owner = self.owner(section)
        name = owner[0] if owner else ""
        if statuses.is_status_table(table):
            values.extend(statuses.from_table(table, name))
            return
        if is_index_table(table, titles):
            indexes.extend(index_tables.from_table(table, name))
            return
        above = self.holder(section)
        if self.objects.table(table, titles, above[0] if above else ""):
            return
        if section and not label and owner and section.written_span.covers(owner[1]) and _is_code_name(section, name):
            # The heading is a name, `settings`, not a word about what is below it.
            titles = ()
        kinds = column_kinds(table, titles)
        if kinds is None:
            parent = self.owner(section) or self.owner_above(section)
            self.relations.extend(drawn.from_table(table, parent[0] if parent else ""))
            about = self.labelled_column(label, name) if owner and label else ""
            if about and statuses.is_value_table(table, about):
                status = statuses.from_value_table(table, name, about)
                values += [status] if status else []
            return
        holders = _holders(table, kinds)
        for holder, found in column_tables.columns(table, kinds, name).items():
            name_span = owner[1] if owner and holder == name else holders.get(holder, found[0].name_span)
            description = section.lead if section and owner and holder == name else ""
            documented.append(
                DocumentedTable(
                    holder,
                    name_span,
                    table.span,
                    section,
                    tuple(found),
                    "table",
                    description,
                    self.struck(section),
                )
            )
            for column in found:
                self.described(column, values)

    def described(self, column: DocumentedColumn, values: list[DocumentedStatus]) -> None:
        """Takes up a column, and the values that its description lists."""
        self.columns.setdefault(column.table, {})[column.name.casefold()] = column.name
        span = column.description_span
        status = statuses.from_description(column, self.text[span.start : span.end]) if span else None
        if status:
            values.append(status)

    def labelled_column(self, label: str, owner: str) -> str:
        """The column that a label such as `Status values:` is about, if the table above has it."""
        told = plain(label)
        words = re.sub(
            r"\b(?:valid|allowed|possible)\b|\bvalues?\b|\benum\b|значения|取值|値|값",
            " ",
            told.casefold(),
        )
        wanted = {"_".join(words.strip(" :：*").split())}
        wanted.update(word for word in re.findall(r"\w+", told.casefold()) if "_" in word)
        known = self.columns.get(owner, {})
        return next((name for folded, name in known.items() if folded in wanted), "")

    def struck(self, section: Section | None) -> bool:
        if section is None:
            return False
        return section.struck or any(around.whole.covers(section.heading) for around in self.struck_sections)

    def owner(self, section: Section | None) -> tuple[str, Span] | None:
        """The table that the headings around a place name. A heading that only says what is below it (`Columns`,
        `Indexes`) lets the one above it speak."""
        if section is None:
            return None
        if section not in self.owners:
            self.owners[section] = self._owner(section)
        return self.owners[section]

    def owner_above(self, section: Section | None) -> tuple[str, Span] | None:
        """The table that the heading right above names, where this one (`Constraints`) names none."""
        if section is None:
            return None
        at = bisect_right(self.section_starts, section.heading.start) - 2
        while at >= 0 and self.sections[at].level >= section.level:
            at -= 1
        return self.owner(self.sections[at]) if at >= 0 else None

    def holder(self, section: Section | None) -> tuple[str, Span] | None:
        """The table whose constraints, triggers and the like stand in the section."""
        named = None if section and is_object_title(section.title) else self.owner(section)
        return named or self.owner_above(section)

    def _owner(self, section: Section) -> tuple[str, Span] | None:
        at = bisect_right(self.section_starts, section.heading.start) - 1
        level = 8
        while at >= 0:
            candidate = self.sections[at]
            if candidate.level >= level:
                at -= 1
                continue
            level = candidate.level
            named = table_name(candidate.written, candidate.written_span.start, self.path)
            if named and not is_index_title(candidate.title):
                return named
            folded = candidate.title.casefold()
            if folded not in spoken().generic_titles and not _GENERIC.search(folded) and not is_index_title(folded):
                return None
            at -= 1
        return None


def _holders(table: GridTable, kinds: Kinds) -> dict[str, Span]:
    """Where a table of columns first names each of the tables they belong to."""
    found: dict[str, Span] = {}
    if "table" in kinds:
        for row in table.rows:
            found.setdefault(row[kinds["table"]].text, row[kinds["table"]].span)
    return found


def _is_code_name(section: Section, name: str) -> bool:
    return f"`{name}`" in section.written or name == name.lower()


_BOLD_LEAD = re.compile(r"\*\*([^*]+)\*\*")
_INDEX_LINE = re.compile(r"[*_]{0,3}([^\W\d][^\n:：`|]{0,40}(?:\(`?[^()]*`?\))?)\s*[*_]{0,3}[:：][*_]{0,3}\s*")
_LABELLED = re.compile(r"[*_]{0,3}[^\W\d][^\n:：`|]{0,40}(?:\(`?[^()\n]*`?\))?\s*[*_]{0,3}[:：]")


def _labelled(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The parts of a paragraph, each from a line that begins with a label (`Indexes: …`) to before the next such line."""
    begin = 0
    for at in range(1, len(lines) + 1):
        if at == len(lines) or _LABELLED.match(lines[at].text):
            yield lines[begin].start, lines[at - 1].end
            begin = at


_GENERIC = re.compile(r"\b(?:columns|fields|attributes)\b|字段|カラム|컬럼|столбц|поля\b")


def _blanked(text: str, ranges: list[tuple[int, int]]) -> str:
    """The text with the characters of `ranges` made blanks; line ends stay."""
    pieces = []
    at = 0
    for start, end in sorted(ranges):
        start = max(start, at)
        if end <= start:
            continue
        pieces.append(text[at:start])
        pieces.append(_NOT_BREAK.sub(" ", text[start:end]))
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


_NOT_BREAK = re.compile(r"[^\r\n]")
