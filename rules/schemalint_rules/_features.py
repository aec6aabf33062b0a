"""What a server learned with which version, and what it gave up: as patterns over the words of a statement.

In the text that a pattern meets, words are upper case and parted by single blanks, string literals are `''` and quoted names
`"Q"`. `example` is a statement that has the feature, with what must stand before it; the tests run it on servers.
"""

from __future__ import annotations

from schemalint import Dialect
from schemalint.model.record import NamedTuple


class Feature(NamedTuple):
    """One thing that not every version of a server has."""

    name: str
    """As it is told: what is written, or what it is called."""
    word: str
    """A word without which the pattern cannot match."""
    pattern: str
    since: str = ""
    until: str = ""
    """The first version without it."""
    manual: str = ""
    ignored: bool = False
    """Older servers read over it instead of refusing the statement."""
    example: str = ""


_F = Feature
_N = r"(?:\S+ \. )?\S+"
"""A name, qualified or not."""
_T = "CREATE TABLE t (a int, b int); "

POSTGRES = (
    _F("INCLUDE columns of an index", "INCLUDE", r"\) INCLUDE \(", "11", manual="CREATE INDEX",
       example=_T + "CREATE INDEX ON t (a) INCLUDE (b)"),
    _F("CREATE PROCEDURE", "PROCEDURE", r"^CREATE (?:OR REPLACE )?PROCEDURE\b", "11", manual="CREATE PROCEDURE",
       example="CREATE PROCEDURE p() LANGUAGE sql AS ''"),
    _F("CALL", "CALL", r"^CALL\b", "11", manual="CALL", example="CREATE PROCEDURE p() LANGUAGE sql AS ''; CALL p()"),
    _F("EXECUTE FUNCTION of a trigger", "FUNCTION", r"^CREATE .*\bTRIGGER .*\bEXECUTE FUNCTION\b", "11", manual="CREATE TRIGGER",
       example=_T + "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; "
       "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()"),
    _F("a DEFAULT partition", "PARTITION", r"\bPARTITION OF " + _N + r"(?: \(.*\))? DEFAULT\b", "11", manual="5.12 Table Partitioning",
       example="CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE q PARTITION OF p DEFAULT"),
    _F("hash partitions", "MODULUS", r"\bWITH \( MODULUS\b", "11", manual="5.12 Table Partitioning",
       example="CREATE TABLE p (a int) PARTITION BY HASH (a); CREATE TABLE q PARTITION OF p FOR VALUES WITH (MODULUS 2, REMAINDER 0)"),
    _F("generated columns", "GENERATED", r"\bGENERATED ALWAYS AS \(", "12", manual="5.4 Generated Columns",
       example="CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED)"),
    _F("REINDEX CONCURRENTLY", "REINDEX", r"^REINDEX (?:\( [^)]*\) )?(?:INDEX|TABLE|SCHEMA|DATABASE) CONCURRENTLY\b", "12",
       manual="REINDEX"),
    _F("AS MATERIALIZED in a WITH", "MATERIALIZED", r"\bAS (?:NOT )?MATERIALIZED \(", "12", manual="7.8 WITH Queries",
       example="WITH a AS MATERIALIZED (SELECT 1) SELECT * FROM a"),
    _F("WITH OIDS", "OIDS", r"\bWITH OIDS\b|\bWITH \( OIDS\b(?! = FALSE)", until="12", manual="Release 12",
       example="CREATE TABLE t (a int) WITH OIDS"),
    _F("DROP EXPRESSION", "EXPRESSION", r"^ALTER .*\bDROP EXPRESSION\b", "13", manual="ALTER TABLE",
       example="CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED); ALTER TABLE t ALTER COLUMN b DROP EXPRESSION"),
    _F("FETCH … WITH TIES", "TIES", r"\bFETCH (?:FIRST|NEXT) .*\bWITH TIES\b", "13", manual="SELECT, LIMIT Clause",
       example="SELECT 1 AS a ORDER BY a FETCH FIRST 1 ROW WITH TIES"),
    _F("multiranges", "", r"\b(?:INT4|INT8|NUM|TS|TSTZ|DATE)MULTIRANGE\b", "14", manual="8.17 Range Types",
       example="CREATE TABLE t (a int4multirange)"),
    _F("CREATE OR REPLACE TRIGGER", "TRIGGER", r"^CREATE OR REPLACE (?:CONSTRAINT )?TRIGGER\b", "14", manual="CREATE TRIGGER",
       example=_T + "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; "
       "CREATE OR REPLACE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()"),
    _F("DETACH PARTITION CONCURRENTLY", "DETACH", r"\bDETACH PARTITION " + _N + r" (?:CONCURRENTLY|FINALIZE)\b", "14", manual="ALTER TABLE"),
    _F("COMPRESSION of a column", "COMPRESSION", r"^(?:CREATE|ALTER) (?:\w+ )*TABLE .*\bCOMPRESSION (?:PGLZ|LZ4|DEFAULT)\b", "14",
       manual="CREATE TABLE", example="CREATE TABLE t (a text COMPRESSION pglz)"),
    _F("BEGIN ATOMIC", "ATOMIC", r"^CREATE (?:OR REPLACE )?(?:FUNCTION|PROCEDURE)\b.*\bBEGIN ATOMIC\b", "14", manual="CREATE FUNCTION",
       example="CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END"),
    _F("SEARCH … FIRST BY of a WITH", "SEARCH", r"\) SEARCH (?:DEPTH|BREADTH) FIRST BY\b", "14", manual="7.8 WITH Queries",
       example="WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a WHERE n < 2) SEARCH DEPTH FIRST BY n SET o SELECT * FROM a"),
    _F("GROUP BY DISTINCT", "GROUP", r"\bGROUP BY DISTINCT\b", "14", manual="SELECT, GROUP BY Clause",
       example="SELECT 1 GROUP BY DISTINCT ROLLUP (1)"),
    _F("NULLS NOT DISTINCT", "NULLS", r"\bNULLS (?:NOT )?DISTINCT\b", "15", manual="5.5.3 Unique Constraints",
       example="CREATE TABLE t (a int UNIQUE NULLS NOT DISTINCT)"),
    _F("MERGE", "MERGE", r"^MERGE INTO\b", "15", manual="MERGE",
       example=_T + "MERGE INTO t USING t AS u ON t.a = u.a WHEN MATCHED THEN DELETE"),
    _F("security_invoker of a view", "SECURITY_INVOKER", r"\bWITH \([^)]*\bSECURITY_INVOKER\b|\bSET \([^)]*\bSECURITY_INVOKER\b", "15",
       manual="CREATE VIEW", example=_T + "CREATE VIEW v WITH (security_invoker = true) AS SELECT a FROM t"),
    _F("an UNLOGGED sequence", "UNLOGGED", r"^CREATE UNLOGGED SEQUENCE\b", "15", manual="CREATE SEQUENCE",
       example="CREATE UNLOGGED SEQUENCE s"),
    _F("a column list of ON DELETE SET NULL", "SET", r"\bON DELETE SET (?:NULL|DEFAULT) \(", "15", manual="5.5.5 Foreign Keys",
       example="CREATE TABLE p (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE c (a int, b int, "
       "FOREIGN KEY (a, b) REFERENCES p ON DELETE SET NULL (b))"),
    _F("SET ACCESS METHOD", "ACCESS", r"^ALTER TABLE .*\bSET ACCESS METHOD\b", "15", manual="ALTER TABLE",
       example=_T + "ALTER TABLE t SET ACCESS METHOD heap"),
    _F("TABLES IN SCHEMA of a publication", "SCHEMA", r"^(?:CREATE|ALTER) PUBLICATION .*\bTABLES IN SCHEMA\b", "15",
       manual="CREATE PUBLICATION", example="CREATE PUBLICATION p FOR TABLES IN SCHEMA public"),
    _F("GRANT ON PARAMETER", "PARAMETER", r"^(?:GRANT|REVOKE) .*\bON PARAMETER\b", "15", manual="GRANT",
       example="GRANT SET ON PARAMETER work_mem TO postgres"),
    _F("IS JSON", "JSON", r"\bIS (?:NOT )?JSON\b", "16", manual="9.16 JSON Functions", example="SELECT '{}' IS JSON"),
    _F("STORAGE of a new column", "STORAGE", r"^CREATE (?:\w+ )*TABLE .*\bSTORAGE (?:PLAIN|EXTERNAL|EXTENDED|MAIN|DEFAULT)\b", "16",
       manual="CREATE TABLE", example="CREATE TABLE t (a text STORAGE plain)"),
    _F("SET EXPRESSION", "EXPRESSION", r"^ALTER .*\bSET EXPRESSION AS\b", "17", manual="ALTER TABLE",
       example="CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED); ALTER TABLE t ALTER COLUMN b SET EXPRESSION AS (a + 2)"),
    _F("JSON_TABLE", "JSON_TABLE", r"\bJSON_TABLE \(", "17", manual="9.16.4 JSON_TABLE",
       example="SELECT * FROM json_table(jsonb '[]', '$' COLUMNS (a int PATH '$')) AS j"),
    _F("RETURNING of MERGE", "MERGE", r"^MERGE INTO\b.*\bRETURNING\b", "17", manual="MERGE",
       example=_T + "MERGE INTO t USING t AS u ON t.a = u.a WHEN MATCHED THEN DELETE RETURNING t.a"),
    _F("WHEN NOT MATCHED BY SOURCE", "MATCHED", r"\bWHEN NOT MATCHED BY (?:SOURCE|TARGET)\b", "17", manual="MERGE",
       example=_T + "MERGE INTO t USING t AS u ON t.a = u.a WHEN NOT MATCHED BY SOURCE THEN DELETE"),
    _F("the privilege MAINTAIN", "MAINTAIN", r"^(?:GRANT|REVOKE) [^(]*\bMAINTAIN\b.*\bON\b", "17", manual="5.8 Privileges",
       example=_T + "GRANT MAINTAIN ON t TO postgres"),
    _F("virtual generated columns", "VIRTUAL", r"\bGENERATED ALWAYS AS \(.*\) VIRTUAL\b", "18", manual="5.4 Generated Columns",
       example="CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) VIRTUAL)"),
    _F("NOT ENFORCED", "ENFORCED", r"\bNOT ENFORCED\b", "18", manual="CREATE TABLE",
       example="CREATE TABLE t (a int CHECK (a > 0) NOT ENFORCED)"),
    _F("WITHOUT OVERLAPS", "OVERLAPS", r"\bWITHOUT OVERLAPS\b", "18", manual="CREATE TABLE",
       example="CREATE TABLE t (a int4range, b int4range, PRIMARY KEY (a, b WITHOUT OVERLAPS))"),
    _F("a named or NOT VALID NOT NULL added to a table", "ADD", r"^ALTER TABLE .*\bADD (?:CONSTRAINT \S+ )?NOT NULL\b", "18",
       manual="ALTER TABLE", example=_T + "ALTER TABLE t ADD CONSTRAINT c NOT NULL a"),
    _F("OLD and NEW of RETURNING", "RETURNING", r"\bRETURNING WITH \(", "18", manual="6.4 Returning Data",
       example=_T + "UPDATE t SET a = 1 RETURNING WITH (OLD AS o) o.a"),
)  # fmt: skip

