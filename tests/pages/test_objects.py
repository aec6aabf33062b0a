"""What documents state of views, routines, triggers, constraints, foreign keys and access, in their many forms."""

from __future__ import annotations

import pytest

from schemalint.pages.access import objects_in, privileges_in
from schemalint.pages.facts import facts


def _table(*rows: str) -> str:
    head, *rest = rows
    return "\n".join([head, "|" + "---|" * (head.count("|") - 1), *rest]) + "\n"


def _spans_hold(page, values) -> None:
    """Every span of a value holds what the value says it is about."""
    for one in values:
        for field in one._fields:
            span = getattr(one, field)
            if field.endswith("_span") and span is not None:
                assert page.text[span.start : span.end] == page.written(span)
                assert one.row.start <= span.start <= span.end or field == "role_span" or field == "description_span"


VIEW_HEADS = [
    ("View", "Kind", "Reads", "Materialized view"),
    ("Sicht", "Art", "Liest", "Materialisierte Sicht"),
    ("Vue", "Genre", "Lit", "Vue matérialisée"),
    ("Vista", "Clase", "Lee", "Vista materializada"),
    ("Visão", "Espécie", "Lê", "Visão materializada"),
    ("Представление", "Вид", "Читает", "Материализованное представление"),
    ("视图", "类型", "来源", "物化视图"),
    ("ビュー", "種別", "参照元", "マテリアライズドビュー"),
    ("뷰", "종류", "원본", "구체화 뷰"),
]


@pytest.mark.parametrize(("name", "kind", "reads", "materialized"), VIEW_HEADS)
def test_views_in_nine_languages(page, name: str, kind: str, reads: str, materialized: str) -> None:
    read = page(
        "# D\n\n"
        + _table(f"| {name} | {kind} | {reads} |", f"| `mv_a` | {materialized} | orders, users |", "| v_b | | |")
    )
    first, second = read.documented_views
    assert (first.name, first.materialized, first.reads) == ("mv_a", True, ("orders", "users"))
    assert (second.name, second.materialized, second.reads) == ("v_b", None, ())
    _spans_hold(read, read.documented_views)


TRIGGER_HEADS = [
    ("Trigger", "Table", "Event"), ("Auslöser", "Tabelle", "Ereignis"), ("Déclencheur", "Nom de la table", "Événement"),
    ("Disparador", "Tabla", "Evento"), ("Gatilho", "Tabela", "Evento"), ("Триггер", "Таблица", "Событие"), ("触发器", "表名", "事件"),
    ("トリガー", "テーブル", "イベント"), ("트리거", "테이블", "이벤트"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "table", "event"), TRIGGER_HEADS)
def test_triggers_in_nine_languages(page, name: str, table: str, event: str) -> None:
    read = page("# D\n\n" + _table(f"| {name} | {table} | {event} |", "| t_a | orders | BEFORE INSERT OR UPDATE |"))
    (one,) = read.documented_triggers
    assert (one.name, one.table, one.timing, one.events) == ("t_a", "orders", "before", ("insert", "update"))
    assert read.written(one.events_span) == "INSERT OR UPDATE"


ACCESS_HEADS = [
    ("Role", "Tables", "Privileges", "read"), ("Rolle", "Tabellen", "Rechte", "lesen"), ("Rôle", "Objets", "Droits", "lecture"),
    ("Rol", "Tablas", "Permisos", "lectura"), ("Papel", "Tabelas", "Permissões", "leitura"), ("Роль", "Таблицы", "Права", "чтение"),
    ("角色", "表", "权限", "只读"), ("ロール", "テーブル", "権限", "読み取り"), ("역할", "테이블", "권한", "읽기"),
]  # fmt: skip


@pytest.mark.parametrize(("role", "objects", "privileges", "read_word"), ACCESS_HEADS)
def test_grants_in_nine_languages(page, role: str, objects: str, privileges: str, read_word: str) -> None:
    read = page("# D\n\n" + _table(f"| {role} | {objects} | {privileges} |", f"| app | users, orders | {read_word} |"))
    (one,) = read.documented_grants
    assert (one.role, one.objects, one.privileges) == ("app", ("users", "orders"), ("READ",))


