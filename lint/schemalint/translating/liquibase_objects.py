"""Liquibase's changes of indexes, sequences, views and routines, its SQL, and what it does to rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint.translating.liquibase_parts import Part, Parts, Said, applies, is_true, slice_of, string_of, unended
from schemalint.translating.tree import Element, Value


class Objects(Parts):
    """Says changes of all but tables in one dialect."""

    # --- indexes, sequences, views, routines ----------------------------------------------------------------------------

    def create_index(self, change: Element) -> Iterator[Said]:
        unique = "UNIQUE " if is_true(change, "unique") else ""
        clustered = "CLUSTERED " if is_true(change, "clustered") and self.family == "tsql" else ""
        guarded = f"no index {change.get('indexName')}".lower() in self.guards and self.dialect in (
            "postgres",
            "mariadb",
            "sqlite",
        )
        parts: list[Part] = [f"CREATE {unique}{clustered}INDEX {'IF NOT EXISTS ' if guarded else ''}"]
        if change.get("indexName"):
            parts += [self.name(change, "indexName"), " "]
        parts += ["ON ", self.table(change), " ("]
        for at, column in enumerate(change.named("column")):
            here = (column.start, column.head_end)
            name = column.values.get("name")
            parts.append(((", " if at else "", *here, False),))
            if name is not None and is_true(column, "computed"):
                parts.append(name.pieces)
            else:
                parts.append(self.name(column, "name"))
            if is_true(column, "descending"):
                parts.append(((" DESC", *here, False),))
        parts.append(")")
        tablespace = change.values.get("tablespace")
        if tablespace is not None and self.family in ("postgres", "oracle"):
            parts += [" TABLESPACE ", self.word(tablespace)]
        yield self.said(*parts)

    def drop_index(self, change: Element) -> Iterator[Said]:
        guard = (
            "IF EXISTS "
            if f"index {change.get('indexName')}".lower() in self.guards and self.family != "oracle"
            else ""
        )
        if self.dialect == "mysql":
            guard = ""
        if self.family in ("mysql", "tsql"):
            yield self.said(f"DROP INDEX {guard}", self.name(change, "indexName"), " ON ", self.table(change))
        else:
            yield self.said(f"DROP INDEX {guard}", self.owned(change, "indexName"))

    def create_sequence(self, change: Element) -> Iterator[Said]:
        guard = "IF NOT EXISTS " if self.family == "postgres" else ""
        yield self.said(
            f"CREATE SEQUENCE {guard}", self.owned(change, "sequenceName"), *self._sequence(change, "START WITH ")
        )

    def alter_sequence(self, change: Element) -> Iterator[Said]:
        parts = self._sequence(change, "RESTART WITH ")
        if parts:
            yield self.said("ALTER SEQUENCE ", self.owned(change, "sequenceName"), *parts)

    def _sequence(self, change: Element, start: str) -> list[Part]:
        parts: list[Part] = []
        kind = change.values.get("dataType")
        if kind is not None:
            parts += [" AS ", self.type(kind)]
        for key, words in (
            ("startValue", start), ("incrementBy", "INCREMENT BY "), ("minValue", "MINVALUE "), ("maxValue", "MAXVALUE "),
            ("cacheSize", "CACHE "),
        ):  # fmt: skip
            value = change.values.get(key)
            if value is not None:
                parts += [f" {words}", value.pieces]
        if is_true(change, "cycle"):
            parts.append(" CYCLE")
        return parts

    def drop_sequence(self, change: Element) -> Iterator[Said]:
        guard = (
            "IF EXISTS "
            if f"sequence {change.get('sequenceName')}".lower() in self.guards and self.family != "oracle"
            else ""
        )
        yield self.said(f"DROP SEQUENCE {guard}", self.owned(change, "sequenceName"))

    def rename_sequence(self, change: Element) -> Iterator[Said]:
        yield self.renamed(change, "oldSequenceName", "newSequenceName", "SEQUENCE")

    def undo_rename_sequence(self, change: Element) -> Iterator[Said]:
        yield self.renamed(change, "newSequenceName", "oldSequenceName", "SEQUENCE")

    def create_view(self, change: Element) -> Iterator[Said]:
        body = change.worded("selectQuery") or change.text
        if body is None:
            yield self.opaque(change)
            return
        if is_true(change, "fullDefinition"):
            yield Said(body.pieces)
            return
        replace = "OR REPLACE " if is_true(change, "replaceIfExists") else ""
        if self.family == "tsql" and replace:
            replace = "OR ALTER "
        yield self.said(f"CREATE {replace}VIEW ", self.owned(change, "viewName"), " AS ", unended(body))

    def drop_view(self, change: Element) -> Iterator[Said]:
        guard = (
            "IF EXISTS "
            if f"view {change.get('viewName')}".lower() in self.guards or is_true(change, "ifExists")
            else ""
        )
        yield self.said(f"DROP VIEW {guard}", self.owned(change, "viewName"))

    def rename_view(self, change: Element) -> Iterator[Said]:
        yield self.renamed(change, "oldViewName", "newViewName", "VIEW")

    def undo_rename_view(self, change: Element) -> Iterator[Said]:
        yield self.renamed(change, "newViewName", "oldViewName", "VIEW")

    def create_procedure(self, change: Element) -> Iterator[Said]:
        body = change.worded("procedureText") or change.worded("procedureBody") or change.text
        if body is None and change.get("path"):
            yield self._file(change)
        elif body is None or not self._is_for(change):
            return
        else:
            ended = {"tsql": "\nGO", "oracle": "\n/"}.get(self.family, "")
            yield self.said(body.pieces, ended) if ended else Said(body.pieces)

    def drop_procedure(self, change: Element) -> Iterator[Said]:
        kind = "FUNCTION" if change.name == "dropFunction" else "PROCEDURE"
        yield self.said(f"DROP {kind} ", self.owned(change, "functionName" if kind == "FUNCTION" else "procedureName"))

    # --- SQL and data -----------------------------------------------------------------------------------------------------

    def _is_for(self, change: Element) -> bool:
        return applies(change.get("dbms"), self.dialect)

    def sql(self, change: Element) -> Iterator[Said]:
        body = change.worded("sql") or change.text
        if body is None or not self._is_for(change):
            return
        delimiter = change.get("endDelimiter")
        pieces = body.pieces
        if delimiter and delimiter not in (";", "\\n;", ";\\n"):
            yield from self._cut(body, delimiter)
            return
        if change.get("splitStatements").lower() == "false" and self.family in ("oracle", "tsql"):
            yield self.said(pieces, {"oracle": "\n/", "tsql": "\nGO"}[self.family])
            return
        yield Said(pieces)

    def _cut(self, body: Value, delimiter: str) -> Iterator[Said]:
        """The statements between delimiters of the change's own."""
        last = {"oracle": "\n/", "tsql": "\nGO"}.get(self.family, "")
        literal = delimiter.replace("\\n", "\n").replace("\\r", "").removesuffix("$")
        lines = literal.strip() in ("/", "GO", "go")
        mark = re.compile(rf"^[ \t]*{re.escape(literal.strip())}[ \t]*$" if lines else re.escape(literal), re.M | re.I)
        cuts = [0]
        for match in mark.finditer(body.text):
            cuts += [match.start(), match.end()]
        cuts.append(len(body.text))
        for start, end in zip(cuts[::2], cuts[1::2], strict=True):
            part = slice_of(body, start, end)
            if "".join(piece[0] for piece in part).strip():
                yield self.said(part, last) if last else Said(part)

    def sql_file(self, change: Element) -> Iterator[Said]:
        if self._is_for(change):
            yield self._file(change)

    def _file(self, change: Element) -> Said:
        return Said(
            opaque=f"{change.name} {change.get('path')}",
            origin=(change.start, change.end),
            file=change.get("path"),
            relative=is_true(change, "relativeToChangelogFile"),
        )

    def insert(self, change: Element) -> Iterator[Said]:
        if not self._is_for(change):
            return
        names: list[Part] = []
        values: list[Part] = []
        for column in change.named("column"):
            value = self.literal(column, "value")
            if value is None:
                value = (
                    ((string_of(column.text.text), column.text.start, column.text.end, False),) if column.text else None
                )
            if value is None and not any(key.startswith("value") for key in column.values):
                value = "NULL"
            if value is None:  # a file of the value
                yield self.opaque(change, data=True)
                return
            names += [", ", self.name(column, "name")] if names else [self.name(column, "name")]
            values += [", ", value] if values else [value]
        yield self.said("INSERT INTO ", self.table(change), " (", *names, ") VALUES (", *values, ")")

    def update(self, change: Element) -> Iterator[Said]:
        parts: list[Part] = ["UPDATE ", self.table(change), " SET "]
        for at, column in enumerate(change.named("column")):
            value = self.literal(column, "value")
            parts += [", " if at else "", self.name(column, "name"), " = ", "NULL" if value is None else value]
        yield self.said(*parts, *self._where(change))

    def delete(self, change: Element) -> Iterator[Said]:
        yield self.said("DELETE FROM ", self.table(change), *self._where(change))

    def _where(self, change: Element) -> list[Part]:
        where = change.worded("where")
        return [" WHERE ", unended(where)] if where is not None and where.text.strip() else []

    def rows(self, change: Element) -> Iterator[Said]:
        yield self.opaque(change, data=True)

    def lookup_table(self, change: Element) -> Iterator[Said]:
        old = self.owned(change, "existingTableName", "existingTableSchemaName")
        new = self.owned(change, "newTableName", "newTableSchemaName")
        old_column, new_column = self.name(change, "existingColumnName"), self.name(change, "newColumnName")
        if self.family not in ("postgres", "oracle", "standard"):
            yield self.opaque(change, change.get("existingTableName"), change.get("newTableName"))
            return
        yield self.said(
            "CREATE TABLE ",
            new,
            " AS SELECT DISTINCT ",
            old_column,
            " AS ",
            new_column,
            " FROM ",
            old,
            " WHERE ",
            old_column,
            " IS NOT NULL",
        )
        words = " MODIFY " if self.family == "oracle" else " ALTER COLUMN "
        yield self.said(
            "ALTER TABLE ", new, words, new_column, " NOT NULL" if self.family == "oracle" else " SET NOT NULL"
        )
        yield self.said("ALTER TABLE ", new, " ADD PRIMARY KEY (", new_column, ")")
        yield self.said(
            "ALTER TABLE ",
            old,
            " ADD ",
            *self.called(change, "constraintName", self.at),
            "FOREIGN KEY (",
            old_column,
            ") REFERENCES ",
            new,
            " (",
            new_column,
            ")",
        )

    def undo_lookup_table(self, change: Element) -> Iterator[Said]:
        if change.get("constraintName"):
            words = " DROP FOREIGN KEY " if self.family == "mysql" else " DROP CONSTRAINT "
            yield self.said(
                "ALTER TABLE ",
                self.owned(change, "existingTableName", "existingTableSchemaName"),
                words,
                self.name(change, "constraintName"),
            )
        yield self.said("DROP TABLE ", self.owned(change, "newTableName", "newTableSchemaName"))
