from __future__ import annotations

import pytest

from schemalint.pages.columns import facts_of


def columns(read) -> list[tuple[object, ...]]:
    return [
        (table.name, column.name, column.type, column.nullable, column.default)
        for table in read.documented_tables
        for column in table.columns
    ]


def test_one_table_of_all_columns(page) -> None:
    read = page(
        "## 13. Data Dictionary\n\n| Table | Column | Type | Nullable | Default | Description |\n|-|-|-|-|-|-|\n"
        "| users | id | UUID | No | gen_random_uuid() | Key |\n| users | name | TEXT | Yes | - | |\n"
        "| `orders` | total | DECIMAL(10,2) | ✓ | 0 | Sum |\n"
    )
    assert columns(read) == [
        ("users", "id", "UUID", False, "gen_random_uuid()"),
        ("users", "name", "TEXT", True, None),
        ("orders", "total", "DECIMAL(10,2)", True, "0"),
    ]
    first = read.documented_tables[0].columns[0]
    spans = (
        first.name_span,
        first.type_span,
        first.nullable_span,
        first.default_span,
        first.description_span,
    )
    assert [read.written(span) for span in spans if span] == ["id", "UUID", "No", "gen_random_uuid()", "Key"]
    assert read.written(first.row).startswith("| users | id")
    assert read.written(read.documented_tables[1].name_span) == "`orders`"


@pytest.mark.parametrize(
    "header",
    [
        "Column | Type | Nullable", "Field | Data Type | Null", "Name | Type | Nullable | Default", "Spalte | Typ | Nullable",
        "Colonne | Type de données | Nullable", "Columna | Tipo | Nulo", "Coluna | Tipo | Nulo", "Поле | Тип | Null",
        "字段 | 类型 | 可空", "字段 | 類型 | 可空", "カラム | 型 | NULL許可", "컬럼 | 타입 | NULL 허용", "欄位 | 資料型態 | 允許空值",
    ],
)  # fmt: skip
def test_heads_in_many_languages(page, header: str) -> None:
    width = header.count("|") + 1
    cells = ["`id`", "int", "no", "1"][:width]
    read = page(f"### `users`\n\n| {header} |\n|{'-|' * width}\n| {' | '.join(cells)} |\n")
    assert [row[:4] for row in columns(read)] == [("users", "id", "int", False)]


@pytest.mark.parametrize(
    ("head", "cell", "nullable"),
    [
        ("Nullable", "Yes", True), ("Nullable", "NO", False), ("Nullable", "NOT NULL", False), ("Nullable", "NULL", True),
        ("Nullable", "true", True), ("Nullable", "❌", False), ("Nullable", "", None), ("Required", "Yes", False),
        ("Required", "no", True), ("必填", "是", False), ("Обязательное", "да", False), ("NULL許可", "いいえ", False),
        ("Nullable", "perhaps", None), ("Nullable", "Yes (until 2.0)", True),
    ],
)  # fmt: skip
def test_nullability(page, head: str, cell: str, nullable: bool | None) -> None:
    read = page(f"## `t`\n\n| Column | Type | {head} |\n|-|-|-|\n| a | int | {cell} |\n| b | int | {cell} |\n")
    assert [row[3] for row in columns(read)] == [nullable, nullable]


def test_blank_cells_beside_ticks_and_not_null(page) -> None:
    ticks = page("## `t`\n\n| Column | Type | Required |\n|-|-|-|\n| a | int | ✓ |\n| b | int | |\n")
    assert [row[3] for row in columns(ticks)] == [False, True]
    null = page("## `t`\n\n| Name | Null | Type |\n|-|-|-|\n| a | NOT NULL | int |\n| b | | int |\n")
    assert [row[3] for row in columns(null)] == [False, True]