KEY_HEADS = [
    ("Table", "Columns", "References", "On delete"), ("Tabelle", "Spalten", "Verweist auf", "Bei Löschung"),
    ("Nom de la table", "Colonnes", "Table référencée", "À la suppression"), ("Tabla", "Columnas", "Referencia", "Al borrar"),
    ("Tabela", "Colunas", "Referência", "Ao excluir"), ("Таблица", "Столбцы", "Ссылается на", "При удалении"),
    ("表名", "字段", "引用", "删除时"), ("テーブル", "カラム", "参照先", "削除時"), ("테이블", "컬럼", "참조", "삭제 시"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "columns", "references", "on_delete"), KEY_HEADS)
def test_foreign_keys_in_nine_languages(page, table: str, columns: str, references: str, on_delete: str) -> None:
    read = page(
        "# D\n\n"
        + _table(f"| {table} | {columns} | {references} | {on_delete} |", "| orders | user_id | users.id | SET NULL |")
    )
    (one,) = read.documented_keys
    assert (one.table, one.columns, one.parent, one.parent_columns) == ("orders", ("user_id",), "users", ("id",))
    assert (one.on_delete, read.written(one.on_delete_span)) == ("SET NULL", "SET NULL")


def test_constraints_in_their_forms(page) -> None:
    read = page(
        "# D\n\n## users\n\n| Column | Type | Constraints |\n|---|---|---|\n| id | int PRIMARY KEY | |\n| age | int | CHECK (age > 0), UNIQUE |\n\n"
        "### Constraints\n\n- **chk_a**: age < 150\n- UNIQUE (a, b)\n- CONSTRAINT chk_c CHECK (c IN ('x', 'y)'))\n\n## All constraints\n\n"
        + _table("| Table | Constraint | Condition |", "| t | c1 | `a \\|\\| b <> ''` |", "| t | c2 | must be even |")
    )
    found = [
        (one.table, one.name, one.kind, one.columns, one.condition, one.column) for one in read.documented_constraints
    ]
    assert found == [
        ("users", "", "primary key", ("id",), "", "id"),
        ("users", "", "unique", ("age",), "", "age"),
        ("users", "", "check", (), "age > 0", "age"),
        ("users", "chk_a", "check", (), "age < 150", ""),
        ("users", "", "unique", ("a", "b"), "", ""),
        ("users", "chk_c", "check", (), "c IN ('x', 'y)')", ""),
        ("t", "c1", "check", (), "a || b <> ''", ""),
        ("t", "c2", "check", (), "must be even", ""),
    ]
    _spans_hold(read, read.documented_constraints)


def test_a_list_of_rules_holds_checks_and_triggers(page) -> None:
    read = page(
        "# D\n\n## Business Rules\n\n"
        + _table(
            "| Table | Rule | Condition | Justification |",
            "| t | chk | `a > 0` | Law |",
            "| t | trg | before insert or update | Law |",
        )
    )
    assert [(one.name, one.condition) for one in read.documented_constraints] == [("chk", "a > 0")]
    assert [(one.name, one.table, one.events) for one in read.documented_triggers] == [
        ("trg", "t", ("insert", "update"))
    ]


def test_parents_in_rows_of_columns(page) -> None:
    read = page(
        "# D\n\n## orders\n\n| Column | Type | Key | Notes |\n|---|---|---|---|\n| a | INT, FK -> Roles.Id, NOT NULL | | |\n"
        "| b | int | FK → `users`(`id`) ON DELETE CASCADE | |\n| c | int | FK | |\n| d | int | | FK: shops.id |\n"
    )
    found = [(one.columns, one.parent, one.parent_columns, one.on_delete) for one in read.documented_keys]
    assert found == [
        (("a",), "Roles", ("Id",), ""), (("b",), "users", ("id",), "CASCADE"), (("c",), "", (), ""), (("d",), "shops", ("id",), ""),
    ]  # fmt: skip
    assert [read.written(one.clause_span) for one in read.documented_keys] == [
        "FK -> Roles.Id", "FK → `users`(`id`) ON DELETE CASCADE", "FK", "FK: shops.id",
    ]  # fmt: skip


