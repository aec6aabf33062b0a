"""What each change of Liquibase means on each server."""

from __future__ import annotations

import pytest
from folder_of_files import Folder

HEAD = '<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"><changeSet id="1" author="a">'
TAIL = "</changeSet></databaseChangeLog>"

SAID = [
    ("postgres", '<dropTable tableName="t" cascadeConstraints="true"/>', ["DROP TABLE t CASCADE"]),
    ("oracle", '<dropTable tableName="t" cascadeConstraints="true"/>', ["DROP TABLE t CASCADE CONSTRAINTS"]),
    ("mysql", '<createTable tableName="t"><column name="a" type="boolean" defaultValueBoolean="true" remarks="it\'s"/>'
              '<column name="b" type="int" autoIncrement="true"><constraints primaryKey="true"/></column></createTable>',
     ["CREATE TABLE t (a BIT(1) DEFAULT b'1' COMMENT 'it''s', b INT AUTO_INCREMENT NOT NULL, PRIMARY KEY (b))"]),
    ("sqlite", '<createTable tableName="t"><column name="id" type="bigint" autoIncrement="true">'
               '<constraints primaryKey="true"/></column><column name="x" type="uuid"/></createTable>',
     ["CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, x TEXT)"]),
    ("oracle", '<createTable tableName="t"><column name="id" type="varchar(36)"><constraints primaryKey="true"/></column></createTable>',
     ["CREATE TABLE t (id VARCHAR2(36) NOT NULL, CONSTRAINT PK_T PRIMARY KEY (id))"]),
    ("tsql", '<createTable schemaName="s" tableName="order"><column name="n" type="clob"/><column name="i" type="int" autoIncrement="true"/></createTable>',
     ["CREATE TABLE s.[order] (n varchar(MAX), i int IDENTITY (1, 1))"]),
    ("postgres", '<createTable tableName="camelCase"><column name="user" type="blob"/></createTable>',
     ['CREATE TABLE "camelCase" ("user" BYTEA)']),
    ("postgres", '<addColumn tableName="t"><column name="c" type="int" valueNumeric="0"><constraints nullable="false"/></column></addColumn>',
     ["ALTER TABLE t ADD COLUMN c INTEGER NOT NULL", "UPDATE t SET c = 0"]),
    ("postgres", '<addColumn tableName="t"><column name="c" type="timestamp" defaultValue="null"/></addColumn>',
     ["ALTER TABLE t ADD COLUMN c TIMESTAMP WITHOUT TIME ZONE DEFAULT NULL"]),
    ("mysql", '<addColumn tableName="t"><column name="c" type="int" afterColumn="b"/></addColumn>',
     ["ALTER TABLE t ADD COLUMN c INT AFTER b"]),
    ("postgres", '<dropColumn tableName="t" columnName="c"/>', ["ALTER TABLE t DROP COLUMN c"]),
    ("postgres", '<dropColumn tableName="t"><column name="c"/><column name="d"/></dropColumn>',
     ["ALTER TABLE t DROP COLUMN c", "ALTER TABLE t DROP COLUMN d"]),
    ("mysql", '<modifyDataType tableName="t" columnName="c" newDataType="bigint"/>', ["ALTER TABLE t MODIFY c BIGINT"]),
    ("tsql", '<modifyDataType tableName="t" columnName="c" newDataType="bigint"/>', ["ALTER TABLE t ALTER COLUMN c bigint"]),
    ("mysql", '<renameColumn tableName="t" oldColumnName="a" newColumnName="b" columnDataType="int"/>', ["ALTER TABLE t CHANGE a b INT"]),
    ("tsql", '<renameColumn tableName="t" oldColumnName="a" newColumnName="b"/>', ["EXEC sp_rename 't.a', 'b', 'COLUMN'"]),
    ("postgres", '<renameTable oldTableName="a" newTableName="b"/>', ["ALTER TABLE a RENAME TO b"]),
    ("postgres", '<renameView oldViewName="a" newViewName="b"/>', ["ALTER VIEW a RENAME TO b"]),
    ("postgres", '<renameSequence oldSequenceName="a" newSequenceName="b"/>', ["ALTER SEQUENCE a RENAME TO b"]),
    ("mysql", '<dropIndex tableName="t" indexName="i"/>', ["DROP INDEX i ON t"]),
    ("postgres", '<dropIndex tableName="t" indexName="i" schemaName="s"/>', ["DROP INDEX s.i"]),
    ("postgres", '<createIndex tableName="t"><column name="lower(a)" computed="true"/></createIndex>', ["CREATE INDEX ON t (lower(a))"]),
    ("postgres", '<addPrimaryKey tableName="t" columnNames="a, b" constraintName="pk"/>',
     ["ALTER TABLE t ADD CONSTRAINT pk PRIMARY KEY (a, b)"]),
    ("mysql", '<dropPrimaryKey tableName="t"/>', ["ALTER TABLE t DROP PRIMARY KEY"]),
    ("postgres", '<dropPrimaryKey tableName="t"/>', ["ALTER TABLE t DROP CONSTRAINT t_pkey"]),
    ("postgres", '<addForeignKeyConstraint baseTableName="t" baseColumnNames="a" constraintName="fk" referencedTableName="p" '
                 'referencedColumnNames="id" onDelete="CASCADE" deferrable="true" initiallyDeferred="true" validate="false"/>',
     ["ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID"]),
    ("mysql", '<dropForeignKeyConstraint baseTableName="t" constraintName="fk"/>', ["ALTER TABLE t DROP FOREIGN KEY fk"]),
    ("mysql", '<addUniqueConstraint tableName="t" columnNames="a" constraintName="u"/>', ["ALTER TABLE t ADD CONSTRAINT u UNIQUE (a)"]),
    ("mysql", '<dropUniqueConstraint tableName="t" constraintName="u"/>', ["ALTER TABLE t DROP KEY u"]),
    ("mysql", '<addNotNullConstraint tableName="t" columnName="c" columnDataType="int" defaultNullValue="0"/>',
     ["UPDATE t SET c = '0' WHERE c IS NULL", "ALTER TABLE t MODIFY c INT NOT NULL"]),
    ("postgres", '<dropNotNullConstraint tableName="t" columnName="c"/>', ["ALTER TABLE t ALTER COLUMN c DROP NOT NULL"]),
    ("postgres", '<addDefaultValue tableName="t" columnName="c" defaultValueSequenceNext="s"/>',
     ["ALTER TABLE t ALTER COLUMN c SET DEFAULT nextval('s')"]),
    ("oracle", '<dropDefaultValue tableName="t" columnName="c"/>', ["ALTER TABLE t MODIFY c DEFAULT NULL"]),
    ("tsql", '<addDefaultValue tableName="t" columnName="c" defaultValueNumeric="1"/>',
     ["ALTER TABLE t ADD CONSTRAINT DF_t_c DEFAULT 1 FOR c"]),
    ("postgres", '<addAutoIncrement tableName="t" columnName="c" columnDataType="int"/>',
     ["ALTER TABLE t ALTER COLUMN c ADD GENERATED BY DEFAULT AS IDENTITY"]),
    ("postgres", '<createSequence sequenceName="s" minValue="1" cycle="true"/>', ["CREATE SEQUENCE IF NOT EXISTS s MINVALUE 1 CYCLE"]),
    ("oracle", '<alterSequence sequenceName="s" incrementBy="5"/>', ["ALTER SEQUENCE s INCREMENT BY 5"]),
    ("postgres", '<createView viewName="v" replaceIfExists="true">SELECT 1;</createView>', ["CREATE OR REPLACE VIEW v AS SELECT 1"]),
    ("postgres", '<update tableName="t"><column name="a" valueBoolean="false"/><where>id = 1</where></update>',
     ["UPDATE t SET a = FALSE WHERE id = 1"]),
    ("postgres", '<delete tableName="t"><where>id &lt; 5</where></delete>', ["DELETE FROM t WHERE id < 5"]),
    ("postgres", '<setTableRemarks tableName="t" remarks="x"/>', ["COMMENT ON TABLE t IS 'x'"]),
    ("mysql", '<setTableRemarks tableName="t" remarks="x"/>', ["ALTER TABLE t COMMENT = 'x'"]),
    ("postgres", '<setColumnRemarks tableName="t" columnName="c" remarks="x"/>', ["COMMENT ON COLUMN t.c IS 'x'"]),
    ("postgres", '<mergeColumns tableName="t" column1Name="a" column2Name="b" joinString=" " finalColumnName="c" finalColumnType="text"/>',
     ["ALTER TABLE t ADD COLUMN c TEXT", "UPDATE t SET c = a || ' ' || b", "ALTER TABLE t DROP COLUMN a", "ALTER TABLE t DROP COLUMN b"]),
    ("mysql", "<createProcedure>CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END</createProcedure>",
     ["CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END"]),
    ("tsql", "<createProcedure>CREATE PROCEDURE p AS SELECT 1; SELECT 2;</createProcedure><sql>SELECT 3</sql>",
     ["CREATE PROCEDURE p AS SELECT 1; SELECT 2", "GO", "SELECT 3"]),
    ("postgres", '<sql endDelimiter="@@">SELECT 1 @@ SELECT 2</sql>', ["SELECT 1", "SELECT 2"]),
    ("postgres", '<sql dbms="oracle">SELECT 1</sql><sql dbms="postgresql,h2">SELECT 2</sql><sql dbms="!postgresql">SELECT 3</sql>', ["SELECT 2"]),
    ("postgres", '<loadData tableName="t" file="x.csv"/>', ["UNTRANSLATED DATA 'loadData'"]),
    ("postgres", '<customChange class="a.B"/>', ["UNTRANSLATED CODE 'customChange'"]),
    ("postgres", '<tagDatabase tag="1"/>', []),
    ("postgres", '<addLookupTable existingTableName="t" existingColumnName="state" newTableName="states" newColumnName="abbr" constraintName="fk"/>',
     ["CREATE TABLE states AS SELECT DISTINCT state AS abbr FROM t WHERE state IS NOT NULL",
      "ALTER TABLE states ALTER COLUMN abbr SET NOT NULL", "ALTER TABLE states ADD PRIMARY KEY (abbr)",
      "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (state) REFERENCES states (abbr)"]),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "change", "expected"), SAID)