@pytest.mark.parametrize(
    ("text", "rest", "nullable", "default", "keys", "references"),
    [
        ("INT, FK -> Roles.Id, NOT NULL", "INT", False, None, ("FK",), ("Roles", "Id")),
        ("UUID PRIMARY KEY DEFAULT gen_random_uuid()", "UUID", None, "gen_random_uuid()", ("PK",), None),
        ("UNIQUE NOT NULL", "", False, None, ("UK",), None),
        ("FK materials, NOT NULL", "", False, None, ("FK",), ("materials", "")),
        ("FK → tournaments", "", None, None, ("FK",), ("tournaments", "")),
        ("PK, FK → users.id", "", None, None, ("PK", "FK"), ("users", "id")),
        ("FK, NOT NULL", "", False, None, ("FK",), None),
        ("REFERENCES sections(id) ON DELETE CASCADE", "", None, None, ("FK",), ("sections", "id")),
        ("TEXT NOT NULL (FK: sessions.session_id)", "TEXT", False, None, ("FK",), ("sessions", "session_id")),
        ("DEFAULT (strftime('%s', 'now')) NOT NULL", "", False, "(strftime('%s', 'now'))", (), None),
        ("DEFAULT 'a, b', UNIQUE", "", None, "'a, b'", ("UK",), None),
        ("DECIMAL(10,2) DEFAULT 0", "DECIMAL(10,2)", None, "0", (), None),
        ("NULL", "", True, None, (), None),
        ("TIMESTAMP DEFAULT now() ON UPDATE CASCADE", "TIMESTAMP", None, "now()", (), None),
        ("FK to public.users", "", None, None, ("FK",), ("public.users", "")),
        ("references none or one other row", "references none or one other row", None, None, (), None),
        ("text", "text", None, None, (), None),
    ],
)  # fmt: skip
def test_words_of_constraints(text, rest, nullable, default, keys, references) -> None:
    facts = facts_of(text)
    assert (facts.rest, facts.nullable, facts.default, facts.keys, facts.references) == (
        rest, nullable, default, keys, references,
    )  # fmt: skip


def test_everything_in_the_type_cell(page) -> None:
    read = page(
        "## dbo.Atom\n\n| Column | Type |\n|-|-|\n| RoleId | INT, FK -> Roles.Id, NOT NULL |\n| phone / email | TEXT |\n"
    )
    table = read.documented_tables[0]
    assert table.name == "dbo.Atom"
    assert [(c.name, c.type, c.nullable, c.references) for c in table.columns] == [
        ("RoleId", "INT", False, ("Roles", "Id")), ("phone", "TEXT", None, None), ("email", "TEXT", None, None),
    ]  # fmt: skip
    first = table.columns[0]
    assert first.type_span is not None
    assert read.written(first.type_span) == "INT"
    assert [read.written(c.name_span) for c in table.columns] == ["RoleId", "phone", "email"]
    assert [(r.table, r.columns, r.parent, r.parent_columns) for r in read.relations] == [
        ("dbo.Atom", ("RoleId",), "Roles", ("Id",))
    ]


@pytest.mark.parametrize(
    ("item", "name", "kind", "nullable", "keys"),
    [
        ("`id` (UUID, PK)", "id", "UUID", None, ("PK",)),
        ("id TEXT PRIMARY KEY", "id", "TEXT", None, ("PK",)),
        ("**`id`** | Type: `TEXT` | PRIMARY KEY", "id", "TEXT", None, ("PK",)),
        ("`session_id` TEXT NOT NULL (FK: sessions.session_id)", "session_id", "TEXT", False, ("FK",)),
        ("`email`: VARCHAR(255), UNIQUE", "email", "VARCHAR(255)", None, ("UK",)),
        ("`name` VARCHAR(100) — shown to others", "name", "VARCHAR(100)", None, ()),
        ("`phase` TEXT *(since v2)*", "phase", "TEXT", None, ()),
        ("`id` - bigint - primary key", "id", "bigint", None, ("PK",)),
        ("`team_id` - bigint - FK to teams.id, NOT NULL", "team_id", "bigint", False, ("FK",)),
        ("`name` text - unique to each user", "name", "text", None, ()),
    ],
)
def test_bullet_lists_of_columns(page, item, name, kind, nullable, keys) -> None:
    read = page(f"#### `t`\n\n- {item}\n")
    column = read.documented_tables[0].columns[0]
    assert (column.name, column.type, column.nullable, column.keys) == (name, kind, nullable, keys)
    assert read.written(column.name_span) == name
    assert column.type_span is not None
    assert read.written(column.type_span) == kind
    assert column.source == "list"