_INDEXED = r"(?:KEY|INDEX)(?: \S+)?(?: USING \w+)?(?: ON " + _N + r")?(?: USING \w+)? \( \("

MYSQL = (
    _F("JSON columns", "JSON", r"^(?:CREATE|ALTER) TABLE .*[,(] (?:ADD (?:COLUMN )?)?\S+ JSON\b", "5.7.8", manual="13.5 The JSON Data Type"),
    _F("generated columns", "AS", r"^(?:CREATE|ALTER) TABLE .*(?:\bGENERATED ALWAYS AS \(|\) (?:STORED|VIRTUAL)\b)", "5.7.6",
       manual="15.1.20.8 CREATE TABLE and Generated Columns"),
    _F("WITH before a query", "WITH", r"(?:^|\( |\bAS |\bINTO .*)WITH (?:RECURSIVE )?\S+ (?:\([^)]*\) )?AS \( (?:SELECT|WITH|VALUES)", "8.0",
       manual="15.2.20 WITH (Common Table Expressions)"),
    _F("window functions", "OVER", r"\) OVER (?:\(|\w)", "8.0", manual="14.20 Window Functions"),
    _F("an INVISIBLE index or column", "INVISIBLE", r"^(?:CREATE|ALTER)\b.*\bINVISIBLE\b", "8.0", manual="10.3.12 Invisible Indexes"),
    _F("RENAME COLUMN", "RENAME", r"^ALTER TABLE .*\bRENAME COLUMN\b", "8.0.3", manual="15.1.9 ALTER TABLE"),
    _F("roles", "ROLE", r"^(?:CREATE|DROP) ROLE\b", "8.0", manual="8.2.10 Using Roles"),
    _F("SKIP LOCKED and NOWAIT", "FOR", r"\bFOR (?:UPDATE|SHARE)\b.*\b(?:SKIP LOCKED|NOWAIT)\b", "8.0.1", manual="15.2.13 SELECT"),
    _F("SRID of a column", "SRID", r"^(?:CREATE|ALTER) TABLE .*\bSRID \d", "8.0.3", manual="13.4.1 Spatial Data Types"),
    _F("JSON_TABLE", "JSON_TABLE", r"\bJSON_TABLE \(", "8.0.4", manual="14.17.6 JSON Table Functions"),
    _F("a default in brackets", "DEFAULT", r"^(?:CREATE|ALTER) TABLE .*\bDEFAULT \(", "8.0.13", manual="13.6 Data Type Default Values"),
    _F("an expression as index key", "", _INDEXED, "8.0.13", manual="15.1.15 CREATE INDEX, Functional Key Parts"),
    _F("LATERAL", "LATERAL", r"\bLATERAL \(", "8.0.14", manual="15.2.15.9 Lateral Derived Tables"),
    _F("CHECK", "CHECK", r"^(?:CREATE|ALTER) TABLE .*\bCHECK \(", "8.0.16", manual="15.1.20.6 CHECK Constraints", ignored=True),
    _F("DROP CHECK", "CHECK", r"^ALTER TABLE .*\b(?:DROP|ALTER) CHECK\b", "8.0.16", manual="15.1.9 ALTER TABLE"),
    _F("DROP CONSTRAINT", "CONSTRAINT", r"^ALTER TABLE .*\bDROP CONSTRAINT\b", "8.0.19", manual="15.1.9 ALTER TABLE"),
    _F("VALUES ROW", "ROW", r"\bVALUES ROW \(", "8.0.19", manual="15.2.19 VALUES"),
    _F("a row alias of INSERT", "AS", r"^INSERT .*\bVALUES .*\) AS \S+(?: \([^)]*\))? ON DUPLICATE\b", "8.0.19", manual="15.2.7.2 INSERT … ON DUPLICATE KEY UPDATE"),
    _F("EXCEPT and INTERSECT", "", r"\b(?:EXCEPT|INTERSECT) (?:ALL |DISTINCT )?(?:\( )*(?:SELECT|TABLE|VALUES)\b", "8.0.31", manual="15.2.14 Set Operations"),
    _F("vectors", "VECTOR", r"^(?:CREATE|ALTER) TABLE .*\S+ VECTOR(?: \(| ,| \)|$)", "9.0", manual="13.3.5 The VECTOR Type"),
    _F("GRANT … IDENTIFIED BY", "IDENTIFIED", r"^GRANT\b.*\bIDENTIFIED\b", until="8.0", manual="1.4 What Is New: removed features"),
    _F("SQL_CACHE", "SQL_CACHE", r"\bSELECT (?:\w+ )*SQL_CACHE\b", until="8.0.3", manual="1.4 What Is New: removed features"),
)  # fmt: skip