def test_said_in_sql(folder: Folder, dialect: str, change: str, expected: list[str]) -> None:
    [(_, up, _)] = folder.write({"changelog.xml": f"{HEAD}{change}{TAIL}"}).steps(dialect)
    assert up == expected


GUARDED = [
    ('<not><tableExists tableName="t"/></not>', '<createTable tableName="t"><column name="a" type="int"/></createTable>',
     "CREATE TABLE IF NOT EXISTS t (a INTEGER)"),
    ('<not><columnExists tableName="t" columnName="c"/></not>', '<addColumn tableName="t"><column name="c" type="int"/></addColumn>',
     "ALTER TABLE t ADD COLUMN IF NOT EXISTS c INTEGER"),
    ('<tableExists tableName="T"/>', '<dropTable tableName="t"/>', "DROP TABLE IF EXISTS t"),
    ('<indexExists indexName="i"/>', '<dropIndex indexName="i" tableName="t"/>', "DROP INDEX IF EXISTS i"),
    ('<tableExists tableName="other"/>', '<dropTable tableName="t"/>', "DROP TABLE t"),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "change", "expected"), GUARDED)
def test_preconditions_are_guards(folder: Folder, condition: str, change: str, expected: str) -> None:
    text = f'{HEAD}<preConditions onFail="MARK_RAN">{condition}</preConditions>{change}{TAIL}'
    [(_, up, _)] = folder.write({"changelog.xml": text}).steps("postgres")
    assert up == [expected]


