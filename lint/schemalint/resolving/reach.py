"""What a name in a statement can reach: the relations, types, routines and sequences there, what the server brings along, and
what may exist unseen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schemalint.dialects import extension_types
from schemalint.dialects.builtins import Builtins, Signature
from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.schema import NOWHERE, Catalog, Column, OtherObject, Routine
from schemalint.resolving.doubts import Doubts
from schemalint.resolving.relations import HIDDEN, OPEN, Relation, of_table, relation, union

SEQUENCE_COLUMNS = ("last_value", "log_cnt", "is_called")
MARIADB_SEQUENCE_COLUMNS = (
    "next_not_cached_value", "minimum_value", "maximum_value", "start_value", "increment", "cache_size", "cycle_option",
    "cycle_count",
)  # fmt: skip
ORACLE_OWN = (
    "ALL_", "USER_", "DBA_", "CDB_", "V$", "GV$", "V_$", "GV_$", "X$", "SYS", "NLS_", "SESSION_", "ROLE_", "DICT", "COLUMN_",
    "TABLE_PRIVILEGE", "RESOURCE_", "PUBLIC_", "PRODUCT_", "DATABASE_", "GLOBAL_", "INDEX_", "LOGSTDBY", "DATAPUMP", "RC_",
    "APEX_", "WWV_", "CTX_", "MGMT_", "XDB", "HS_", "KU$", "AUDIT_", "EXCEPTION", "CHAINED_ROWS", "PLAN_TABLE", "SQLPLUS_",
    "UNIFIED_AUDIT",
)  # fmt: skip
"""How the names of Oracle's own views and tables begin."""
ORACLE_WORDS = frozenset({
    "DUAL", "CAT", "TAB", "COLS", "OBJ", "IND", "SEQ", "SYN", "CLU", "TABS", "HELP", "RECYCLEBIN", "TABQUOTAS",
    "ACCESSIBLE_COLUMNS",
})  # fmt: skip
TSQL_SCHEMAS = frozenset({"sys", "information_schema", "guest", "db_owner", "inserted", "deleted"})