MARIADB = (
    _F("WITH before a query", "WITH", r"(?:^|\( |\bAS )WITH (?:RECURSIVE )?\S+ (?:\([^)]*\) )?AS \( (?:SELECT|WITH|VALUES)", "10.2", manual="WITH"),
    _F("window functions", "OVER", r"\) OVER (?:\(|\w)", "10.2", manual="Window Functions"),
    _F("a default that is an expression", "DEFAULT", r"^(?:CREATE|ALTER) TABLE .*\bDEFAULT (?:\(|UUID \()", "10.2", manual="CREATE TABLE, DEFAULT",
       example="CREATE TABLE t (a varchar(36) DEFAULT (uuid()))"),
    _F("CHECK", "CHECK", r"^(?:CREATE|ALTER) TABLE .*\bCHECK \(", "10.2", manual="CONSTRAINT", ignored=True),
    _F("sequences", "SEQUENCE", r"^(?:CREATE (?:OR REPLACE )?|ALTER |DROP )(?:TEMPORARY )?SEQUENCE\b", "10.3", manual="CREATE SEQUENCE",
       example="CREATE SEQUENCE s"),
    _F("NEXT VALUE FOR", "VALUE", r"\b(?:NEXT|PREVIOUS) VALUE FOR\b", "10.3", manual="NEXT VALUE for sequence_name",
       example="CREATE SEQUENCE s; SELECT NEXT VALUE FOR s"),
    _F("EXCEPT and INTERSECT", "", r"\b(?:EXCEPT|INTERSECT) (?:ALL |DISTINCT )?(?:\( )*(?:SELECT|VALUES)\b", "10.3", manual="EXCEPT",
       example="SELECT 1 EXCEPT SELECT 2"),
    _F("system versioning", "VERSIONING", r"\bWITH SYSTEM VERSIONING\b|\bADD SYSTEM VERSIONING\b", "10.3", manual="System-Versioned Tables",
       example="CREATE TABLE t (a int) WITH SYSTEM VERSIONING"),
    _F("an INVISIBLE column", "INVISIBLE", r"^(?:CREATE|ALTER) TABLE .*\bINVISIBLE\b", "10.3", manual="Invisible Columns",
       example="CREATE TABLE t (a int, b int INVISIBLE)"),
    _F("application-time periods", "PERIOD", r"^(?:CREATE|ALTER) TABLE .*\bPERIOD FOR (?!SYSTEM_TIME\b)", "10.4", manual="Application-Time Periods",
       example="CREATE TABLE t (a date, b date, PERIOD FOR p (a, b))"),
    _F("RETURNING of INSERT and REPLACE", "RETURNING", r"^(?:INSERT|REPLACE)\b.*\bRETURNING\b", "10.5", manual="INSERT … RETURNING",
       example="CREATE TABLE t (a int); INSERT INTO t VALUES (1) RETURNING a"),
    _F("INET6", "INET6", r"^(?:CREATE|ALTER) TABLE .*\S+ INET6\b", "10.5", manual="INET6", example="CREATE TABLE t (a inet6)"),
    _F("RENAME COLUMN", "RENAME", r"^ALTER TABLE .*\bRENAME (?:COLUMN|INDEX|KEY)\b", "10.5.2", manual="ALTER TABLE",
       example="CREATE TABLE t (a int); ALTER TABLE t RENAME COLUMN a TO b"),
    _F("WITHOUT OVERLAPS", "OVERLAPS", r"\bWITHOUT OVERLAPS\b", "10.5.3", manual="Application-Time Periods",
       example="CREATE TABLE t (i int, a date, b date, PERIOD FOR p (a, b), UNIQUE (i, p WITHOUT OVERLAPS))"),
    _F("JSON_TABLE", "JSON_TABLE", r"\bJSON_TABLE \(", "10.6", manual="JSON_TABLE",
       example="SELECT * FROM json_table('[]', '$' COLUMNS (a int PATH '$')) j"),
    _F("SKIP LOCKED", "SKIP", r"\bSKIP LOCKED\b", "10.6", manual="SELECT", example="CREATE TABLE t (a int); SELECT a FROM t FOR UPDATE SKIP LOCKED"),
    _F("an IGNORED index", "IGNORED", r"^(?:CREATE|ALTER)\b.*\) (?:NOT )?IGNORED\b|\bINDEX \S+ (?:NOT )?IGNORED\b", "10.6", manual="Ignored Indexes",
       example="CREATE TABLE t (a int, INDEX i (a) IGNORED)"),
    _F("FETCH FIRST", "FETCH", r"\bFETCH (?:FIRST|NEXT)\b.*\b(?:ONLY|TIES)\b", "10.6", manual="SELECT … OFFSET … FETCH",
       example="SELECT 1 FETCH FIRST 1 ROW ONLY"),
    _F("UUID as a type", "UUID", r"^(?:CREATE|ALTER) TABLE .*\S+ UUID(?: ,| \)| NOT| NULL| DEFAULT| PRIMARY| UNIQUE|$)", "10.7", manual="UUID Data Type",
       example="CREATE TABLE t (a uuid)"),
    _F("INET4", "INET4", r"^(?:CREATE|ALTER) TABLE .*\S+ INET4\b", "10.10", manual="INET4", example="CREATE TABLE t (a inet4)"),
    _F("vectors", "VECTOR", r"^(?:CREATE|ALTER) TABLE .*\S+ VECTOR \(", "11.7", manual="VECTOR", example="CREATE TABLE t (a vector(3))"),
)  # fmt: skip

