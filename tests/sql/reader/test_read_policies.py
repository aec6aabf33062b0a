"""Row security policies."""

from __future__ import annotations

import pytest
from reading import told

CASES = [
    ("postgres", "CREATE POLICY p ON s.t", ["CreatePolicy(name=p table=s.t)"]),
    (
        "postgres",
        "CREATE POLICY p ON t AS RESTRICTIVE FOR UPDATE TO alice, CURRENT_USER USING (a = 1) WITH CHECK (true)",
        [
            "CreatePolicy(name=p table=t command=update permissive=False roles=[alice, current_user] using=`a = 1` check=`true`)"
        ],
    ),
    ("postgres", "ALTER POLICY p ON t TO bob USING (false)", ["AlterPolicy(name=p table=t roles=[bob] using=`false`)"]),
    ("postgres", "ALTER POLICY p ON t RENAME TO q", ["RenameObject(kind=policy name=p new_name=q on=t)"]),
    (
        "tsql",
        "ALTER SECURITY POLICY s.p ADD FILTER PREDICATE f(x) ON dbo.t, DROP BLOCK PREDICATE ON dbo.u WITH (STATE = OFF)",
        [
            "AlterObject(kind='security policy' name=s.p action='add filter predicate f(x) on dbo.t' attributes=['add filter predicate f(x) on dbo.t', 'drop block predicate on dbo.u', 'state = off'])"
        ],
    ),
]


@pytest.mark.parametrize(("dialect", "sql", "expected"), CASES, ids=[case[1][:60] for case in CASES])
def test_says(dialect, sql, expected):
    assert told(sql, dialect) == expected
