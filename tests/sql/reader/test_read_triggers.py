"""Triggers of all dialects."""

from __future__ import annotations

import pytest
from reading import told

CASES = [
    (
        "postgres",
        "CREATE TRIGGER trg BEFORE INSERT OR UPDATE OF a, b ON public.t FOR EACH ROW WHEN (NEW.a IS NOT NULL) EXECUTE FUNCTION f('x')",
        [
            "CreateTrigger(name=trg table=public.t timing=before events=[insert, update] columns=[a, b] level=row when='NEW.a IS NOT NULL' function=f)"
        ],
    ),
    (
        "postgres",
        "CREATE CONSTRAINT TRIGGER trg AFTER DELETE ON t FROM other DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE PROCEDURE s.f()",
        ["CreateTrigger(name=trg table=t timing=after events=[delete] level=row function=s.f constraint=True)"],
    ),
    (
        "postgres",
        "CREATE OR REPLACE TRIGGER trg AFTER TRUNCATE ON t REFERENCING OLD TABLE AS o EXECUTE FUNCTION f()",
        ["CreateTrigger(name=trg table=t timing=after events=[truncate] function=f or_replace=True)"],
    ),
    (
        "postgres",
        "CREATE EVENT TRIGGER et ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION f()",
        ["CreateObject(kind='event trigger' name=et target=f attributes=[ddl_command_end])"],
    ),
    ("postgres", "ALTER TRIGGER a ON s.t RENAME TO b", ["RenameObject(kind=trigger name=a new_name=b on=s.t)"]),
    (
        "postgres",
        "ALTER EVENT TRIGGER a ENABLE REPLICA",
        ["AlterObject(kind='event trigger' name=a action='enable replica')"],
    ),
    (
        "mysql",
        "CREATE DEFINER=`a`@`b` TRIGGER IF NOT EXISTS tr BEFORE INSERT ON db.t FOR EACH ROW FOLLOWS other SET NEW.x = 1",
        [
            "CreateTrigger(name=tr table=db.t timing=before events=[insert] level=row body='SET NEW.x = 1' if_not_exists=True)"
        ],
    ),
    (
        "sqlite",
        "CREATE TEMP TRIGGER tr INSTEAD OF UPDATE OF a ON v WHEN NEW.a > 0 BEGIN SELECT 1; END",
        [
            "CreateTrigger(name=tr table=v timing='instead of' events=[update] columns=[a] level=row when='NEW.a > 0' body='BEGIN SELECT 1; END')"
        ],
    ),
    (
        "sqlite",
        "CREATE TRIGGER tr DELETE ON t BEGIN SELECT 1; END",
        ["CreateTrigger(name=tr table=t timing=before events=[delete] level=row body='BEGIN SELECT 1; END')"],
    ),
    (
        "tsql",
        "CREATE TRIGGER dbo.tr ON [dbo].[t] WITH ENCRYPTION AFTER INSERT, UPDATE NOT FOR REPLICATION AS BEGIN SELECT 1 END",
        ["CreateTrigger(name=dbo.tr table=dbo.t timing=after events=[insert, update] body='BEGIN SELECT 1 END')"],
    ),
    (
        "tsql",
        "DISABLE TRIGGER a, b ON dbo.t",
        ["SetTrigger(table=dbo.t name=a enabled=False)", "SetTrigger(table=dbo.t name=b enabled=False)"],
    ),
    ("tsql", "ENABLE TRIGGER ALL ON dbo.t", ["SetTrigger(table=dbo.t name='' enabled=True)"]),
    (
        "oracle",
        "CREATE OR REPLACE TRIGGER trg BEFORE INSERT OR UPDATE OF a ON hr.t REFERENCING NEW AS n FOR EACH ROW WHEN (n.a > 0) BEGIN NULL; END;\n/",
        [
            "CreateTrigger(name=TRG table=HR.T timing=before events=[insert, update] columns=[A] level=row when='n.a > 0' body='BEGIN NULL; END;' or_replace=True)"
        ],
    ),
    (
        "oracle",
        "CREATE TRIGGER trg INSTEAD OF INSERT ON v FOR EACH ROW DISABLE BEGIN NULL; END;\n/",
        [
            "CreateTrigger(name=TRG table=V timing='instead of' events=[insert] level=row body='BEGIN NULL; END;')",
            "SetTrigger(table=V name=TRG enabled=False)",
        ],
    ),
    ("oracle", "ALTER TRIGGER trg DISABLE", ["AlterObject(kind=trigger name=TRG action=disable)"]),
]


@pytest.mark.parametrize(("dialect", "sql", "expected"), CASES, ids=[case[1][:60] for case in CASES])
def test_says(dialect, sql, expected):
    assert told(sql, dialect) == expected