SQLITE = (
    _F("ON CONFLICT DO", "CONFLICT", r"\bON CONFLICT (?:\(.*\) |WHERE .* )?DO (?:UPDATE|NOTHING)\b", "3.24", manual="UPSERT",
       example="CREATE TABLE t (a PRIMARY KEY); INSERT INTO t VALUES (1) ON CONFLICT (a) DO NOTHING"),
    _F("window functions", "OVER", r"\) OVER (?:\(|\w)", "3.25", manual="Window Functions", example="SELECT row_number() OVER ()"),
    _F("RENAME COLUMN", "RENAME", r"^ALTER TABLE " + _N + r" RENAME (?!TO\b)(?:COLUMN )?\S+ TO\b", "3.25", manual="ALTER TABLE RENAME COLUMN",
       example="CREATE TABLE t (a); ALTER TABLE t RENAME COLUMN a TO b"),
    _F("VACUUM INTO", "VACUUM", r"^VACUUM(?: \S+)? INTO\b", "3.27", manual="VACUUM"),
    _F("NULLS FIRST and NULLS LAST", "NULLS", r"\bNULLS (?:FIRST|LAST)\b", "3.30", manual="SELECT", example="SELECT 1 AS a ORDER BY a NULLS LAST"),
    _F("generated columns", "AS", r"^(?:CREATE|ALTER) (?:\w+ )*TABLE .*(?:\bGENERATED ALWAYS AS \(|\S AS \(.*\) (?:STORED|VIRTUAL)\b)", "3.31",
       manual="Generated Columns", example="CREATE TABLE t (a, b GENERATED ALWAYS AS (a + 1) STORED)"),
    _F("UPDATE … FROM", "UPDATE", r"^UPDATE .*\bSET\b[^()]*\bFROM\b", "3.33", manual="UPDATE",
       example="CREATE TABLE t (a); UPDATE t SET a = u.b FROM (SELECT 1 AS b) AS u"),
    _F("DROP COLUMN", "DROP", r"^ALTER TABLE .*\bDROP COLUMN\b", "3.35", manual="ALTER TABLE DROP COLUMN",
       example="CREATE TABLE t (a, b); ALTER TABLE t DROP COLUMN b"),
    _F("RETURNING", "RETURNING", r"^(?:WITH .*)?(?:INSERT|UPDATE|DELETE|REPLACE)\b.*\bRETURNING\b", "3.35", manual="RETURNING",
       example="CREATE TABLE t (a); INSERT INTO t VALUES (1) RETURNING a"),
    _F("AS MATERIALIZED in a WITH", "MATERIALIZED", r"\bAS (?:NOT )?MATERIALIZED \(", "3.35", manual="WITH", example="WITH a AS MATERIALIZED (SELECT 1) SELECT * FROM a"),
    _F("STRICT tables", "STRICT", r"^CREATE (?:\w+ )*TABLE .*\)(?: WITHOUT ROWID ,)? STRICT\b", "3.37", manual="STRICT Tables",
       example="CREATE TABLE t (a INTEGER) STRICT"),
    _F("-> and ->>", "", r" ->>? ", "3.38", manual="JSON Functions", example="SELECT '{}' -> 'a'"),
    _F("RIGHT and FULL joins", "JOIN", r"\b(?:RIGHT|FULL) (?:OUTER )?JOIN\b", "3.39", manual="SELECT",
       example="CREATE TABLE t (a); SELECT * FROM t RIGHT JOIN t AS u ON t.a = u.a"),
    _F("IS DISTINCT FROM", "DISTINCT", r"\bIS (?:NOT )?DISTINCT FROM\b", "3.39", manual="Expressions", example="SELECT 1 IS DISTINCT FROM 2"),
    _F("ORDER BY inside an aggregate", "", r"\b(?:GROUP_CONCAT|STRING_AGG|JSON_GROUP_ARRAY) \([^()]*\bORDER BY\b", "3.44", manual="Aggregate Functions",
       example="SELECT group_concat(a ORDER BY a) FROM (SELECT 1 AS a)"),
)  # fmt: skip

