"""A correct document with one fact made wrong: where the facts of three documents stand, told without the reader of the
program, and the ways in which each of them is changed.

What is left out, and why:

- a name in another case, with other separators, or in the plural: the documents of people differ so, and the rules let them;
- a letter more or less in a short name that makes the name of something else in the schema;
- a count of indexes that is right when those behind keys count as well: nobody can say which way was meant;
- the type of an enum column: documents say `enum`, `varchar` or the type's name for it;
- the length of a type in a diagram: mermaid has no brackets in types, most people leave lengths out;
- the mark UK on a column of a key of several columns, and PK, FK on a column that has both: one of them is enough;
- the line of a table that only this line draws, led to another table: it is a table gone and a line more;
- the only row about a table in an index table: then the document may leave the table out on purpose;
- the only line that is drawn as optional: without it the diagram does not tell what is;
- an attribute with a comment, left out: the words are nowhere else;
- the label of a line in a diagram, and whether it is dotted: no schema tells either;
- a section that is all that its section holds, or that a link leads to: without it another finding is right as well;
- sections that hold DDL, a rollback, a link or the metadata: with them more goes, the schema that the document or a script is held against, or what
  answers a migration;
- a row about a view or a routine whose statement stands in a fence: that describes it, too;
- the sentence that answers what the database is for: without it questions are unanswered as well;
- a description, a purpose, any other words that only people can judge.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from schemalint.model.schema import Catalog, Column, Table


class Mutation(NamedTuple):
    """One fact made wrong."""

    kind: str
    start: int
    end: int
    text: str
    """What stands in place of the characters from `start` to `end`."""
    near: tuple[int, int]
    """Where in the document, before it is changed, the finding has to stand; `end` moves with the change."""
    says: str = ""
    """What the finding has to name, in any case of letters."""

    def applied(self, document: str) -> str:
        return document[: self.start] + self.text + document[self.end :]

    def place(self) -> tuple[int, int]:
        """`near` in the changed document."""
        grown = (
            len(self.text) - (self.end - self.start) if self.start < self.near[1] or self.start == self.near[0] else 0
        )
        return self.near[0], self.near[1] + grown


class Piece(NamedTuple):
    """Some characters of a document."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class Grid(NamedTuple):
    head: tuple[str, ...]
    rows: tuple[tuple[Piece, ...], ...]
    lines: tuple[Piece, ...]
    """The lines of the rows, line ends included."""
    start: int
    end: int
    heading: str
    """The words of the heading above."""


HEADS = {
    "tabelle": "table",
    "spalte": "column",
    "typ": "type",
    "pflicht": "required",
    "standard": "default",
    "sicht": "view",
    "funktion": "routine",
    "erlaubte werte": "valid values",
    "werte": "valid values",
}
"""What the heads of the German document mean."""

TYPES = {
    "postgres": ("bigint", "integer", "boolean", "text", "date", "uuid", "jsonb", "double precision", "timestamptz"),
    "mysql": ("bigint", "int", "date", "datetime", "text", "varchar(77)", "decimal(7,3)", "json", "double"),
    "tsql": ("bigint", "int", "bit", "date", "datetime2(7)", "nvarchar(77)", "uniqueidentifier", "float", "money"),
}
"""Types to write in place of the right one."""


def mutations(document: str, catalog: Catalog, dialect: str, seed: int) -> list[Mutation]:
    """Every place of the document changed once in each way that fits it; what is written there is drawn by `seed`."""
    drawn = random.Random(seed)
    writer = _Writer(document, catalog, dialect, drawn)
    return list(writer.all())