class Reach:
    """The names in reach at one step. `before` is the catalogue that the statement meets, `after` the one it leaves."""

    __slots__ = (
        "after",
        "before",
        "builtins",
        "derived",
        "dialect",
        "doubts",
        "extensions",
        "known",
        "own",
        "unknown_extension",
    )

    def __init__(
        self,
        dialect: str,
        builtins: Builtins,
        doubts: Doubts,
        derived: Mapping[object, Relation],
        before: Catalog,
        after: Catalog,
        known: dict[int, tuple[tuple[Column, ...], Relation]],
    ) -> None:
        self.dialect = dialect
        self.builtins = builtins
        self.doubts = doubts
        self.derived = derived
        self.before = before
        self.after = after
        self.known = known
        """The relations of tables, by the identity of their columns: most statements change something else."""
        self.own = False
        """What the statement itself makes is in reach: in the CHECKs of a table, in a block that goes on with it."""
        self.extensions: list[Builtins] = []
        self.unknown_extension = False
        for name in before.extensions:
            brought = builtins.extension(name)
            if brought is None:
                self.unknown_extension = True
            else:
                self.extensions.append(brought)

    # Relations

    def relation(self, name: ObjectName) -> Relation | None:
        """The table or view of a written name; None where there certainly is none."""
        if name.database is not None:
            return OPEN
        found = self._in(self.before, name)
        if self.own:
            later = self._in(self.after, name)
            if later is not None and later is not found:
                found = later if found is None else union(found, later)
        if found is not None:
            return found
        return self._system(name) or (OPEN if self._may_be(name) else None)

    def table(self, ref: Ref) -> Relation:
        """A table or view by its key, as the statement finds and leaves it."""
        first, second = self._at(self.before, ref), self._at(self.after, ref)
        if first is None:
            return second or OPEN
        return first if second is None else union(first, second)

    def ref(self, name: ObjectName) -> Ref:
        """The key of the table or view, or the key it would have."""
        return next(self._refs(self.before, name))

    def _refs(self, catalog: Catalog, name: ObjectName) -> Iterator[Ref]:
        word = name.name.value
        if name.schema is not None and name.schema.value:
            schema = name.schema.value
            if self.dialect == "sqlite" and schema in ("main", "temp"):
                yield Ref(catalog.default_schema, word)
                yield Ref("pg_temp", word)
                return
            yield Ref(schema, word)
            if not catalog.default_schema:
                yield Ref("", word)
            return
        yield Ref(catalog.default_schema, word)
        yield Ref("pg_temp", word)
        for schema in catalog.search_path:
            if schema != catalog.default_schema:
                yield Ref(schema, word)

    def _in(self, catalog: Catalog, name: ObjectName) -> Relation | None:
        if name.schema is None:
            hidden = self._at(catalog, Ref("pg_temp", name.name.value))
            if hidden is not None:
                return hidden
        for ref in self._refs(catalog, name):
            found = self._at(catalog, ref)
            if found is not None:
                return found
        return None

    def _at(self, catalog: Catalog, ref: Ref) -> Relation | None:
        table = catalog.tables.get(ref)
        if table is not None:
            columns = table.columns
            held = self.known.get(id(columns))
            plain = not (table.assumed or table.unknown or table.as_query or table.inherits or catalog.muted)
            if plain and held is not None and held[0] is columns and held[1].ref == ref:
                return held[1]
            missing = any(parent not in catalog.tables for parent in table.inherits)
            found = of_table(table, self.dialect, missing or catalog.is_muted(ref), self.derived)
            if plain:
                self.known[id(columns)] = (columns, found)
            return found
        view = catalog.views.get(ref)
        if view is not None:
            given = self.derived.get(view.span, OPEN)
            if view.unknown or catalog.is_muted(ref):
                return OPEN
            return given._replace(ref=ref)
        if ref in catalog.sequences:
            if self.dialect == "postgres":
                return relation(SEQUENCE_COLUMNS, ref=ref, hidden=HIDDEN["postgres"])
            return relation(MARIADB_SEQUENCE_COLUMNS, ref=ref) if self.dialect == "mariadb" else OPEN
        if ("synonym", ref) in catalog.others or ("synonym", Ref("public", ref.name)) in catalog.others:
            return OPEN
        return OPEN if catalog.is_muted(ref) else None

    def _system(self, name: ObjectName) -> Relation | None:
        """A table or view that the server or an extension brings along."""
        word = name.name.value
        schema = name.schema.value if name.schema else ""
        for brought in (self.builtins, *self.extensions):
            columns = brought.relation(schema, word)
            if columns is None and brought is not self.builtins and schema:
                columns = brought.relation("", word)
            if columns is not None:
                return relation(columns, ref=Ref(schema, word), hidden=HIDDEN.get(self.dialect, frozenset()))
        if self.dialect == "oracle":
            if schema or word in ORACLE_WORDS or word.startswith(ORACLE_OWN) or "$" in word:
                return OPEN
        elif self.dialect == "tsql":
            if schema in TSQL_SCHEMAS or word.startswith(("sys", "#", "@", "spt_", "msrepl")):
                return OPEN
        elif self.dialect == "sqlite":
            if word.startswith(
                ("sqlite_", "pragma_", "json_", "fts", "rtree", "dbstat", "bytecode", "generate_series")
            ):
                return OPEN
            if schema not in ("", "main", "temp"):
                return OPEN
        elif self.dialect == "standard" or not self.builtins.known:
            return (
                OPEN if schema in ("information_schema", "mysql", "performance_schema", "sys", "pg_catalog") else None
            )
        return None

    def _may_be(self, name: ObjectName) -> bool:
        """Whether the table may exist unseen."""
        word = name.name.value
        schema = name.schema.value if name.schema else ""
        if self.doubts.about(word, self.before) or self.is_doubtful(schema):
            return True
        if self.unknown_extension and not schema:
            return True
        if schema and self.dialect != "postgres" and self.dialect != "sqlite":
            # A database or user of which nothing was read.
            return schema != self.before.default_schema and not any(ref.schema == schema for ref in self.before.tables)
        if schema and self.unknown_extension:
            return ("schema", Ref("", schema)) not in self.before.others
        return False

    def is_doubtful(self, schema: str) -> bool:
        """Whether a schema that a name is written with may hold what was not read; of one that the text makes all is known."""
        if not schema or schema == self.before.default_schema or ("schema", Ref("", schema)) in self.before.others:
            return False
        return self.doubts.about(schema, self.before)

    # Types

    def has_type(self, name: ObjectName) -> bool:
        """Whether a type of that name is there, or may be."""
        if name.database is not None or self.dialect not in ("postgres", "tsql"):
            return True
        word, schema = name.name.value, name.schema.value if name.schema else ""
        if self._is_system_type(word, schema):
            return True
        for catalog in (self.before, self.after) if self.own else (self.before,):
            for ref in self._refs(catalog, name):
                if (
                    ref in catalog.enums or ref in catalog.domains or ref in catalog.types or ref in catalog.tables
                    or ref in catalog.views or catalog.is_muted(ref)
                ):  # fmt: skip
                    return True
        if self.dialect == "postgres":
            if extension_types.may_exist(word, self.before.extensions):
                return True
            if any(brought.is_type(word) for brought in self.extensions):
                return True
            if self.doubts.loose and (self.builtins.extensions_of("types", word) or word in extension_types.BROUGHT):
                return True
        return self.doubts.about(word, self.before) or self.is_doubtful(schema)

    def _is_system_type(self, word: str, schema: str) -> bool:
        if self.dialect == "tsql":
            from schemalint.dialects.types import built_in

            return schema == "sys" or word.upper() in built_in("tsql") or word in ("table", "cursor", "sysname")
        if schema in ("", "pg_catalog"):
            return self.builtins.is_type(word) or word in extension_types.BUILT_IN
        return self.builtins.is_schema(schema) or word.startswith("_")

    # Routines

    def routines(self, name: ObjectName) -> tuple[Routine, ...]:
        """The routines of that name on the path."""
        found: list[Routine] = []
        for catalog in (self.before, self.after) if self.own else (self.before,):
            for ref in self._refs(catalog, name):
                found.extend(catalog.routines.get(ref, ()))
        return tuple(found)

    def signatures(self, name: ObjectName) -> tuple[Signature, ...]:
        """The built-in ways to call a function of that name, those of installed extensions too."""
        word, schema = name.name.value.lower(), name.schema.value.lower() if name.schema else ""
        found: list[Signature] = []
        if schema in ("", "pg_catalog"):
            found.extend(self.builtins.functions(word))
        elif self.builtins.is_schema(schema):
            found.extend(self.builtins.functions(f"{schema}.{word}"))
        for brought in self.extensions:
            found.extend(brought.functions(word))
        return tuple(found)

    # Sequences

    def has_sequence(self, name: ObjectName) -> bool:
        """Whether a sequence of that name is there, or may be."""
        if name.database is not None:
            return True
        for catalog in (self.before, self.after):
            for ref in self._refs(catalog, name):
                if ref in catalog.sequences or catalog.is_muted(ref) or ("synonym", ref) in catalog.others:
                    return True
        return self._may_be(name)

    def other(self, kind: str, schema: str) -> OtherObject | None:
        """The schema, role … of that name."""
        return self.before.others.get((kind, Ref("", schema)))


def written(text: str, dialect: str) -> ObjectName:
    """A name that stands in a text, such as the literal of nextval: `app.orders_id_seq`, `"Orders_id_seq"`."""
    from schemalint.dialects.folding import fold

    parts: list[str] = []
    part, closing = "", ""
    for char in text.strip():
        if closing:
            part += char
            closing = "" if char == closing else closing
        elif char == '"' or (char == "[" and dialect == "tsql") or (char == "`" and dialect in ("mysql", "mariadb")):
            part += char
            closing = "]" if char == "[" else char
        elif char == ".":
            parts.append(part.strip())
            part = ""
        else:
            part += char
    parts.append(part.strip())
    names = [Name(fold(one, dialect), one, NOWHERE) for one in parts if one]  # type: ignore[arg-type]
    if not names:
        return ObjectName(Name("", "", NOWHERE))
    return ObjectName(names[-1], names[-2] if len(names) > 1 else None, names[-3] if len(names) > 2 else None)
