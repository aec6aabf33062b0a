"""Privileges and roles."""

from __future__ import annotations

import pytest
from reading import told

CASES = [
    (
        "postgres",
        "GRANT SELECT (a, b), INSERT ON TABLE public.t, u TO alice, PUBLIC WITH GRANT OPTION",
        [
            "ChangeGrant(grant=Grant(privileges=[SELECT, INSERT] kind=table objects=[] grantees=[alice, public] with_option=True columns=[a, b]) objects=[public.t, u])"
        ],
    ),
    (
        "postgres",
        'GRANT ALL PRIVILEGES ON ALL TABLES IN SCHEMA public TO "App User"',
        [
            "ChangeGrant(grant=Grant(privileges=[ALL] kind=table objects=[] grantees=['App User'] all_in_schema=True) objects=[public])"
        ],
    ),
    (
        "postgres",
        "GRANT EXECUTE ON FUNCTION f(int, text) TO GROUP bob GRANTED BY CURRENT_USER",
        ["ChangeGrant(grant=Grant(privileges=[EXECUTE] kind=routine objects=[] grantees=[bob]) objects=[f])"],
    ),
    (
        "postgres",
        "GRANT admin, dev TO bob WITH ADMIN OPTION",
        [
            "ChangeGrant(grant=Grant(privileges=[] kind=role objects=[] grantees=[bob] with_option=True roles=[admin, dev]))"
        ],
    ),
    (
        "postgres",
        "GRANT admin TO bob WITH INHERIT TRUE, SET FALSE",
        ["ChangeGrant(grant=Grant(privileges=[] kind=role objects=[] grantees=[bob] roles=[admin]))"],
    ),
    (
        "postgres",
        "REVOKE GRANT OPTION FOR ALL ON SCHEMA s FROM bob CASCADE",
        [
            "ChangeGrant(grant=Grant(privileges=[ALL] kind=schema objects=[] grantees=[bob] with_option=True revoke=True) objects=[s])"
        ],
    ),
    (
        "postgres",
        "ALTER DEFAULT PRIVILEGES FOR ROLE x IN SCHEMA s, r GRANT SELECT, INSERT ON TABLES TO y",
        [
            "ChangeGrant(grant=Grant(privileges=[SELECT, INSERT] kind=table objects=[] grantees=[y] all_in_schema=True roles=[x]) objects=[s, r] default=True)"
        ],
    ),
    (
        "postgres",
        "CREATE ROLE app LOGIN NOSUPERUSER VALID UNTIL 'infinity' IN ROLE x, y",
        [
            "CreateObject(kind=role name=app attributes=[login, nosuperuser, \"valid until 'infinity'\", 'in role x, y'])"
        ],
    ),
    ("postgres", "ALTER USER app RENAME TO app2", ["RenameObject(kind=role name=app new_name=app2)"]),
    (
        "postgres",
        "REASSIGN OWNED BY a, b TO c",
        [
            "AlterObject(kind=role name=a action='reassign owned to c')",
            "AlterObject(kind=role name=b action='reassign owned to c')",
        ],
    ),
    (
        "mysql",
        "GRANT SELECT, INSERT (a, b) ON app.* TO 'u'@'localhost' WITH GRANT OPTION",
        [
            "ChangeGrant(grant=Grant(privileges=[SELECT, INSERT] kind=schema objects=[] grantees=[u@localhost] all_in_schema=True with_option=True columns=[a, b]) objects=[app])"
        ],
    ),
    (
        "mysql",
        "GRANT ALL PRIVILEGES ON *.* TO root@localhost",
        [
            "ChangeGrant(grant=Grant(privileges=[ALL] kind=database objects=[] grantees=[root@localhost] all_in_schema=True))"
        ],
    ),
    (
        "mysql",
        "GRANT r1 TO 'u'@'localhost'",
        ["ChangeGrant(grant=Grant(privileges=[] kind=role objects=[] grantees=[u@localhost] roles=[r1]))"],
    ),
    (
        "mysql",
        "GRANT EXECUTE ON PROCEDURE app.p TO u",
        ["ChangeGrant(grant=Grant(privileges=[EXECUTE] kind=routine objects=[] grantees=[u]) objects=[app.p])"],
    ),
    (
        "mysql",
        "REVOKE ALL PRIVILEGES, GRANT OPTION FROM u",
        [
            "ChangeGrant(grant=Grant(privileges=[ALL, 'GRANT OPTION'] kind=database objects=[] grantees=[u] revoke=True))"
        ],
    ),
    (
        "tsql",
        "GRANT SELECT ON OBJECT::dbo.t TO [Some User] WITH GRANT OPTION AS dbo",
        [
            "ChangeGrant(grant=Grant(privileges=[SELECT] kind=table objects=[] grantees=['some user'] with_option=True) objects=[dbo.t])"
        ],
    ),
    (
        "tsql",
        "GRANT EXECUTE TO role1",
        ["ChangeGrant(grant=Grant(privileges=[EXECUTE] kind=database objects=[] grantees=[role1]))"],
    ),
    (
        "tsql",
        "GRANT SELECT ON dbo.t (a, b) TO u",
        [
            "ChangeGrant(grant=Grant(privileges=[SELECT] kind=table objects=[] grantees=[u] columns=[a, b]) objects=[dbo.t])"
        ],
    ),
    (
        "tsql",
        "DENY UPDATE ON SCHEMA::Sales TO r CASCADE",
        ["AlterObject(kind=permission name=sales action='deny update' attributes=[schema, 'to r'])"],
    ),
    (
        "tsql",
        "REVOKE SELECT ON dbo.t TO u",
        [
            "ChangeGrant(grant=Grant(privileges=[SELECT] kind=table objects=[] grantees=[u] revoke=True) objects=[dbo.t])"
        ],
    ),
    (
        "oracle",
        "GRANT CREATE SESSION, CREATE TABLE TO u",
        [
            "ChangeGrant(grant=Grant(privileges=['CREATE SESSION', 'CREATE TABLE'] kind=database objects=[] grantees=[U]))"
        ],
    ),
    (
        "oracle",
        "GRANT CONNECT, RESOURCE TO u WITH ADMIN OPTION",
        [
            "ChangeGrant(grant=Grant(privileges=[] kind=role objects=[] grantees=[U] with_option=True roles=[CONNECT, RESOURCE]))"
        ],
    ),
    (
        "oracle",
        "GRANT READ ON DIRECTORY d TO u",
        ["ChangeGrant(grant=Grant(privileges=[READ] kind=other objects=[] grantees=[U]) objects=[D])"],
    ),
    (
        "oracle",
        "REVOKE ALL ON t FROM u CASCADE CONSTRAINTS",
        ["ChangeGrant(grant=Grant(privileges=[ALL] kind=table objects=[] grantees=[U] revoke=True) objects=[T])"],
    ),
]


@pytest.mark.parametrize(("dialect", "sql", "expected"), CASES, ids=[case[1][:60] for case in CASES])
def test_says(dialect, sql, expected):
    assert told(sql, dialect) == expected