class _Writer:
    def __init__(self, document: str, catalog: Catalog, dialect: str, drawn: random.Random) -> None:
        self.text = document
        self.catalog = catalog
        self.dialect = dialect
        self.drawn = drawn
        self.break_ = "\r\n" if "\r\n" in document else "\n"
        self.tables = {table.name.casefold(): table for table in catalog.tables.values()}
        self.columns = {column.name.casefold() for table in catalog.tables.values() for column in table.columns}
        self.grids = list(_grids(document))

    def all(self) -> Iterator[Mutation]:
        for grid in self.grids:
            if {"column", "type"} <= set(grid.head):
                yield from self.column_grid(grid)
            elif "index" in grid.head:
                yield from self.index_grid(grid)
            elif "valid values" in grid.head:
                yield from self.status_grid(grid)
            elif "references" in grid.head:
                yield from self.relation_grid(grid)
            elif "constraint" in grid.head:
                yield from self.constraint_grid(grid)
            elif grid.head[0] in ("view", "routine", "trigger"):
                yield from self.object_grid(grid, grid.head[0])
            elif grid.head[0] == "role":
                yield from self.grant_grid(grid)
        yield from self.queries()
        yield from self.lists()
        yield from self.sections()
        yield from self.diagrams()
        yield from self.figures()
        yield from self.metadata()
        yield from self.links()
        yield from self.migrations()

    # --- words -----------------------------------------------------------------------------------------------------

    def misspelt(self, name: str, taken: Sequence[str] | set[str] = ()) -> str:
        """The name with two letters changed places, one left out or one put in; never a name that is there."""
        known = {_core(one) for one in (*taken, *self.tables, *self.columns)}
        for _ in range(100):
            at = self.drawn.randrange(1, max(2, len(name) - 1))
            way = self.drawn.randrange(3)
            if way == 0:
                wrong = name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :]
            elif way == 1:
                wrong = name[:at] + name[at + 1 :]
            else:
                wrong = name[:at] + self.drawn.choice("bdfgklmptvwz") + name[at:]
            if (
                wrong != name
                and _core(wrong) not in known
                and len(wrong) > 1
                and wrong[0].isalpha()
                and wrong[-1].isalnum()
            ):
                return wrong
        raise AssertionError(f"{name} cannot be misspelt")

    def put(self, kind: str, piece: Piece, text: str, says: str = "", near: tuple[int, int] | None = None) -> Mutation:
        return Mutation(kind, piece.start, piece.end, text, near or (piece.start, piece.end), says)

    def real(self, table: str, column: str) -> tuple[Table, Column] | None:
        found = self.tables.get(table.casefold())
        if found is None:
            return None
        return next(((found, one) for one in found.columns if one.name.casefold() == column.casefold()), None)

    def other_type(self, column: Column, like: str) -> str:
        real = column.type
        assert real is not None
        fitting = [
            one
            for one in TYPES[self.dialect]
            if one.partition("(")[0] not in (real.name, *_SAME.get(real.name, ()))
            and not (real.family in ("text", "varchar") and one == "text" and self.dialect == "mysql")
        ]
        wrong = self.drawn.choice(fitting)
        return wrong.upper() if like.isupper() else wrong

    # --- columns ---------------------------------------------------------------------------------------------------

    def column_grid(self, grid: Grid) -> Iterator[Mutation]:
        at = {word: number for number, word in enumerate(grid.head)}
        per_table: dict[str, list[int]] = {}
        for number, row in enumerate(grid.rows):
            table = row[at["table"]].text if "table" in at else grid.heading
            per_table.setdefault(table, []).append(number)
            name = _bare(row[at["column"]])
            found = self.real(table, name.text)
            assert found, (table, name)
            listed = {column.name for column in found[0].columns}
            yield self.put("column-name", name, self.misspelt(name.text, listed), found[0].name)
            yield from self.facts(grid, row, at, *found)
            line = grid.lines[number]
            near = (grid.start - 300, grid.end)
            more = self.line_with(line, row, at["column"], self.invented(name.text))
            yield Mutation("column-row-more", line.start, line.start, more, (line.start, line.start), found[0].name)
            if "table" in at:
                cell = row[at["table"]]
                yield self.put("table-cell", cell, self.misspelt(cell.text), "")
            yield Mutation("column-row-gone", line.start, line.end, "", near, name.text)
        if "table" in at:
            for table, numbers in per_table.items():
                first, last = grid.lines[numbers[0]], grid.lines[numbers[-1]]
                yield Mutation("table-rows-gone", first.start, last.end, "", (0, len(self.text)), table)

    def facts(
        self, grid: Grid, row: tuple[Piece, ...], at: dict[str, int], table: Table, column: Column
    ) -> Iterator[Mutation]:
        cell = _bare(row[at["type"]])
        if column.type and column.type.family not in ("user", "enum"):
            yield self.put("column-type", cell, self.other_type(column, cell.text), column.name)
            sized = re.search(r"\((\d+)", cell.text)
            if sized and column.type.family != "integer":
                other = str(int(sized[1]) + self.drawn.choice((1, 3, 4)))
                if not (column.type.name.startswith("datetime") and int(other) > 7):
                    digits = Piece(sized[1], cell.start + sized.start(1))
                    yield self.put("column-length", digits, other, column.name, (cell.start, cell.end))
        for head in ("description", "beschreibung"):
            if head in at and row[at[head]].text:
                told = row[at[head]]
                yield self.put(
                    "description-gone", told, " " * len(told.text), column.name, (row[0].start - 2, told.end + 2)
                )
        for head in ("nullable", "required"):
            if head in at:
                said = row[at[head]]
                yield self.put("column-nullability", said, _OPPOSITES[said.text], column.name)
        if "default" not in at or column.identity or column.serial or "identity" in row[at["default"]].text:
            return
        default = row[at["default"]]
        if column.default is not None:
            value = _bare(default)
            whole = (default.start, default.end)
            yield self.put("column-default", value, self.other_default(value.text), column.name, whole)
            nothing = {other[at["default"]].text for other in grid.rows} & {"", "-", "–"}
            if nothing:
                none = min(nothing)
                near = (default.start - 1, default.end + 1)
                yield self.put("column-default-gone", default, none or " " * len(default.text), column.name, near)
        elif column.type and column.type.family in ("integer", "decimal", "varchar"):
            value_ = "'none yet'" if column.type.family == "varchar" else "42"
            near = (default.start - 1, default.end + 1)
            yield self.put("column-default-more", default, value_, column.name, near)

    def other_default(self, text: str) -> str:
        if text.startswith("'"):
            return self.drawn.choice(("'zzz'", "'unknown'", "'n'"))
        if text in ("true", "false"):
            return "false" if text == "true" else "true"
        if re.fullmatch(r"[\d.]+", text):
            return str(int(float(text)) + self.drawn.choice((1, 2, 10)))
        return self.drawn.choice(("'2000-01-01'", "'1970-01-01'"))

    def invented(self, like: str) -> str:
        word = self.drawn.choice(("flavour", "humidity", "wingspan", "anthem"))
        return word.capitalize() if like[:1].isupper() else word

    def line_with(self, line: Piece, row: tuple[Piece, ...], number: int, name: str) -> str:
        cell = _bare(row[number])
        text = line.text
        start, end = cell.start - line.start, cell.end - line.start
        return text[:start] + name + text[end:]

    def lists(self) -> Iterator[Mutation]:
        """Bullets that state a column or an index."""
        for item in re.finditer(r"^- `(\w+)` (\(.*?\)|[A-Z].*? – [^\r\n]*)\r?\n", self.text, re.M):
            name = Piece(item[1], item.start(1))
            table = re.findall(r"^### (?:\d+\. )?`(\w+)`", self.text[: item.start()], re.M)[-1]
            block = self.text.rfind("###", 0, item.start())
            near = (block, item.end())
            if item[2].startswith("("):
                yield from self.listed_index(item, name, self.tables[table])
                continue
            found = self.real(table, name.text)
            assert found, (table, name)
            column = found[1]
            yield self.put("column-name", name, self.misspelt(name.text, {one.name for one in found[0].columns}), table)
            more = item[0].replace(name.text, self.invented(name.text), 1)
            yield Mutation("column-row-more", item.start(), item.start(), more, (item.start(), item.start()), table)
            yield Mutation("column-row-gone", item.start(), item.end(), "", near, name.text)
            kind = re.match(r"[A-Z]+(?:\([\d,]+\))?(?: UNSIGNED)?", item[2])
            assert kind
            cell = Piece(kind[0], item.start(2))
            yield self.put("column-type", cell, self.other_type(column, cell.text), column.name)
            sized = re.search(r"\((\d+)", cell.text)
            if sized and column.type and column.type.family != "integer":
                digits = Piece(sized[1], cell.start + sized.start(1))
                yield self.put("column-length", digits, str(int(sized[1]) + 7), column.name, (cell.start, cell.end))
            null = re.search(r"(?:NOT )?NULL", item[2])
            if null:
                piece = Piece(null[0], item.start(2) + null.start())
                wrong = "NULL" if null[0] == "NOT NULL" else "NOT NULL"
                yield self.put("column-nullability", piece, wrong, column.name)
            default = re.search(r"DEFAULT (\S+)", item[2])
            if default:
                value = Piece(default[1], item.start(2) + default.start(1))
                yield self.put("column-default", value, self.other_default(value.text), column.name)

    def listed_index(self, item: re.Match[str], name: Piece, table: Table) -> Iterator[Mutation]:
        near = (item.start(), item.end())
        yield self.put("index-name", name, self.misspelt(name.text), table.name)
        columns = Piece(item[2][1:-1], item.start(2) + 1)
        wrong = self.other_columns(columns.text, table)
        if wrong:
            yield self.put("index-columns", columns, wrong, table.name, near)
        more = item[0].replace(name.text, "idx_gone_with_the_wind", 1).replace(columns.text, _free(table, 1))
        yield Mutation("index-row-more", item.start(), item.start(), more, (item.start(), item.start()), table.name)
        around = (self.text.rfind("###", 0, item.start()), item.end() + 200)
        if self.text[: item.start()].rstrip().endswith("`)") or self.text[item.end() :].startswith("- "):
            yield Mutation("index-row-gone", item.start(), item.end(), "", around, name.text)

    # --- indexes ---------------------------------------------------------------------------------------------------

    def other_columns(self, text: str, table: Table) -> str:
        """The columns of an index without the last of them, or with another one; nothing that another index has."""
        names = [name.strip() for name in text.split(",")]
        held = {tuple(part.column for part in one.parts) for one in table.indexes}
        held |= {one.columns for one in table.uniques}
        held |= {table.primary_key.columns} if table.primary_key else set()
        spelled = {column.name.casefold(): column.name for column in table.columns}
        others = [name for name in self.spellings(table) if name.casefold() not in {one.casefold() for one in names}]
        ways = [names[:-1]] if len(names) > 1 else []
        ways += [[*names[:-1], one] for one in others] + [[*names, one] for one in others[:2]]
        ways = [way for way in ways if tuple(spelled[name.casefold()] for name in way) not in held]
        return ", ".join(self.drawn.choice(ways)) if ways else ""

    def spellings(self, table: Table) -> list[str]:
        """The names of a table's columns as the document writes them."""
        found = []
        for column in table.columns:
            written = re.search(rf"(?<!\w){re.escape(column.name)}(?!\w)", self.text, re.I)
            found.append(written[0] if written else column.name)
        return found

    def index_grid(self, grid: Grid) -> Iterator[Mutation]:
        at = {word: number for number, word in enumerate(grid.head)}
        per_table: dict[str, int] = {}
        for row in grid.rows:
            per_table[row[at["table"]].text] = per_table.get(row[at["table"]].text, 0) + 1
        for number, row in enumerate(grid.rows):
            line = grid.lines[number]
            holder, name, columns = row[at["table"]], row[at["index"]], row[at["columns"]]
            table = self.tables[holder.text.casefold()]
            whole = (line.start, line.end)
            yield self.put("index-name", name, self.misspelt(name.text), table.name, whole)
            yield self.put("table-cell", holder, self.misspelt(holder.text), "", whole)
            wrong = self.other_columns(columns.text, table)
            if wrong:
                yield self.put("index-columns", columns, wrong, table.name, whole)
            if "type" in at:
                cell = row[at["type"]]
                right = {"B-tree": "GIN", "GIN": "B-tree"}[cell.text]
                yield self.put("index-method", cell, right, table.name, whole)
            if "unique" in at:
                cell = row[at["unique"]]
                yield self.put("index-uniqueness", cell, {"Yes": "No", "No": "Yes"}[cell.text], name.text, whole)
            more = self.line_with(line, row, at["index"], "ix_gone_with_the_wind")
            shift = more.find("ix_gone_with_the_wind") + len("ix_gone_with_the_wind")
            after = re.search(rf"(?<=\|) *{re.escape(columns.text)} *(?=\|)", more[shift:])
            if after is None:
                continue
            written = after[0].replace(columns.text, _free(table, 1))
            more = more[: shift + after.start()] + written + more[shift + after.end() :]
            yield Mutation("index-row-more", line.start, line.start, more, (line.start, line.start), table.name)
            if per_table[holder.text] > 1:
                yield Mutation("index-row-gone", line.start, line.end, "", (grid.start, grid.end), "")

    # --- values ----------------------------------------------------------------------------------------------------

    def status_grid(self, grid: Grid) -> Iterator[Mutation]:
        at = {word: number for number, word in enumerate(grid.head)}
        for number, row in enumerate(grid.rows):
            line = grid.lines[number]
            cell, column = row[at["valid values"]], row[at["column"]]
            values = [Piece(found[0], cell.start + found.start()) for found in re.finditer(r"\w+", cell.text)]
            for place, value in enumerate(values):
                yield self.put("status-value-misspelt", value, self.misspelt(value.text), column.text)
                quote = 1 if self.text[value.start - 1] == "`" else 0
                if place:
                    before = values[place - 1]
                    gone = Piece(self.text[before.end + quote : value.end + quote], before.end + quote)
                else:
                    gone = Piece(self.text[value.start - quote : values[1].start - quote], value.start - quote)
                yield self.put("status-value-gone", gone, "", value.text, (cell.start, cell.end))
                mark = "`" if quote else ""
                more = f"{mark}, {mark}borrowed"
                yield Mutation("status-value-more", value.end, value.end, more, (value.end, value.end), "borrowed")
            yield self.put(
                "table-cell", row[at["table"]], self.misspelt(row[at["table"]].text), "", (line.start, line.end)
            )
            listed = {one.name for one in self.tables[row[at["table"]].text.casefold()].columns}
            yield self.put("column-name", column, self.misspelt(column.text, listed), row[at["table"]].text)

    # --- other objects ---------------------------------------------------------------------------------------------

    def relation_grid(self, grid: Grid) -> Iterator[Mutation]:
        at = {word: number for number, word in enumerate(grid.head)}
        for number, row in enumerate(grid.rows):
            line = grid.lines[number]
            whole = (line.start, line.end)
            parent, columns = row[at["references"]], row[at["columns"]]
            table = self.tables[row[at["table"]].text.casefold()]
            parents = {_plain_name(key.parent.name) for key in table.foreign_keys}
            spelled = sorted(
                {other[at["table"]].text for other in grid.rows} | {other[at["references"]].text for other in grid.rows}
            )
            others = [one for one in spelled if one.casefold() not in parents]
            if others:
                yield self.put("relation-row-parent", parent, self.drawn.choice(others), columns.text, whole)
            if "on delete" in at:
                action = row[at["on delete"]]
                wrong = "CASCADE" if action.text != "CASCADE" else "SET NULL"
                yield self.put("relation-row-action", action, wrong, columns.text, whole)
            yield Mutation("relation-row-gone", line.start, line.end, "", (grid.start, grid.end), columns.text)

    def constraint_grid(self, grid: Grid) -> Iterator[Mutation]:
        at = {word: number for number, word in enumerate(grid.head)}
        for number, row in enumerate(grid.rows):
            line = grid.lines[number]
            name = row[at["constraint"]]
            found = re.search(r"'(\w+)'", row[at["condition"]].text)
            if found:
                value = Piece(found[1], row[at["condition"]].start + found.start(1))
                yield self.put("constraint-row", value, self.misspelt(value.text), name.text, (line.start, line.end))
            more = self.line_with(line, row, at["constraint"], "CK_Gone").replace(found[1] if found else "", "gone")
            yield Mutation("constraint-row-more", line.start, line.start, more, (line.start, line.start), "CK_Gone")

    def object_grid(self, grid: Grid, kind: str) -> Iterator[Mutation]:
        for row, line in zip(grid.rows, grid.lines, strict=True):
            found = re.match(r"\w+", row[0].text)
            assert found
            name = Piece(found[0], row[0].start)
            yield self.put(f"{kind}-name", name, self.misspelt(name.text), "", (line.start, line.end))
            if len(grid.rows) > 1 and f"CREATE {kind.upper()}" not in self.text:
                yield Mutation(f"{kind}-row-gone", line.start, line.end, "", (0, len(self.text)), name.text)

    def grant_grid(self, grid: Grid) -> Iterator[Mutation]:
        at = {word: number for number, word in enumerate(grid.head)}
        for row, line in zip(grid.rows, grid.lines, strict=True):
            whole = (line.start, line.end)
            cell = row[at["privileges"]]
            wrong = "SELECT, DELETE" if cell.text == "SELECT" else "SELECT"
            yield self.put("grant-row", cell, wrong, row[at["object"]].text, whole)

    def queries(self) -> Iterator[Mutation]:
        for fence in re.finditer(r"^```sql\r?\nSELECT b\..*?^```", self.text, re.M | re.S):
            for column in re.finditer(r"\b[br]\.(\w+)", fence[0]):
                piece = Piece(column[1], fence.start() + column.start(1))
                near = (fence.start(), fence.end())
                yield self.put("query-column", piece, self.misspelt(piece.text), "", near)

    # --- sections --------------------------------------------------------------------------------------------------

    def sections(self) -> Iterator[Mutation]:
        masked = re.sub(r"^```.*?^```", lambda fence: "x" * len(fence[0]), self.text, flags=re.M | re.S)
        heads = [
            (len(found[1]), found.start(), found.end(), found[2])
            for found in re.finditer(r"^(#{1,6}) ([^\r\n]*)", masked, re.M)
        ]
        template = "Table Definitions" in self.text or "Complete Schema Design" in self.text
        schema = "dbo." in self.text
        for number, (level, start, end, title) in enumerate(heads):
            if level == 1:
                continue
            part = self.text[start : heads[number + 1][1] if number + 1 < len(heads) else len(self.text)]
            before = heads[number - 1] if number else (level, 0, 0, "")
            alone = before[0] < level and not self.text[before[2] : start].strip()
            bare = alone and following_of(heads, number - 1, self.text) == following_of(heads, number, self.text)
            anchor = re.sub(r"[^\w -]", "", title.casefold()).replace(" ", "-")
            linked = f"](#{anchor})" in self.text
            whole_part = self.text[start : following_of(heads, number, self.text)] if level < 4 else part
            ddl = any(word in whole_part for word in ("CREATE ", "-- Rollback", "-- Migration", "](", "**Project**"))
            if schema and ddl:
                continue
            following = next((one[1] for one in heads[number + 1 :] if one[0] <= level), len(self.text))
            directly = heads[number + 1][1] if number + 1 < len(heads) else len(self.text)
            named = re.fullmatch(r"(?:\d+\. )?`(\w+)`", title)
            if named:
                name = Piece(named[1], self.text.index(named[1], start))
                yield self.put("table-heading", name, self.misspelt(name.text), "")
                whole = (0, len(self.text))
                yield Mutation("table-section-gone", start, following, "", whole, named[1])
                more = f"{'#' * level} `gremien`{self.break_ * 2}Wer entscheidet.{self.break_ * 2}"
                more += f"- `id` INT UNSIGNED PRIMARY KEY – Nummer{self.break_ * 2}"
                yield Mutation("table-section-more", start, start, more, (start, start), "gremien")
                continue
            if (
                template
                and not ddl
                and not bare
                and not linked
                and following == directly
                and title.lower() not in _OPTIONAL
                and level < 4
            ):
                around = (0, len(self.text))
                yield Mutation(
                    "section-gone", start, following, "", around, re.sub(r"^(?:Appendix \w:|[\d.]+) ", "", title)
                )
            if not ddl and following == directly and (template or level == 2):
                body = self.text[end:directly]
                if body.strip():
                    kept = self.break_ * 2 if directly < len(self.text) else self.break_
                    yield Mutation("section-emptied", end, directly, kept, (start, end), title)
            prose = re.compile(r"[A-Z][a-z]+").search(self.text, end, directly)
            if (
                prose
                and masked[prose.start()] != "x"
                and not self.text[end:directly].lstrip().startswith(("|", "-", "[", "<", "*"))
            ):
                stop = re.compile(r"\r?\n|$").search(self.text, prose.start())
                word = Piece(self.text[prose.start() : stop.start() if stop else directly], prose.start())
                if "transactional" in word.text:
                    continue
                yield self.put("placeholder", word, self.drawn.choice(("TODO", "TBD", "[Describe this]")))

    # --- diagrams --------------------------------------------------------------------------------------------------

    def diagrams(self) -> Iterator[Mutation]:
        for fence in re.finditer(r"^```mermaid\r?\n(.*?)^```", self.text, re.M | re.S):
            around = (fence.start(), fence.end())
            entities = list(re.finditer(r"^    (\w+) \{\r?\n(.*?)^    \}\r?\n", fence[0], re.M | re.S))
            lines = list(
                re.finditer(
                    r"^    (\w+) (\|\||\|o|\}o|\}\|)(--)(\|\||o\||o\{|\|\{) (\w+) : ([^\r\n]*)\r?\n", fence[0], re.M
                )
            )
            names = sorted({found[1] for found in entities} | {name for line in lines for name in (line[1], line[5])})
            for entity in entities:
                yield from self.entity(fence.start(), entity, around, lines)
            for line in lines:
                yield from self.line(fence.start(), line, around, names, lines)
            head = Piece("erDiagram", self.text.index("erDiagram", fence.start()))
            more = f"{head.text}{self.break_}    {_like(names[0], 'zephyrs')} {{{self.break_}        bigint id PK{self.break_}    }}"
            yield Mutation("entity-more", head.start, head.end, more, around, "zephyrs")
            if lines:
                at = fence.start() + lines[0].start()
                yield Mutation("diagram-broken", at, at, f"    }}}} --{self.break_}", around)

    def entity(
        self, base: int, entity: re.Match[str], around: tuple[int, int], lines: Sequence[re.Match[str]]
    ) -> Iterator[Mutation]:
        table = self.tables[entity[1].casefold()]
        name = Piece(entity[1], base + entity.start(1))
        if not any(entity[1] in (line[1], line[5]) for line in lines):
            yield self.put("entity-name", name, self.misspelt(name.text), "")
            yield Mutation("entity-gone", base + entity.start(), base + entity.end(), "", around, name.text)
        attributes = list(
            re.finditer(r"^        (\S+) (\w+)((?: (?:PK|FK|UK),?)*)( \"[^\"]*\")?\r?\n", entity[2], re.M)
        )
        for one in attributes:
            start = base + entity.start(2)
            whole = (start + one.start(), start + one.end())
            written = Piece(one[2], start + one.start(2))
            found = self.real(table.name, one[2])
            assert found, one[0]
            column = found[1]
            yield self.put(
                "attribute-name", written, self.misspelt(one[2], {c.name for c in table.columns}), table.name
            )
            more = f"        bigint {_like(one[2], 'wingspan')}{self.break_}"
            yield Mutation("attribute-more", whole[0], whole[0], more, (whole[0], whole[0]), "wingspan")
            if len(attributes) > 3 and not one[4]:
                yield Mutation("attribute-gone", *whole, "", around, one[2])
            if column.type and column.type.family not in ("user", "enum"):
                kind = Piece(one[1], start + one.start(1))
                wrong = re.sub(r"\W+", "_", self.other_type(column, one[1]).partition("(")[0])
                yield self.put("attribute-type", kind, wrong, column.name)
            marks = one[3].strip()
            if marks in ("PK", "FK", "UK"):
                gone = Piece(one[3], start + one.start(3))
                yield self.put("attribute-key-gone", gone, "", column.name, whole)
                wrong = "FK" if marks != "FK" else "PK"
                mark = Piece(marks, start + one.start(3) + 1)
                yield self.put("attribute-key-wrong", mark, wrong, column.name, whole)
            elif not marks and not any(column.name in unique.columns for unique in table.uniques):
                place = start + one.end(2)
                yield Mutation(
                    "attribute-key-wrong", place, place, self.drawn.choice((" PK", " FK", " UK")), whole, column.name
                )

    def line(
        self,
        base: int,
        line: re.Match[str],
        around: tuple[int, int],
        names: Sequence[str],
        lines: Sequence[re.Match[str]],
    ) -> Iterator[Mutation]:
        whole = (base + line.start(), base + line.end())
        left, right = self.tables[line[1].casefold()], self.tables[line[5].casefold()]
        between = [one for one in lines if {one[1], one[5]} == {line[1], line[5]}]
        mentions = [name for one in lines for name in (one[1], one[5])]
        lone = any(mentions.count(line[group]) == 1 and f"{line[group]} {{" not in self.text for group in (1, 5))
        if len(between) == 1:
            child = Piece(line[4], base + line.start(4))
            yield self.put(
                "relation-cardinality",
                child,
                {"o{": "o|", "o|": "o{", "|{": "||", "||": "|{"}[line[4]],
                right.name,
                whole,
            )
            parent = Piece(line[2], base + line.start(2))
            only = line[2] == "|o" and sum(one[2] == "|o" for one in lines) == 1
            if not only:
                yield self.put("relation-cardinality", parent, "}o", right.name, whole)
            exact = any(one[2] == "|o" for one in lines)
            if exact and not only:
                yield self.put("relation-cardinality", parent, "|o" if line[2] == "||" else "||", right.name, whole)
            if lone:
                yield Mutation("entity-gone", *whole, "", around, line[1] if mentions.count(line[1]) == 1 else line[5])
            else:
                yield Mutation("relation-gone", *whole, "", around, left.name)
            strangers = [name for name in names if not self.related(name, line[5]) and name != line[5]]
            if strangers and not lone:
                end = Piece(line[1], base + line.start(1))
                yield self.put("relation-parent", end, self.drawn.choice(strangers), right.name, whole)
        for group in (1, 5):
            end = Piece(line[group], base + line.start(group))
            yield self.put("relation-end-misspelt", end, self.misspelt(line[group]), "", whole)
        strangers = [name for name in names if not self.related(name, line[1]) and name != line[1]]
        if strangers:
            more = f"    {line[1]} ||--o{{ {self.drawn.choice(strangers)} : keeps{self.break_}"
            yield Mutation("relation-more", whole[0], whole[0], more, (whole[0], whole[0]), left.name)

    def related(self, first: str, second: str) -> bool:
        one, other = self.tables[first.casefold()], self.tables[second.casefold()]
        return any(key.parent == other.ref for key in one.foreign_keys) or any(
            key.parent == one.ref for key in other.foreign_keys
        )

    # --- the document itself ---------------------------------------------------------------------------------------

    def figures(self) -> Iterator[Mutation]:
        backing = sum((t.primary_key is not None) + len(t.uniques) for t in self.tables.values())
        for figure in re.finditer(
            r"^- (?:\*\*)?(Tables|Columns|Indexes|Views|Tabellen|Spalten):(?:\*\*)? (\d+)", self.text, re.M
        ):
            for step in (-2, -1, 1, 7):
                wrong = int(figure[2]) + step
                if wrong > 0 and not (figure[1] == "Indexes" and step == backing):
                    yield self.put("count", Piece(figure[2], figure.start(2)), str(wrong), figure[1])

    def metadata(self) -> Iterator[Mutation]:
        version = re.search(r"^\*\*Version:\*\* (\d+\.\d+\.\d+)", self.text, re.M)
        if version:
            piece = Piece(version[1], version.start(1))
            for wrong in ("1.x", "one", "1.2.0.0.1"):
                yield self.put("version-malformed", piece, wrong)
        status = re.search(r"^\*\*Status:\*\* (\w+)", self.text, re.M)
        if status:
            for wrong in ("Reddy", "Alive"):
                yield self.put("status-unknown", Piece(status[1], status.start(1)), wrong)
        for line in re.finditer(r"^\*\*(Version|Author|Created|Database|Status):\*\* [^\r\n]*\r?\n", self.text, re.M):
            yield Mutation("metadata-gone", line.start(), line.end(), "", (0, line.end() + 200), line[1])

    def links(self) -> Iterator[Mutation]:
        for link in re.finditer(r"\]\((#?)([^()\s#]+)(?:#([^()\s]+))?\)", self.text):
            piece = Piece(link[2], link.start(2))
            near = (link.start(), link.end())
            wrong = link[2][:-1] + self.drawn.choice("xyz") + link[2][-1]
            yield self.put("link-anchor" if link[1] else "link-target", piece, wrong, "", near)

    def migrations(self) -> Iterator[Mutation]:
        for fence in re.finditer(r"^```sql\r?\n-- Rollback.*?^```\r?\n", self.text, re.M | re.S):
            before = self.text[: fence.start()].rstrip().endswith("**Rollback:**")
            if before:
                start = self.text.rindex("**Rollback:**", 0, fence.start())
                yield Mutation("rollback-gone", start, fence.end(), "", (0, len(self.text)))
        for fence in re.finditer(r"^```sql\r?\nCREATE TABLE.*?^```", self.text, re.M | re.S):
            for column in re.finditer(
                r"^ +(\w+) (date|numeric\(\d+, ?\d+\)|integer)(?= NOT NULL,?\r?$| DEFAULT)", fence[0], re.M
            ):
                piece = Piece(column[2], fence.start() + column.start(2))
                if "dbo." not in fence[0]:
                    yield self.put("ddl-fact", piece, "uuid", column[1], (0, len(self.text)))