@pytest.mark.parametrize(
    "text",
    [
        "## Features\n\n- **users** - Point-in-time copies\n- `id`: the key\n- fast text search\n",
        "## Functions\n\n| Name | ReturnType | Arguments | Type |\n|-|-|-|-|\n| f | int | a | FUNCTION |\n",
        "## Tables\n\n| Name | Columns | Comment | Type |\n|-|-|-|-|\n| users | 3 | | BASE TABLE |\n",
        "## 2.1 Connection Details\n\n| Environment | Host | Port | Database | Purpose |\n|-|-|-|-|-|\n| dev | x | 1 | d | p |\n",
        "## `t`\n\n### Constraints\n\n| Name | Type | Definition |\n|-|-|-|\n| pk | PRIMARY KEY | PRIMARY KEY (id) |\n",
        "## `t`\n\n| Operation | Before | After |\n|-|-|-|\n| a | b | c |\n",
        "## Environment Variables\n\n| Name | Type | Default | Description |\n|-|-|-|-|\n| PORT | int | 80 | x |\n",
    ],
)
def test_what_is_no_column_table(page, text: str) -> None:
    assert page(text).documented_tables == ()


def test_headings_that_only_say_what_is_below(page) -> None:
    read = page(
        "# public.posts\n\n## Description\n\nPosts.\n\n## Columns\n\n| Name | Type | Default | Nullable | Children | Parents | Comment |\n"
        "|-|-|-|-|-|-|-|\n| user_id | integer |  | false |  | [public.users](public.users.md) |  |\n"
    )
    table = read.documented_tables[0]
    assert table.name == "public.posts"
    assert read.written(table.name_span) == "public.posts"
    assert table.columns[0].references == ("public.users", "")
    assert table.columns[0].nullable is False


def test_what_is_struck_through_is_gone(page) -> None:
    read = page(
        "## ~~Old~~\n\n### `t`\n\n| Column | Type |\n|-|-|\n| a | int |\n\n## New\n\n### `u`\n\n| Column | Type |\n|-|-|\n| a | int |\n"
    )
    assert [(table.name, table.struck) for table in read.documented_tables] == [("t", True), ("u", False)]


def test_statuses(page) -> None:
    read = page(
        "### Status Values\n\n| Table | Column | Valid Values | Description |\n|-|-|-|-|\n| users | status | active, `inactive`, 'gone' | x |\n\n"
        "### `orders`\n\n| Column | Type | Description |\n|-|-|-|\n| status | text | draft/sent/paid |\n| kind | text | `a`, `b`, etc. |\n"
        "| note | text | this, that |\n\n**Kind Values:**\n| Value | Description |\n|-|-|\n| web | x |\n| shop | y |\n"
    )
    found = [(s.table, s.column, s.values) for s in read.status_values]
    assert found == [
        ("users", "status", ("active", "inactive", "gone")),
        ("orders", "status", ("draft", "sent", "paid")),
        ("orders", "kind", ("web", "shop")),
    ]
    assert [read.written(span) for span in read.status_values[0].value_spans] == [
        "active",
        "inactive",
        "gone",
    ]