def test_headings_and_lists_of_routines(page) -> None:
    read = page(
        "# D\n\n## 6. Functions\n\n### Overview\n\nText.\n\n### 6.1 `calc(a int, b numeric(10,2))`\n\nSums.\n\n## Helpers\n\n### Function: add_tax\n\n"
        "Adds.\n\n## Procedures\n\n- `close_day()` - Ends the day\n- plain words about them\n- Overview: more words\n"
    )
    found = [(one.name, one.parameters, one.description) for one in read.documented_routines]
    assert found == [
        ("calc", ("a int", "b numeric(10,2)"), "Sums."),
        ("add_tax", None, "Adds."),
        ("close_day", (), "Ends the day"),
    ]


def test_matrices_and_lists_of_grants(page) -> None:
    read = page(
        "# D\n\n## Access\n\n" + _table("| Table | reader | writer |", "| users | R | CRUD |", "| orders | - | ✓ |")
        + "\n" + _table("| Role | Table | SELECT | INSERT |", "| reader | users | ✓ | |")
        + "\n- **writer**: SELECT, DELETE on all tables in schema app\n- **note**: the rest is on paper\n"
    )  # fmt: skip
    found = [(one.role, one.objects, one.everything, one.privileges) for one in read.documented_grants]
    assert found == [
        ("reader", ("users",), False, ("READ",)),
        ("writer", ("users",), False, ("INSERT", "SELECT", "UPDATE", "DELETE")),
        ("reader", ("orders",), False, ()),
        ("writer", ("orders",), False, ("SOME",)),
        ("reader", ("users",), False, ("SELECT",)),
        ("writer", ("app",), True, ("SELECT", "DELETE")),
    ]


def test_other_tables_are_none_of_it(page) -> None:
    read = page(
        "# D\n\n## Glossary\n\n" + _table("| Term | Meaning |", "| view | what is seen |")
        + "\n## settings\n\n" + _table("| Column | Type | Constraint |", "| id | int | PK |")
        + "\n## Overview\n\n- `first_thing` - a word\n- role: writer of texts\n"
    )  # fmt: skip
    for kind in ("views", "routines", "triggers", "roles", "grants", "policies"):
        assert not facts(read)[kind], kind
    assert [table.name for table in read.documented_tables] == ["settings"]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("SELECT, INSERT", ("SELECT", "INSERT")), ("ALL PRIVILEGES", ("ALL",)), ("R/W", ("READ", "WRITE")), ("read & write", ("READ", "WRITE")),
        ("CRU", ("INSERT", "SELECT", "UPDATE")), ("—", ()), ("as needed", None), ("select insert", ("SELECT", "INSERT")),
    ],
)  # fmt: skip
def test_privileges(text: str, held: tuple[str, ...] | None) -> None:
    assert privileges_in(text) == held


@pytest.mark.parametrize(
    ("text", "objects"),
    [
        ("users, orders", (("users", "orders"), False)), ("everything in public", (("public",), True)), ("all tables", ((), True)),
        ("ALL TABLES IN SCHEMA app", (("app",), True)), ("shop.*", (("shop",), True)), ("tables users and orders", (("users", "orders"), False)),
        ("whatever it needs to work", None), ("alle Tabellen", ((), True)),
    ],
)  # fmt: skip
def test_objects(text: str, objects: tuple[tuple[str, ...], bool] | None) -> None:
    assert objects_in(text) == objects


@pytest.mark.parametrize(
    "text",
    ["| View |" + " ((((" * 4000, "- `a`" + "(" * 20000, "| FK ->" + " " * 20000 + "x |", "- **a**: " + "A ," * 9000],
)
def test_hostile_text_is_read_quickly(page, text: str) -> None:
    import time

    began = time.process_time()
    page(f"# D\n\n## Views and access constraints\n\n{text}\n|---|\n{text}\n")
    assert time.process_time() - began < 5
