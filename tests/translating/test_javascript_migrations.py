"""TypeORM and MikroORM: the SQL their migrations send, and what else they do."""

from __future__ import annotations

import pytest
from folder_of_files import Folder

from schemalint.translating.javascript import Values, tokens

INIT = """import { MigrationInterface, QueryRunner } from "typeorm";

const SCHEMA = 'app';
const IDLE = `it's idle`;

// An {unbalanced comment, and a "quote
export class Init1700000000001 implements MigrationInterface {
    name = 'Init1700000000001'

    public async up(queryRunner: QueryRunner): Promise<void> {
        await queryRunner.query(`CREATE TABLE "${SCHEMA}"."user" ("id" SERIAL NOT NULL, "state" character varying)`);
        await queryRunner.query('ALTER TABLE "app"."user" ADD "a" int DEFAULT \\'x\\'' )
        await queryRunner.query("ALTER TABLE app.user " +
            "ADD b text");
        await queryRunner.query(`CREATE INDEX "${indexName()}" ON "app"."user" ("id")`);
    }

    public async down(queryRunner: QueryRunner): Promise<void> {
        await queryRunner.query(`DROP TABLE "${SCHEMA}"."user"`);
    }
}
"""
LATER = """const { MigrationInterface, TableIndex } = require("typeorm");
module.exports = class Later1600000000000 {
    name = 'Later1700000000002';
    transaction = false;
    async up(q) {
        // schemalint: ignore[blocking-index] small
        await q.query(`CREATE INDEX CONCURRENTLY i ON app.user (a)`);
        if (await q.hasTable("old")) {
            await q.dropTable("old");
        }
        await q.createIndex("app.other", new TableIndex({ name: "x", columnNames: ["b"] }));
        console.log("done");
        const table = await q.getTable("old");
        const rows = await q.query("SELECT 1");
        for (const row of rows) { await fix(row); }
    }
    async down(q) { throw new Error("there is no way back"); }
}
"""


def test_typeorm(folder: Folder) -> None:
    folder.write({"src/migration/1500000000000-Init.ts": INIT, "src/migration/1400000000000-Later.js": LATER})
    [history] = folder.study().arrangement.histories
    assert (history.framework, history.dialect, history.path) == ("typeorm", "postgres", "src/migration")
    first, second = folder.steps()
    # By the digits of the class, whatever the file is called.
    assert first == (
        "1500000000000-Init",
        [
            'CREATE TABLE "app"."user" ("id" SERIAL NOT NULL, "state" character varying)',
            'ALTER TABLE "app"."user" ADD "a" int DEFAULT \'x\'',
            "ALTER TABLE app.user ADD b text",
            'UNTRANSLATED CODE \'queryRunner.query(`CREATE INDEX "${indexName()}" ON "app"."user" ("id")`)\'',
        ],
        ['DROP TABLE "app"."user"'],
    )
    assert second == (
        "1400000000000-Later",
        [
            "CREATE INDEX CONCURRENTLY i ON app.user (a)",
            "UNTRANSLATED CODE 'if …' ON \"old\"",
            'UNTRANSLATED CODE \'q.createIndex("app.other", new TableIndex({ name: "x", columnNames: ["b"] }))\' ON "app"."other"',
            "SELECT 1",
            "UNTRANSLATED CODE 'for …'",
        ],
        [],
    )
    assert [one.up[0].transaction for one in history.migrations] == [True, False]
    assert history.migrations[1].down[0].remark.startswith("-- schemalint: irreversible there is no way back")


def test_findings_stand_in_the_strings(folder: Folder) -> None:
    folder.write({"src/migration/1500000000000-Init.ts": INIT, "src/migration/1400000000000-Later.js": LATER})
    report = folder.check("unread-statement", "serial-column", "missing-rollback", "empty-rollback")
    told = folder.text_at(report)
    assert ("serial-column", "SERIAL") in told
    assert (
        "unread-statement",
        'await queryRunner.query(`CREATE INDEX "${indexName()}" ON "app"."user" ("id")`)',
    ) in told
    assert not [rule for rule, _ in told if rule.endswith("rollback")]
    assert report.summary.statements == 10
    assert report.summary.analysed == 6


def test_mikro_orm(folder: Folder) -> None:
    text = """import { Migration } from '@mikro-orm/migrations';

export class Migration20240102030405 extends Migration {

  override async up(): Promise<void> {
    this.addSql(`create table "a" ("id" serial primary key, "n" jsonb null);`);
    this.addSql('alter table "a" add column "x" int;');
    this.getKnex().raw('select 1');
  }

  override async down(): Promise<void> {
    this.addSql(`drop table if exists "a" cascade;`);
  }

  isTransactional(): boolean { return false; }
}
"""
    folder.write({"migrations/Migration20240102030405.ts": text, "migrations/.snapshot-app.json": "{}"})
    [history] = folder.study().arrangement.histories
    assert (history.framework, history.dialect) == ("mikro-orm", "postgres")
    assert history.migrations[0].up[0].transaction is False
    [(name, up, down)] = folder.steps()
    assert name == "Migration20240102030405"
    assert up == [
        'create table "a" ("id" serial primary key, "n" jsonb null)',
        'alter table "a" add column "x" int',
        "UNTRANSLATED CODE 'this.getKnex().raw(''select 1'')'",
    ]
    assert down == ['drop table if exists "a" cascade']


def test_other_scripts_among_migrations_are_not_read(folder: Folder) -> None:
    files = {
        "src/migration/1500000000000-Init.ts": INIT,
        "src/migration/1500000000000-Init.d.ts": "export declare class Init implements MigrationInterface {}",
        "src/migration/1600000000000-Other.ts": "export const x = 1;",
        "src/queryRunner.ts": "const queryRunner = 1;",
        "node_modules/typeorm/migration/1500000000000-Init.js": LATER,
    }
    assert [*folder.write(files).study().documents] == ["src/migration/1500000000000-Init.ts"]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'a\\u0041\\x42\\n'", "aAB\n"),
        ("`a${NAME}b`", "axb"),
        ("'a' + NAME + \"c\"", "axc"),
        ("`a \\${b} \\` c`", "a ${b} ` c"),
        ("`a${other}`", None),
        ("'a' + f()", None),
        ("'never closed", None),
        ("`never closed", None),
        ("`${`inner`}`", None),
    ],
)
def test_values(expression: str, value: str | None) -> None:
    found = tokens(f"const NAME = 'x';\n{expression}")
    literal = Values(found).literal(found[5:])
    assert (None if literal is None else "".join(piece[0] for piece in literal)) == value


SETTINGS = {
    "ormconfig.json": ('{"type": "mysql"}', "mysql"),
    "src/data-source.ts": ('export default new DataSource({ type: "mariadb" })', "mariadb"),
    "mikro-orm.config.ts": ('import { defineConfig } from "@mikro-orm/sqlite";', "sqlite"),
    "src/application.properties": ("spring.datasource.url=jdbc:postgresql://x", "postgres"),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_tell_the_server(folder: Folder, name: str) -> None:
    text, dialect = SETTINGS[name]
    plain = INIT.replace("SERIAL", "int").replace('"', "").replace("character varying", "varchar(9)")
    folder.write({name: text, "src/migration/1500000000000-Init.ts": plain})
    [history] = folder.study().arrangement.histories
    assert history.dialect == dialect