def test_indexes(page) -> None:
    read = page(
        "### 7.1 Index Analysis\n\n| Table | Index | Type | Columns | Purpose |\n|-|-|-|-|-|\n| users | PRIMARY | B-tree | id | Key |\n"
        "| orders | `idx_o` | GIN | created_at DESC, lower(name) | x |\n\n## `media`\n\nIndexes (`0001`): `media_ref_idx ON (ref_id)`, `media_b_idx`.\n\n"
        "**Indexes:**\n- `idx_media_kind` (kind, ord) — by kind\n- `CREATE UNIQUE INDEX media_x ON media USING hash (x)`\n"
    )
    assert [(i.table, i.name, i.columns, i.unique, i.method) for i in read.documented_indexes] == [
        ("users", "PRIMARY", ("id",), None, "btree"),
        ("orders", "idx_o", ("created_at", "lower(name)"), None, "gin"),
        ("media", "media_ref_idx", ("ref_id",), None, ""),
        ("media", "media_b_idx", (), None, ""),
        ("media", "idx_media_kind", ("kind", "ord"), None, ""),
        ("media", "media_x", ("x",), True, "hash"),
    ]
    for index in read.documented_indexes:
        assert index.name_span is not None
        assert index.name in read.written(index.name_span)


def test_relations_of_tables_and_lists(page) -> None:
    read = page(
        "## `orders`\n\n### Constraints\n\n| Name | Type | Definition |\n|-|-|-|\n"
        "| fk | FOREIGN KEY | FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE SET NULL |\n| pk | PRIMARY KEY | PRIMARY KEY (id) |\n\n"
        "## Relationships\n\n- `orders.shop_id` → `shops.id` (CASCADE)\n- payments.order_id -> orders(id)\n- `run()` → data.jobs.Runner\n"
        "- see `a` → `b`\n\n## 级联删除规则\n\n| 表 | 外键 | 删除行为 |\n|-|-|-|\n| `client.userId` | → user | SET NULL |\n"
    )
    assert [(r.table, r.columns, r.parent, r.parent_columns, r.actions, r.source) for r in read.relations] == [
        ("orders", ("user_id",), "users", ("id",), "ON DELETE SET NULL", "table"),
        ("orders", ("shop_id",), "shops", ("id",), "CASCADE", "list"),
        ("payments", ("order_id",), "orders", ("id",), "", "list"),
        ("client", ("userId",), "user", (), "SET NULL", "table"),
    ]
    first = read.relations[1]
    assert first.table_span is not None and read.written(first.table_span) == "orders.shop_id"


def test_a_head_that_only_marks_indexed_columns(page) -> None:
    read = page("## `t`\n\n| Column | Type | Index | Description |\n|-|-|-|-|\n| id | int | PK | x |\n")
    assert [table.name for table in read.documented_tables] == ["t"]
    assert read.documented_indexes == ()


def test_a_caption_is_no_description(page) -> None:
    read = page(
        "### users テーブル\n\n| 物理名 | 論理名 | 型 | NULL | 初期値 | 備考 |\n|-|-|-|-|-|-|\n| id | ID | bigint | × | | 主キー |\n"
    )
    column = read.documented_tables[0].columns[0]
    assert (column.table, column.name, column.nullable, column.description, column.keys) == (
        "users", "id", False, "主キー", ("PK",),
    )  # fmt: skip


def test_indexes_and_keys_in_lists_without_code_spans(page) -> None:
    read = page(
        "## Users Table (users)\n\n### Indexes\n\n- **idx_users_username**: UNIQUE(username) - by name\n- idx_users_mail (email, kind)\n\n"
        "### Constraints\n\n- **fk_users_team**: FOREIGN KEY (team_id) REFERENCES teams(id) - team\n"
    )
    assert [(i.table, i.name, i.columns, i.unique) for i in read.documented_indexes] == [
        ("users", "idx_users_username", ("username",), True), ("users", "idx_users_mail", ("email", "kind"), None),
    ]  # fmt: skip
    assert [(r.table, r.columns, r.parent, r.parent_columns) for r in read.relations] == [
        ("users", ("team_id",), "teams", ("id",))
    ]