@pytest.mark.parametrize(
    ("condition", "runs"),
    [
        ('<dbms type="postgresql"/>', True),
        ('<dbms type="mysql, h2"/>', False),
        ('<not><dbms type="db2"/></not>', True),
        ('<not><dbms type="postgresql"/></not>', False),
        ("<or><dbms type='mysql'/><dbms type='postgresql'/></or>", True),
    ],
)
def test_preconditions_on_the_product(folder: Folder, condition: str, runs: bool) -> None:
    text = f'{HEAD}<preConditions onFail="MARK_RAN">{condition}</preConditions><dropTable tableName="t"/></changeSet>'
    text += '<changeSet id="2" author="a"><dropTable tableName="u"/></changeSet></databaseChangeLog>'
    folder.write({"changelog.xml": text})
    assert [name for name, *_ in folder.steps("postgres")] == ["changelog:1"] * runs + ["changelog:2"]


def test_change_sets_for_other_servers_and_ignored_ones_are_left_out(folder: Folder) -> None:
    text = (
        '<databaseChangeLog><changeSet id="1" author="a" dbms="mysql"><sql>SELECT 1</sql></changeSet>'
        '<changeSet id="2" author="a" dbms="!mysql"><sql>SELECT 2</sql></changeSet>'
        '<changeSet id="3" author="a" ignore="true"><sql>SELECT 3</sql></changeSet></databaseChangeLog>'
    )
    folder.write({"changelog.xml": text})
    assert [name for name, *_ in folder.steps("postgres")] == ["changelog:2"]
    assert [name for name, *_ in folder.steps("mysql")] == ["changelog:1"]