TSQL = (
    _F("OFFSET … FETCH", "OFFSET", r"\bOFFSET \S+ ROWS?\b", "2012", manual="SELECT, ORDER BY Clause"),
    _F("sequences", "SEQUENCE", r"^(?:CREATE|ALTER|DROP) SEQUENCE\b", "2012", manual="CREATE SEQUENCE"),
    _F("THROW", "THROW", r"(?:^|; |\bBEGIN )THROW\b", "2012", manual="THROW"),
    _F("IIF, CONCAT, FORMAT, TRY_CONVERT and their like", "", r"(?<!\. )\b(?:IIF|CONCAT|TRY_CONVERT|TRY_PARSE|EOMONTH|DATEFROMPARTS|DATETIME2FROMPARTS) \(", "2012",
       manual="What's new: functions"),
    _F("memory-optimized tables", "MEMORY_OPTIMIZED", r"\bMEMORY_OPTIMIZED = ON\b", "2014", manual="CREATE TABLE"),
    _F("an index inside CREATE TABLE", "INDEX", r"^CREATE TABLE .*[,(] INDEX \S+\b", "2014", manual="CREATE TABLE"),
    _F("DROP … IF EXISTS", "EXISTS", r"\bDROP (?:TABLE|VIEW|PROC|PROCEDURE|FUNCTION|INDEX|TRIGGER|SCHEMA|SEQUENCE|SYNONYM|TYPE|USER|ROLE|DATABASE|COLUMN|CONSTRAINT|DEFAULT|RULE|AGGREGATE|ASSEMBLY) IF EXISTS\b",
       "2016", manual="DROP TABLE"),
    _F("CREATE OR ALTER", "CREATE", r"^CREATE OR ALTER\b", "2016", manual="CREATE PROCEDURE"),
    _F("system versioning", "", r"\bSYSTEM_VERSIONING = ON\b|\bPERIOD FOR SYSTEM_TIME\b", "2016", manual="Temporal tables"),
    _F("AT TIME ZONE", "ZONE", r"\bAT TIME ZONE\b", "2016", manual="AT TIME ZONE"),
    _F("MASKED columns", "MASKED", r"\bMASKED WITH \(", "2016", manual="Dynamic data masking"),
    _F("a JSON function", "", r"(?<!\. )\b(?:OPENJSON|ISJSON|JSON_VALUE|JSON_QUERY|JSON_MODIFY) \(", "2016", manual="JSON functions"),
    _F("STRING_SPLIT", "STRING_SPLIT", r"(?<!\. )\bSTRING_SPLIT \(", "2016", manual="STRING_SPLIT"),
    _F("row-level security", "SECURITY", r"^(?:CREATE|ALTER|DROP) SECURITY POLICY\b", "2016", manual="CREATE SECURITY POLICY"),
    _F("STRING_AGG, TRIM, CONCAT_WS, TRANSLATE", "", r"(?<!\. )\b(?:STRING_AGG|TRIM|CONCAT_WS|TRANSLATE) \(", "2017", manual="String functions"),
    _F("graph tables", "AS", r"\) AS (?:NODE|EDGE)\b", "2017", manual="CREATE TABLE (SQL Graph)"),
    _F("OPTIMIZE_FOR_SEQUENTIAL_KEY", "OPTIMIZE_FOR_SEQUENTIAL_KEY", r"\bOPTIMIZE_FOR_SEQUENTIAL_KEY\b", "2019", manual="CREATE INDEX"),
    _F("GENERATE_SERIES, GREATEST, LEAST, DATETRUNC, DATE_BUCKET", "", r"(?<!\. )\b(?:GENERATE_SERIES|GREATEST|LEAST|DATETRUNC|DATE_BUCKET|BIT_COUNT|LEFT_SHIFT|RIGHT_SHIFT|GET_BIT|SET_BIT) \(",
       "2022", manual="What's new in SQL Server 2022"),
    _F("JSON_OBJECT and JSON_ARRAY", "", r"(?<!\. )\b(?:JSON_OBJECT|JSON_ARRAY|JSON_PATH_EXISTS) \(", "2022", manual="JSON functions"),
    _F("IS DISTINCT FROM", "DISTINCT", r"\bIS (?:NOT )?DISTINCT FROM\b", "2022", manual="IS [NOT] DISTINCT FROM"),
    _F("ledger tables", "LEDGER", r"\bLEDGER = ON\b", "2022", manual="CREATE TABLE"),
    _F("a regular expression function", "", r"(?<!\. )\bREGEXP_(?:LIKE|REPLACE|SUBSTR|INSTR|COUNT|MATCHES|SPLIT_TO_TABLE) \(", "2025", manual="Regular expressions functions"),
    _F("the type json", "JSON", r"^(?:CREATE|ALTER) TABLE .*[,(] \S+ JSON(?: ,| \)| NOT| NULL)", "2025", manual="JSON data type"),
    _F("the type vector", "VECTOR", r"^(?:CREATE|ALTER) TABLE .*[,(] \S+ VECTOR \(", "2025", manual="Vector data type"),
)  # fmt: skip