def following_of(heads: Sequence[tuple[int, int, int, str]], number: int, text: str) -> int:
    """Where the section ends, those inside it included."""
    return next((one[1] for one in heads[number + 1 :] if one[0] <= heads[number][0]), len(text))


_SAME = {
    "integer": ("int",),
    "int": ("integer",),
    "timestamp with time zone": ("timestamptz",),
    "character varying": ("varchar",),
    "double precision": ("float",),
    "datetime2": ("datetime2",),
}
_OPPOSITES = {"No": "Yes", "Yes": "No", "ja": "nein", "nein": "ja", "NO": "YES", "YES": "NO"}
_OPTIONAL = frozenset({"status values", "diagram", "data dictionary"})
"""Sections of the documents that their templates do not ask for."""


def _grids(text: str) -> Iterator[Grid]:
    for found in re.finditer(r"^\|[^\r\n]*\|\r?\n\|[-:| ]+\|\r?\n(?:\|[^\r\n]*\|\r?\n)+", text, re.M):
        lines = found[0].splitlines(keepends=True)
        head = tuple(cell.strip().casefold() for cell in lines[0].strip().strip("|").split("|"))
        at = found.start() + len(lines[0]) + len(lines[1])
        rows, pieces = [], []
        for line in lines[2:]:
            rows.append(tuple(_cells(line, at)))
            pieces.append(Piece(line, at))
            at += len(line)
        heading = re.findall(r"^#+ (?:[\d.]+ )?`?([^\r\n`]*)", text[: found.start()], re.M)[-1]
        yield Grid(
            tuple(HEADS.get(word, word) for word in head),
            tuple(rows),
            tuple(pieces),
            found.start(),
            found.end(),
            heading,
        )


