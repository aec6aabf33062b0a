"""What change logs mean is what servers take: each change set up, back by its own inverse, and up again."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemalint.config import Options
from schemalint.model.document import Dialect
from schemalint.verify import verify

pytestmark = pytest.mark.server

SETS = """
<createTable tableName="person" remarks="People">
  <column name="id" type="bigint" autoIncrement="true"><constraints primaryKey="true"/></column>
  <column name="full_name" type="varchar(80)" remarks="as written" defaultValue="it's"><constraints nullable="false"/></column>
  <column name="born" type="date"/><column name="seen" type="datetime"/><column name="grown" type="boolean" defaultValueBoolean="false"/>
  <column name="code" type="uuid"><constraints unique="true" uniqueConstraintName="person_code"/></column>
  <column name="data" type="blob"/><column name="notes" type="clob"/><column name="score" type="double"/><column name="fee" type="number(8,2)"/>
</createTable>
<createTable tableName="pet">
  <column name="id" type="int"><constraints primaryKey="true" primaryKeyName="pet_pk"/></column>
  <column name="owner" type="bigint"><constraints nullable="false" foreignKeyName="pet_owner" references="person(id)"/></column>
  <column name="kind" type="varchar(20)"/>
</createTable>
<addColumn tableName="pet"><column name="weight" type="int"/><column name="chip" type="varchar(15)"><constraints unique="true" uniqueConstraintName="pet_chip"/></column></addColumn>
<createIndex tableName="pet" indexName="pet_kind"><column name="kind"/><column name="weight" descending="true"/></createIndex>
<addNotNullConstraint tableName="pet" columnName="kind" columnDataType="varchar(20)" defaultNullValue="dog"/>
<dropNotNullConstraint tableName="pet" columnName="kind" columnDataType="varchar(20)"/>
<addDefaultValue tableName="pet" columnName="weight" defaultValueNumeric="3"/>
<renameColumn tableName="pet" oldColumnName="chip" newColumnName="tag" columnDataType="varchar(15)"/>
<addUniqueConstraint tableName="pet" columnNames="owner, weight" constraintName="pet_once"/>
<createTable tableName="visit"><column name="pet_id" type="int"><constraints nullable="false"/></column><column name="day" type="date"><constraints nullable="false"/></column></createTable>
<addPrimaryKey tableName="visit" columnNames="pet_id, day" constraintName="visit_pk"/>
<addForeignKeyConstraint baseTableName="visit" baseColumnNames="pet_id" constraintName="visit_pet" referencedTableName="pet" referencedColumnNames="id" onDelete="CASCADE"/>
<createView viewName="pets">SELECT id, kind FROM pet</createView>
<renameTable oldTableName="visit" newTableName="call_in"/>
"""  # fmt: skip


def _log(dialect: Dialect) -> str:
    """Each change in a change set of its own, so that each inverse is run."""
    from xml.dom import minidom

    changes = minidom.parseString(f"<a>{SETS}</a>").documentElement
    assert changes is not None
    sets = [one.toxml() for one in changes.childNodes if one.nodeType == one.ELEMENT_NODE]
    own = ['<createSequence sequenceName="ticket" startValue="5" incrementBy="2"/>'] if dialect == "postgres" else []
    inner = "".join(f'<changeSet id="{n}" author="a">{one}</changeSet>\n' for n, one in enumerate([*sets, *own], 1))
    return f"<databaseChangeLog>\n{inner}</databaseChangeLog>\n"


@pytest.mark.parametrize("dialect", ["postgres", "mariadb"])
def test_every_change_and_its_inverse(tmp_path: Path, dialect: Dialect) -> None:
    (tmp_path / "changelog.xml").write_text(_log(dialect))
    [found] = verify([str(tmp_path)], Options(isolated=True, dialect=dialect))
    if not found.engine:
        pytest.skip(found.reason)
    assert [(one.name, one.failures, one.unverified) for one in found.proofs if one.verdict != "proved"] == []
    assert {one.down for one in found.proofs} == {"own"}
    assert len(found.proofs) == 14 + (dialect == "postgres")


def test_an_inverse_of_liquibase_that_leaves_something_behind_is_told(tmp_path: Path) -> None:
    table = '<createTable tableName="t"><column name="a" type="int"/></createTable>'
    key = '<addPrimaryKey tableName="t" columnNames="a" constraintName="t_pk"/>'
    sets = f'<changeSet id="1" author="a">{table}</changeSet><changeSet id="2" author="a">{key}</changeSet>'
    (tmp_path / "changelog.xml").write_text(f"<databaseChangeLog>{sets}</databaseChangeLog>")
    [found] = verify([str(tmp_path)], Options(isolated=True, dialect="postgres"))
    if not found.engine:
        pytest.skip(found.reason)
    [failure] = found.proofs[1].failures
    assert (failure.kind, "NOT NULL" in failure.words) == ("not-restored", True)