def test_rollbacks_that_are_written(folder: Folder) -> None:
    sets = [
        ("1", '<sql>CREATE TABLE a (id int)</sql><rollback>DROP TABLE a;</rollback>'),
        ("2", '<dropTable tableName="a"/><rollback changeSetId="1" changeSetAuthor="a"/>'),
        ("3", '<sql>SELECT 1</sql><rollback><sql>SELECT 2</sql><dropTable tableName="b"/></rollback>'),
        ("4", "<sql>SELECT 1</sql><rollback/>"),
        ("5", "<sql>SELECT 1</sql>"),
        ("6", '<renameTable oldTableName="x" newTableName="y"/><addColumn tableName="y"><column name="c" type="int"/></addColumn>'),
    ]  # fmt: skip
    text = "".join(f'<changeSet id="{key}" author="a">{inner}</changeSet>' for key, inner in sets)
    steps = folder.write({"changelog.xml": f"<databaseChangeLog>{text}</databaseChangeLog>"}).steps("postgres")
    assert [down for *_, down in steps] == [
        ["DROP TABLE a"],
        ["CREATE TABLE a (id int)"],
        ["SELECT 2", "DROP TABLE b"],
        [],
        [],
        ["ALTER TABLE y DROP COLUMN c", "ALTER TABLE y RENAME TO x"],
    ]
    [history] = folder.study("postgres").arrangement.histories
    assert [bool(one.down) for one in history.migrations] == [True, True, True, True, False, True]


def test_properties_are_filled_in_where_they_apply(folder: Folder) -> None:
    text = (
        '<databaseChangeLog><property name="t" value="mine" dbms="mysql"/><property name="t" value="yours" dbms="postgresql"/>'
        '<changeSet id="1" author="a"><createTable tableName="${t}"><column name="a" type="int"/></createTable>'
        "<sql>DROP TABLE ${t}; DROP TABLE ${unknown}</sql></changeSet></databaseChangeLog>"
    )
    [(_, up, _)] = folder.write({"changelog.xml": text}).steps("postgres")
    assert up == ["CREATE TABLE yours (a INTEGER)", "DROP TABLE yours", "DROP TABLE ${unknown}"]


def test_the_dialect_is_told_by_dbms_by_settings_and_by_configuration(folder: Folder) -> None:
    change = '<changeSet id="1" author="a"{}><createTable tableName="t"><column name="a" type="boolean"/></createTable></changeSet>'
    folder.write(
        {
            "db/changelog/a.xml": f"<databaseChangeLog>{change.format(' dbms=' + chr(34) + 'mysql' + chr(34))}</databaseChangeLog>"
        }
    )
    [history] = folder.study().arrangement.histories
    assert (history.dialect, history.evidence) == ("mysql", "dbms mysql")
    folder.write({"db/changelog/a.xml": f"<databaseChangeLog>{change.format('')}</databaseChangeLog>"})
    [history] = folder.study().arrangement.histories
    assert history.dialect == "standard"
    folder.write({"db/changelog/liquibase.properties": "url=jdbc:oracle:thin:@x"})
    assert folder.steps()[0][1] == ["CREATE TABLE t (a NUMBER(1))"]
    assert folder.steps("postgres")[0][1] == ["CREATE TABLE t (a BOOLEAN)"]


def test_properties_of_the_log_that_includes_another(folder: Folder) -> None:
    folder.write(
        {
            "config/liquibase/master.xml": '<databaseChangeLog><property name="uuidType" value="uuid" dbms="h2, postgresql"/>'
            '<property name="uuidType" value="varchar(36)" dbms="mysql"/>'
            '<include file="config/liquibase/changelog/1_a.xml" relativeToChangelogFile="false"/></databaseChangeLog>',
            "config/liquibase/changelog/1_a.xml": f'{HEAD}<createTable tableName="a"><column name="id" type="${{uuidType}}"/></createTable>{TAIL}',
        }
    )
    assert folder.steps("postgres")[0][1] == ["CREATE TABLE a (id UUID)"]
    assert folder.steps("mysql")[0][1] == ["CREATE TABLE a (id VARCHAR(36))"]
    [history] = folder.study("postgres").arrangement.histories
    assert history.path == "config/liquibase"