def _cells(line: str, start: int) -> Iterator[Piece]:
    bars = [number for number, char in enumerate(line) if char == "|"]
    for left, right in pairwise(bars):
        inner = line[left + 1 : right]
        text = inner.strip()
        lead = len(inner) - len(inner.lstrip()) if text else min(1, len(inner))
        yield Piece(text, start + left + 1 + lead)


def _bare(cell: Piece) -> Piece:
    """A cell without backticks around it."""
    return Piece(cell.text[1:-1], cell.start + 1) if cell.text.startswith("`") else cell


def _core(name: str) -> str:
    """What is left of a name when case, separators and the plural do not count."""
    return re.sub(r"(?:es|s|n|en)$", "", re.sub(r"[\W_]+", "", name.casefold()))


def _plain_name(name: str) -> str:
    return name.casefold()


def _like(model: str, name: str) -> str:
    return name.upper() if model.isupper() else name.capitalize() if model[:1].isupper() else name


def _free(table: Table, count: int) -> str:
    """Columns that no index of the table has."""
    held = {part.column for one in table.indexes for part in one.parts}
    held |= {name for one in table.uniques for name in one.columns}
    held |= set(table.primary_key.columns) if table.primary_key else set()
    free = [column.name for column in table.columns if column.name not in held]
    if free:
        return ", ".join(free[:count])
    keyed = [column.name for column in table.columns]
    return ", ".join(reversed(keyed))
