"""Liquibase's changes, one by one, as the SQL that Liquibase sends for them, and the SQL of its own inverses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from schemalint.translating.liquibase_objects import Objects
from schemalint.translating.liquibase_parts import (
    Part,
    Said,
    constraints,
    is_true,
    string,
)
from schemalint.translating.tree import Element

_SILENT = frozenset(
    {"tagDatabase", "output", "empty", "stop", "validCheckSum", "comment", "preConditions", "modifySql"}
)
"""What sends nothing that changes a schema."""


class Changes(Objects):
    """Says changes in one dialect."""

    def forward(self, change: Element) -> list[Said]:
        """What a change does."""
        self.at = (change.start, change.head_end)
        if change.name in _SILENT:
            return []
        says = _FORWARD.get(change.name)
        if says is None:
            return [self.opaque(change)]
        return list(says(self, change))

    def backward(self, change: Element) -> list[Said] | None:
        """What Liquibase does by itself to take a change back; None where it cannot."""
        self.at = (change.start, change.head_end)
        if change.name in _SILENT:
            return []
        says = _BACKWARD.get(change.name)
        return list(says(self, change)) if says is not None else None

    # --- tables -------------------------------------------------------------------------------------------------------

    def create_table(self, change: Element) -> Iterator[Said]:
        table = change.get("tableName")
        guard = "IF NOT EXISTS " if f"no table {table}".lower() in self.guards or is_true(change, "ifNotExists") else ""
        if self.family in ("tsql", "oracle"):
            guard = ""
        parts: list[Part] = [f"CREATE TABLE {guard}", self.table(change), " ("]
        columns = [*change.named("column")]
        keys: list[Part] = []
        key_name: list[Part] = []
        for at, column in enumerate(columns):
            here = (column.start, column.head_end)
            parts.append(((", " if at else "", *here, False),))
            parts += self.column(column, table)
            rules = constraints(column)
            if rules is not None and is_true(rules, "primaryKey"):
                if self.family == "sqlite" and is_true(column, "autoIncrement"):
                    continue
                keys += [", ", self.name(column, "name")] if keys else [self.name(column, "name")]
                key_name = key_name or self.called(rules, "primaryKeyName", (rules.start, rules.head_end))
        if keys:
            if not key_name and self.family in ("oracle", "tsql"):
                key_name = [f"CONSTRAINT PK_{table.upper()} "]
            parts += [", " if columns else "", *key_name, "PRIMARY KEY (", *keys, ")"]
        for column in columns:
            for constraint in self.own_constraints(column, table):
                parts += [", ", *constraint]
        parts.append(")")
        remarks = change.values.get("remarks")
        if remarks is not None and self.family == "mysql":
            parts.append(((" COMMENT='" + remarks.text.replace("'", "''") + "'", remarks.start, remarks.end, False),))
        tablespace = change.values.get("tablespace")
        if tablespace is not None and self.family in ("postgres", "oracle"):
            parts += [" TABLESPACE ", self.word(tablespace)]
        yield self.said(*parts)
        yield from self._remarks(change, columns)

    def _remarks(self, change: Element, columns: Iterable[Element]) -> Iterator[Said]:
        if self.family not in ("postgres", "oracle", "standard"):
            return
        remarks = change.values.get("remarks") if change.name == "createTable" else None
        if remarks is not None:
            yield self.said("COMMENT ON TABLE ", self.table(change), " IS ", string(remarks))
        for column in columns:
            remarks = column.values.get("remarks")
            if remarks is not None:
                at = (column.start, column.head_end)
                yield self.said(
                    "COMMENT ON COLUMN ",
                    self.table(change),
                    ".",
                    self.name(column, "name"),
                    " IS ",
                    string(remarks),
                    at=at,
                )

    def drop_table(self, change: Element) -> Iterator[Said]:
        guard = "IF EXISTS " if f"table {change.get('tableName')}".lower() in self.guards else ""
        cascade = is_true(change, "cascadeConstraints")
        words = (
            {"oracle": " CASCADE CONSTRAINTS", "tsql": "", "sqlite": ""}.get(self.family, " CASCADE") if cascade else ""
        )
        yield self.said(f"DROP TABLE {guard if self.family != 'oracle' else ''}", self.table(change), words)

    def undo_table(self, change: Element) -> Iterator[Said]:
        yield self.said("DROP TABLE ", self.table(change))

    def rename_table(self, change: Element) -> Iterator[Said]:
        yield self.renamed(change, "oldTableName", "newTableName")

    def undo_rename_table(self, change: Element) -> Iterator[Said]:
        yield self.renamed(change, "newTableName", "oldTableName")

    def table_remarks(self, change: Element) -> Iterator[Said]:
        remarks = change.values.get("remarks")
        text = string(remarks) if remarks is not None else "''"
        if self.family == "mysql":
            yield self.said("ALTER TABLE ", self.table(change), " COMMENT = ", text)
        elif self.family in ("postgres", "oracle", "standard"):
            yield self.said("COMMENT ON TABLE ", self.table(change), " IS ", text)
        elif self.family == "tsql":
            yield self.opaque(change, change.get("tableName"), data=True)

    def column_remarks(self, change: Element) -> Iterator[Said]:
        remarks = change.values.get("remarks")
        text = string(remarks) if remarks is not None else "''"
        if self.family in ("postgres", "oracle", "standard"):
            yield self.said(
                "COMMENT ON COLUMN ", self.table(change), ".", self.name(change, "columnName"), " IS ", text
            )
        elif self.family == "mysql":
            kind = change.values.get("columnDataType")
            if kind is None:
                yield self.opaque(change, change.get("tableName"), data=True)
            else:
                yield self.said(
                    "ALTER TABLE ",
                    self.table(change),
                    " MODIFY COLUMN ",
                    self.name(change, "columnName"),
                    " ",
                    self.type(kind),
                    " COMMENT ",
                    text,
                )
        elif self.family == "tsql":
            yield self.opaque(change, change.get("tableName"), data=True)

    # --- columns of a table ---------------------------------------------------------------------------------------------

    def add_column(self, change: Element) -> Iterator[Said]:
        table = change.get("tableName")
        add = {"tsql": " ADD ", "oracle": " ADD "}.get(self.family, " ADD COLUMN ")
        columns = [*change.named("column")]
        for column in columns:
            at = (column.start, column.head_end)
            guarded = f"no column {table}.{column.get('name')}".lower() in self.guards
            guard = "IF NOT EXISTS " if guarded and self.dialect in ("postgres", "mariadb") else ""
            parts: list[Part] = [
                "ALTER TABLE ",
                self.table(change),
                add + guard,
                *self.column(column, table, alone=True),
            ]
            if self.family == "mysql" and column.get("afterColumn"):
                parts += [" AFTER ", self.name(column, "afterColumn")]
            if self.family == "mysql" and (is_true(column, "beforeColumn") or column.get("position") == "1"):
                parts.append(" FIRST")
            yield self.said(*parts, at=at)
            value = self.literal(column, "value")
            if value is not None:
                yield self.said("UPDATE ", self.table(change), " SET ", self.name(column, "name"), " = ", value, at=at)
        for column in columns:
            for constraint in self.own_constraints(column, table):
                yield self.said(
                    "ALTER TABLE ", self.table(change), " ADD ", *constraint, at=(column.start, column.head_end)
                )
        yield from self._remarks(change, columns)

    def undo_column(self, change: Element) -> Iterator[Said]:
        for column in reversed([*change.named("column")]):
            yield self._without_column(change, column)

    def _without_column(self, change: Element, column: Element) -> Said:
        head: tuple[Part, ...] = ("ALTER TABLE ", self.table(change), " DROP COLUMN ")
        return self.said(*head, self.name(column, "name"), at=(column.start, column.head_end))

    def drop_column(self, change: Element) -> Iterator[Said]:
        columns = [*change.named("column")]
        table = change.get("tableName")
        if not columns:
            guarded = f"column {table}.{change.get('columnName')}".lower() in self.guards
            guard = "IF EXISTS " if guarded and self.dialect in ("postgres", "mariadb", "tsql") else ""
            yield self.said(
                "ALTER TABLE ", self.table(change), f" DROP COLUMN {guard}", self.name(change, "columnName")
            )
        for column in columns:
            yield self._without_column(change, column)

    def rename_column(self, change: Element) -> Iterator[Said]:
        yield self._renamed_column(change, "oldColumnName", "newColumnName")

    def undo_rename_column(self, change: Element) -> Iterator[Said]:
        yield self._renamed_column(change, "newColumnName", "oldColumnName")

    def _renamed_column(self, change: Element, old: str, new: str) -> Said:
        kind = change.values.get("columnDataType")
        if self.family == "tsql":
            return self.said(
                "EXEC sp_rename '",
                self.table(change),
                ".",
                self.name(change, old),
                "', '",
                change.get(new).replace("'", "''"),
                "', 'COLUMN'",
            )
        if self.family == "mysql" and kind is not None:
            return self.said(
                "ALTER TABLE ",
                self.table(change),
                " CHANGE ",
                self.name(change, old),
                " ",
                self.name(change, new),
                " ",
                self.type(kind),
            )
        return self.said(
            "ALTER TABLE ",
            self.table(change),
            " RENAME COLUMN ",
            self.name(change, old),
            " TO ",
            self.name(change, new),
        )

    def modify_type(self, change: Element) -> Iterator[Said]:
        name = self.name(change, "columnName")
        kind = self.type(change.values.get("newDataType"))
        head: tuple[Part, ...] = ("ALTER TABLE ", self.table(change))
        if self.family == "postgres":
            yield self.said(*head, " ALTER COLUMN ", name, " TYPE ", kind, " USING (", name, "::", kind, ")")
        elif self.family in ("mysql", "oracle"):
            yield self.said(*head, " MODIFY ", name, " ", kind)
        elif self.family == "tsql":
            yield self.said(*head, " ALTER COLUMN ", name, " ", kind)
        elif self.family == "sqlite":
            yield self.opaque(change, change.get("tableName"))
        else:
            yield self.said(*head, " ALTER COLUMN ", name, " SET DATA TYPE ", kind)

    def add_not_null(self, change: Element) -> Iterator[Said]:
        value = self.literal(change, "defaultNullValue")
        name = self.name(change, "columnName")
        if value is not None:
            yield self.said("UPDATE ", self.table(change), " SET ", name, " = ", value, " WHERE ", name, " IS NULL")
        yield self._nullability(change, True)

    def drop_not_null(self, change: Element) -> Iterator[Said]:
        yield self._nullability(change, False)

    def _nullability(self, change: Element, required: bool) -> Said:
        name = self.name(change, "columnName")
        kind = change.values.get("columnDataType")
        head: tuple[Part, ...] = ("ALTER TABLE ", self.table(change))
        if self.family in ("postgres", "standard"):
            return self.said(*head, " ALTER COLUMN ", name, " SET NOT NULL" if required else " DROP NOT NULL")
        words = " NOT NULL" if required else " NULL"
        if self.family == "oracle":
            return self.said(*head, " MODIFY ", name, words)
        if kind is None or self.family == "sqlite":
            return self.opaque(change, change.get("tableName"))
        verb = " MODIFY " if self.family == "mysql" else " ALTER COLUMN "
        return self.said(*head, verb, name, " ", self.type(kind), words)

    def add_default(self, change: Element) -> Iterator[Said]:
        value = self.literal(change, "defaultValue")
        name = self.name(change, "columnName")
        head: tuple[Part, ...] = ("ALTER TABLE ", self.table(change))
        if value is None or self.family == "sqlite":
            yield self.opaque(change, change.get("tableName"))
        elif self.family == "oracle":
            yield self.said(*head, " MODIFY ", name, " DEFAULT ", value)
        elif self.family == "tsql":
            own = change.get("defaultValueConstraintName") or f"DF_{change.get('tableName')}_{change.get('columnName')}"
            yield self.said(*head, f" ADD CONSTRAINT {own} DEFAULT ", value, " FOR ", name)
        else:
            yield self.said(
                *head, " ALTER COLUMN " if self.family != "mysql" else " ALTER ", name, " SET DEFAULT ", value
            )

    def drop_default(self, change: Element) -> Iterator[Said]:
        name = self.name(change, "columnName")
        head: tuple[Part, ...] = ("ALTER TABLE ", self.table(change))
        if self.family in ("sqlite", "tsql"):
            yield self.opaque(change, change.get("tableName"))
        elif self.family == "oracle":
            yield self.said(*head, " MODIFY ", name, " DEFAULT NULL")
        else:
            yield self.said(*head, " ALTER COLUMN " if self.family != "mysql" else " ALTER ", name, " DROP DEFAULT")

    def add_numbering(self, change: Element) -> Iterator[Said]:
        name = self.name(change, "columnName")
        head: tuple[Part, ...] = ("ALTER TABLE ", self.table(change))
        kind = change.values.get("columnDataType")
        if self.family == "postgres":
            yield self.said(*head, " ALTER COLUMN ", name, f" ADD {self.numbering(change)}")
        elif self.family == "mysql" and kind is not None:
            yield self.said(*head, " MODIFY ", name, " ", self.type(kind), " NOT NULL AUTO_INCREMENT")
        else:
            yield self.opaque(change, change.get("tableName"))

    def merge_columns(self, change: Element) -> Iterator[Said]:
        head: tuple[Part, ...] = ("ALTER TABLE ", self.table(change))
        first, second = self.name(change, "column1Name"), self.name(change, "column2Name")
        final = self.name(change, "finalColumnName")
        glue = (
            "'" + (change.values["joinString"].text if "joinString" in change.values else "").replace("'", "''") + "'"
        )
        add = " ADD " if self.family in ("tsql", "oracle") else " ADD COLUMN "
        yield self.said(*head, add, final, " ", self.type(change.values.get("finalColumnType")))
        if self.family == "mysql":
            value: tuple[Part, ...] = ("CONCAT(", first, f", {glue}, ", second, ")")
        else:
            plus = " + " if self.family == "tsql" else " || "
            value = (first, f"{plus}{glue}{plus}", second)
        yield self.said("UPDATE ", self.table(change), " SET ", final, " = ", *value)
        yield self.said(*head, " DROP COLUMN ", first)
        yield self.said(*head, " DROP COLUMN ", second)

    # --- keys and constraints -----------------------------------------------------------------------------------------

    def add_primary_key(self, change: Element) -> Iterator[Said]:
        called = self.called(change, "constraintName", self.at)
        if not called and self.family in ("oracle", "tsql"):
            called = [f"CONSTRAINT PK_{change.get('tableName').upper()} "]
        yield self._with_key(change, called, "PRIMARY KEY")

    def _with_key(self, change: Element, called: Sequence[Part], words: str, tail: Sequence[Part] = ()) -> Said:
        head: tuple[Part, ...] = ("ALTER TABLE ", self.table(change), " ADD ", *called, f"{words} (")
        return self.said(*head, self.names(change, "columnNames"), ")", *tail)

    def drop_primary_key(self, change: Element) -> Iterator[Said]:
        head: tuple[Part, ...] = ("ALTER TABLE ", self.table(change))
        if self.family in ("mysql", "oracle"):
            yield self.said(*head, " DROP PRIMARY KEY")
        elif change.get("constraintName"):
            yield self.said(*head, " DROP CONSTRAINT ", self.name(change, "constraintName"))
        elif self.family == "postgres":
            yield self.said(*head, " DROP CONSTRAINT ", f"{change.get('tableName')}_pkey")
        else:
            yield self.opaque(change, change.get("tableName"))

    def add_foreign_key(self, change: Element) -> Iterator[Said]:
        parts: list[Part] = [
            "ALTER TABLE ", self.table(change, "baseTableName"), " ADD ", *self.called(change, "constraintName", self.at),
            "FOREIGN KEY (", self.names(change, "baseColumnNames"), ") REFERENCES ",
            self.owned(change, "referencedTableName", "referencedTableSchemaName"), " (",
            self.names(change, "referencedColumnNames"), ")",
        ]  # fmt: skip
        for key, words in (("onUpdate", "ON UPDATE"), ("onDelete", "ON DELETE")):
            action = change.get(key).upper().replace("_", " ")
            if action and (action != "RESTRICT" or self.family in ("postgres", "mysql")):
                value = change.values[key]
                parts.append(((f" {words} {action}", value.start, value.end, False),))
        if not change.get("onDelete") and is_true(change, "deleteCascade"):
            parts.append(" ON DELETE CASCADE")
        parts += self.deferred(change, self.at)
        if change.get("validate").lower() == "false" and self.family == "postgres":
            parts.append(" NOT VALID")
        yield self.said(*parts)

    def drop_foreign_key(self, change: Element) -> Iterator[Said]:
        words = " DROP FOREIGN KEY " if self.family == "mysql" else " DROP CONSTRAINT "
        yield self.said("ALTER TABLE ", self.table(change, "baseTableName"), words, self.name(change, "constraintName"))

    def add_unique(self, change: Element) -> Iterator[Said]:
        called = self.called(change, "constraintName", self.at)
        yield self._with_key(change, called, "UNIQUE", self.deferred(change, self.at))

    def drop_unique(self, change: Element) -> Iterator[Said]:
        words = " DROP KEY " if self.family == "mysql" else " DROP CONSTRAINT "
        yield self.said("ALTER TABLE ", self.table(change), words, self.name(change, "constraintName"))

    def undo_unique(self, change: Element) -> Iterator[Said]:
        if change.get("constraintName"):
            yield from self.drop_unique(change)
        else:
            yield self.opaque(change, change.get("tableName"))

    def undo_foreign_key(self, change: Element) -> Iterator[Said]:
        yield from self.drop_foreign_key(change)

    def add_check(self, change: Element) -> Iterator[Said]:
        body = change.worded("constraintBody") or change.text
        if body is None:
            yield self.opaque(change, change.get("tableName"))
            return
        yield self.said(
            "ALTER TABLE ",
            self.table(change),
            " ADD ",
            *self.called(change, "constraintName", self.at),
            "CHECK (",
            body.pieces,
            ")",
        )

    def drop_check(self, change: Element) -> Iterator[Said]:
        words = " DROP CHECK " if self.dialect == "mysql" else " DROP CONSTRAINT "
        yield self.said("ALTER TABLE ", self.table(change), words, self.name(change, "constraintName"))

    def undo_default(self, change: Element) -> Iterator[Said]:
        yield from self.drop_default(change)


_FORWARD: dict[str, Callable[[Changes, Element], Iterable[Said]]] = {
    "createTable": Changes.create_table, "dropTable": Changes.drop_table, "renameTable": Changes.rename_table,
    "setTableRemarks": Changes.table_remarks, "setColumnRemarks": Changes.column_remarks, "addColumn": Changes.add_column,
    "dropColumn": Changes.drop_column, "renameColumn": Changes.rename_column, "modifyDataType": Changes.modify_type,
    "addNotNullConstraint": Changes.add_not_null, "dropNotNullConstraint": Changes.drop_not_null,
    "addDefaultValue": Changes.add_default, "dropDefaultValue": Changes.drop_default, "addAutoIncrement": Changes.add_numbering,
    "mergeColumns": Changes.merge_columns, "addPrimaryKey": Changes.add_primary_key, "dropPrimaryKey": Changes.drop_primary_key,
    "addForeignKeyConstraint": Changes.add_foreign_key, "dropForeignKeyConstraint": Changes.drop_foreign_key,
    "addUniqueConstraint": Changes.add_unique, "dropUniqueConstraint": Changes.drop_unique,
    "addCheckConstraint": Changes.add_check, "dropCheckConstraint": Changes.drop_check, "createIndex": Changes.create_index,
    "dropIndex": Changes.drop_index, "createSequence": Changes.create_sequence, "alterSequence": Changes.alter_sequence,
    "dropSequence": Changes.drop_sequence, "renameSequence": Changes.rename_sequence, "createView": Changes.create_view,
    "dropView": Changes.drop_view, "renameView": Changes.rename_view, "createProcedure": Changes.create_procedure,
    "createFunction": Changes.create_procedure, "createTrigger": Changes.create_procedure,
    "dropProcedure": Changes.drop_procedure, "dropFunction": Changes.drop_procedure, "sql": Changes.sql,
    "sqlFile": Changes.sql_file, "insert": Changes.insert, "update": Changes.update, "delete": Changes.delete,
    "loadData": Changes.rows, "loadUpdateData": Changes.rows, "addLookupTable": Changes.lookup_table,
}  # fmt: skip

_BACKWARD: dict[str, Callable[[Changes, Element], Iterable[Said]]] = {
    "createTable": Changes.undo_table, "addColumn": Changes.undo_column, "createIndex": Changes.drop_index,
    "createView": Changes.drop_view, "createSequence": Changes.drop_sequence, "addPrimaryKey": Changes.drop_primary_key,
    "addUniqueConstraint": Changes.undo_unique, "addForeignKeyConstraint": Changes.undo_foreign_key,
    "addNotNullConstraint": Changes.drop_not_null, "dropNotNullConstraint": Changes.add_not_null,
    "addDefaultValue": Changes.undo_default, "addLookupTable": Changes.undo_lookup_table,
    "renameTable": Changes.undo_rename_table, "renameColumn": Changes.undo_rename_column,
    "renameSequence": Changes.undo_rename_sequence, "renameView": Changes.undo_rename_view,
}  # fmt: skip
