from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    Description,
    Diagnostic,
    Fix,
    Good,
    Personal,
    Replay,
    SetComment,
)
from schemalint_rules._comments import mended, statement
from schemalint_rules._personal import copies, personal
from schemalint_rules._proposals import about, object_name
from schemalint_rules._tables import own_columns, stored
from schemalint_rules._validators import behind, field_at, quoted


class UnclassifiedPersonalData(CatalogRule):
    """A column with personal data should say so.

    ## What it does
    Reports a column whose name, type and table say that it holds personal data - e-mail, telephone, name, birth date, address,
    national id, IP address, health, biometrics, bank account, in ten languages - or whose comment says that it holds that, where
    neither its comment, nor a document about the schema, nor `[privacy.classes]` in configuration gives it a class. A comment does
    with `PII: email`, `@pii(email)`, `personal data: phone`; `PII: none` says that it is none. The address of a server or of a shop
    is nobody's. The columns of `users_history` are told at `users`.

    ## Why is this bad
    What nobody knows to be personal is copied to logs, exports and tests, and is forgotten when somebody asks for it to be erased.

    ## Fix
    The class goes into the column's comment, behind what stands there.

    ## References
    - Regulation (EU) 2016/679 (GDPR), articles 4 (1) and 30; NIST SP 800-122, 2.1
    """

    name = "unclassified-personal-data"
    severity = "info"
    on = "strict"
    dialects = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard", "mongodb", "dynamodb")
    fixes = "safe"
    good = (
        Good("CREATE TABLE users (id int PRIMARY KEY, email text);\nCOMMENT ON COLUMN users.email IS 'Login. PII: email';"),
        Good("CREATE TABLE node (id int PRIMARY KEY, ip_address inet, mac_address macaddr);"),
        Good("CREATE TABLE warehouse (id int PRIMARY KEY, address text, phone text);"),
        Good("CREATE TABLE users (id int PRIMARY KEY, email_verified boolean, phone_type text);"),
        Good(
            "Resources:\n  Customer:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      TableName: customer\n"
            "      AttributeDefinitions:\n        - {AttributeName: customer_id, AttributeType: S}\n      KeySchema:\n        - {AttributeName: customer_id, KeyType: HASH}\n",
            dialect="dynamodb",
        ),
        Good(
            'db.createCollection("users", { validator: { $jsonSchema: { bsonType: "object", properties: { email: { bsonType: "string", description: "PII: email" } } } } });\n',
            dialect="mongodb",
        ),
    )  # fmt: skip
    bad = (
        Bad(
            "CREATE TABLE users (id int PRIMARY KEY, email text);\n",
            at="email",
            fixed="CREATE TABLE users (id int PRIMARY KEY, email text);\nCOMMENT ON COLUMN users.email IS 'PII: email';\n",
        ),
        Bad(
            "CREATE TABLE patienten (id int PRIMARY KEY, geburtsdatum date);",
            at="geburtsdatum",
            dialect="mysql",
            fixed="CREATE TABLE patienten (id int PRIMARY KEY, geburtsdatum date COMMENT 'PII: birth-date');",
        ),
        Bad("CREATE TABLE oms_order (id int PRIMARY KEY, sjr varchar(100) COMMENT '收货人姓名');", at="sjr", dialect="mysql", message="(name)"),
        Bad("CREATE TABLE Person (Id int PRIMARY KEY, NationalIDNumber nvarchar(15));", at="NationalIDNumber", dialect="tsql"),
        Bad(
            "Resources:\n  Customer:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      TableName: customer\n"
            "      AttributeDefinitions:\n        - {AttributeName: email, AttributeType: S}\n      KeySchema:\n        - {AttributeName: email, KeyType: HASH}\n",
            dialect="dynamodb",
            at="email",
        ),
        Bad(
            'db.createCollection("users", { validator: { $jsonSchema: { bsonType: "object", properties: { email: { bsonType: "string" } } } } });\n',
            at='email',
            dialect="mongodb",
            fixed='db.createCollection("users", { validator: { $jsonSchema: { bsonType: "object", properties: { email: { bsonType: "string", description: "PII: email" } } } } });\n',
        ),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        carried = copies(replay).carried
        judged = {table.ref: {column.name for column in own_columns(table)} for table in stored(catalog)}
        for one in personal(replay):
            table, column = one.table, one.column
            if (
                one.declared
                or (table.ref, column.name.lower()) in carried
                or column.name not in judged.get(table.ref, ())
            ):
                continue
            text = _with_class(one)
            yield self.found(
                column.span,
                f"{table.ref.text}.{column.name} {'looks' if one.by == 'name' else 'sounds'} like personal data ({one.kind}), "
                "and nothing declares it: it will be forgotten where such data is to be protected or erased.",
                subject=about(table, column.name),
                repair=_repair(catalog, one, text),
                fix=_fix(one, catalog, text),
            )


def _repair(catalog: Catalog, one: Personal, text: str) -> str:
    if catalog.dialect == "mongodb":
        return f"description: {quoted(text)}"
    if catalog.dialect == "dynamodb":
        return f'[privacy.classes] "{one.table.name}.{one.column.name}" = "{one.kind}"'
    return statement(catalog, one.table, one.column.name, text)


def _with_class(one: Personal) -> str:
    said = (one.column.comment or "").strip()
    return f"{said}{'' if said.endswith(('.', '!', '?')) else '.'} PII: {one.kind}" if said else f"PII: {one.kind}"


def _fix(one: Personal, catalog: Catalog, text: str) -> Fix | None:
    title = f"Write the class {one.kind} into the comment on {one.table.ref.text}.{one.column.name}"
    if catalog.dialect in ("sqlite", "standard", "dynamodb"):
        return None
    if catalog.dialect == "mongodb":
        field = field_at(one.table, one.column.name)
        if field is None or field.unknown or field.description is not None or not field.body.path:
            return None
        return Fix(title, "safe", edits=(behind(field, "description", quoted(text)),))
    inline = mended(catalog, one.table, one.column, Description(text, one.column.span))
    change = SetComment("column", object_name(one.table.ref), one.column.name, text)
    return Fix(title, "safe", edits=inline.edits if inline is not None else (), changes=(change,))