ORACLE = (
    _F("identity columns", "IDENTITY", r"\bGENERATED (?:ALWAYS|BY DEFAULT)(?: ON NULL)? AS IDENTITY\b", "12.1", manual="CREATE TABLE, identity_clause"),
    _F("DEFAULT ON NULL", "DEFAULT", r"\bDEFAULT ON NULL\b", "12.1", manual="CREATE TABLE"),
    _F("FETCH FIRST", "FETCH", r"\bFETCH (?:FIRST|NEXT)\b.*\b(?:ONLY|TIES)\b", "12.1", manual="SELECT, row_limiting_clause"),
    _F("an INVISIBLE column", "INVISIBLE", r"^(?:CREATE|ALTER) TABLE .*\S+ (?:\([^)]*\) )?INVISIBLE\b", "12.1", manual="CREATE TABLE"),
    _F("JSON_TABLE", "JSON_TABLE", r"\bJSON_TABLE \(", "12.1", manual="JSON_TABLE"),
    _F("IS JSON", "JSON", r"\bIS (?:NOT )?JSON\b", "12.1", manual="IS JSON Condition"),
    _F("ON CONVERSION ERROR", "CONVERSION", r"\bON CONVERSION ERROR\b", "12.2", manual="CAST"),
    _F("private temporary tables", "PRIVATE", r"^(?:CREATE|DROP) PRIVATE TEMPORARY TABLE\b", "18", manual="CREATE TABLE"),
    _F("LISTAGG(DISTINCT …)", "LISTAGG", r"\bLISTAGG \( DISTINCT\b", "19", manual="LISTAGG"),
    _F("the type JSON", "JSON", r"^(?:CREATE|ALTER) TABLE .*[,(] (?:ADD \( )?\S+ JSON(?: ,| \)| NOT| DEFAULT)", "21", manual="JSON Data Type"),
    _F("IF [NOT] EXISTS", "EXISTS", r"^(?:CREATE|DROP|ALTER)\b[^()']{0,60}\bIF (?:NOT )?EXISTS\b", "23", manual="What's new: IF [NOT] EXISTS"),
    _F("the type BOOLEAN", "", r"^(?:CREATE|ALTER) TABLE .*[,(] (?:ADD \( )?\S+ BOOL(?:EAN)?(?: ,| \)| NOT| DEFAULT| CHECK)", "23", manual="Boolean Data Type"),
    _F("several rows in VALUES", "VALUES", r"^INSERT INTO .*\bVALUES \([^()]*\) , \(", "23", manual="Table Values Constructor"),
    _F("domains", "DOMAIN", r"^(?:CREATE|ALTER|DROP) (?:OR REPLACE )?(?:USECASE )?DOMAIN\b", "23", manual="CREATE DOMAIN"),
    _F("annotations", "ANNOTATIONS", r"\bANNOTATIONS \(", "23", manual="annotations_clause"),
    _F("the type VECTOR", "VECTOR", r"^(?:CREATE|ALTER) TABLE .*[,(] \S+ VECTOR(?: \(| ,| \))", "23", manual="Vector Data Type"),
)  # fmt: skip

FEATURES: dict[Dialect, tuple[Feature, ...]] = {
    "postgres": POSTGRES,
    "mysql": MYSQL,
    "mariadb": MARIADB,
    "sqlite": SQLITE,
    "tsql": TSQL,
    "oracle": ORACLE,
}
