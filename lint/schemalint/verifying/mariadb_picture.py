"""What a database of MariaDB or MySQL holds, asked of its information schema."""

from __future__ import annotations

from collections import defaultdict

from schemalint.verifying.mysql_wire import Session
from schemalint.verifying.values import Picture, Row

_COLUMNS = """
SELECT table_name, column_name, column_type, is_nullable, column_default, extra, generation_expression, column_comment, collation_name
FROM information_schema.columns WHERE table_schema = '{0}' ORDER BY table_name, ordinal_position"""
_INDEXES = """
SELECT table_name, index_name, non_unique, index_type, index_comment, column_name, sub_part, collation
FROM information_schema.statistics WHERE table_schema = '{0}' ORDER BY table_name, index_name, seq_in_index"""
_KEYS = """
SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name, r.delete_rule, r.update_rule
FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
  ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
WHERE k.table_schema = '{0}' ORDER BY k.table_name, k.constraint_name, k.ordinal_position"""

_OTHERS = {
    "table": """
SELECT table_name, table_type, engine, table_collation, table_comment, create_options
FROM information_schema.tables WHERE table_schema = '{0}' AND table_type <> 'VIEW'""",
    "constraint": """
SELECT t.table_name, t.constraint_name, 'CHECK', c.check_clause
FROM information_schema.table_constraints t JOIN information_schema.check_constraints c
  ON c.constraint_schema = t.constraint_schema AND c.constraint_name = t.constraint_name
WHERE t.table_schema = '{0}' AND t.constraint_type = 'CHECK'""",
    "view": """
SELECT table_name, view_definition, check_option, security_type FROM information_schema.views WHERE table_schema = '{0}'""",
    "trigger": """
SELECT event_object_table, trigger_name, action_timing, event_manipulation, action_statement, sql_mode
FROM information_schema.triggers WHERE trigger_schema = '{0}'""",
    "routine": """
SELECT r.routine_name, r.routine_type, r.dtd_identifier, r.routine_definition, r.is_deterministic, r.sql_data_access, r.security_type,
  r.routine_comment, (SELECT GROUP_CONCAT(CONCAT_WS(' ', p.parameter_mode, p.parameter_name, p.dtd_identifier) ORDER BY p.ordinal_position)
   FROM information_schema.parameters p WHERE p.specific_schema = r.routine_schema AND p.specific_name = r.specific_name
     AND p.routine_type = r.routine_type)
FROM information_schema.routines r WHERE r.routine_schema = '{0}'""",
    "event": """
SELECT event_name, event_type, interval_value, interval_field, execute_at, status, event_definition, on_completion
FROM information_schema.events WHERE event_schema = '{0}'""",
    "partition": """
SELECT table_name, partition_name, partition_method, partition_expression, partition_description, subpartition_method
FROM information_schema.partitions WHERE table_schema = '{0}' AND partition_name IS NOT NULL""",
}
"""By kind what is one row for each thing."""


def picture(session: Session, name: str) -> Picture:
    """All that the database holds, one row for each thing; its own name is nowhere in it."""

    def ask(query: str) -> list[Row]:
        return [
            tuple((cell or "").replace(f"`{name}`.", "") for cell in row) for row in session.rows(query.format(name))
        ]

    found: Picture = {kind: {("", *row) for row in ask(query)} for kind, query in _OTHERS.items()}
    columns = ask(_COLUMNS)
    found["column"] = {("", *row) for row in columns}
    order: dict[str, list[str]] = defaultdict(list)
    for table, column, *_ in columns:
        order[table].append(column)
    found["order"] = {("", table, ",".join(names)) for table, names in order.items()}
    parts: dict[Row, list[str]] = defaultdict(list)
    for table, index, loose, method, comment, column, prefix, collation in ask(_INDEXES):
        said = f"{column or '()'}{f'({prefix})' if prefix else ''}{' DESC' if collation == 'D' else ''}"
        parts[table, index, "" if loose == "1" else "UNIQUE", method, comment].append(said)
    found["index"] = {("", *key, ", ".join(said)) for key, said in parts.items()}
    keys: dict[Row, list[tuple[str, str]]] = defaultdict(list)
    for table, key, column, parent, theirs, delete, update in ask(_KEYS):
        keys[table, key, "FOREIGN KEY", parent, delete, update].append((column, theirs))
    for told, pairs in keys.items():
        own, theirs = ", ".join(a for a, _ in pairs), ", ".join(b for _, b in pairs)
        found["constraint"].add(("", *told, own, theirs))
    return found
