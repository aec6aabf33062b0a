"""Words that a server reserves: they cannot be names unless they are quoted.

Only reserved words, not every keyword. Sources: `pg_get_keywords()` of PostgreSQL 15 (categories R and T) and the keyword
appendix of PostgreSQL 18; MySQL 8.4 manual 11.3 and MariaDB's list of reserved words; the grammar of SQLite 3.40, tried word
by word as column and table name; Transact-SQL reference, Reserved Keywords; Oracle SQL Language Reference, appendix E.
"""

from __future__ import annotations

from functools import lru_cache

from schemalint.dialects.versions import numbers
from schemalint.model.document import Dialect

POSTGRES = """
all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column
concurrently constraint create cross current_catalog current_date current_role current_schema current_time
current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from full
grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime
localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning right
select session_user similar some symmetric system_user table tablesample then to trailing true union unique user using
variadic verbose when where window with
"""

_MYSQL_FAMILY = """
accessible add all alter analyze and as asc asensitive before between bigint binary blob both by call cascade case change
char character check collate column condition constraint continue convert create cross current_date current_time
current_timestamp current_user cursor database databases day_hour day_microsecond day_minute day_second dec decimal declare
default delayed delete desc describe deterministic distinct distinctrow div double drop dual each else elseif enclosed
escaped except exists exit explain false fetch float float4 float8 for force foreign from fulltext grant group having
high_priority hour_microsecond hour_minute hour_second if ignore in index infile inner inout insensitive insert int int1
int2 int3 int4 int8 integer intersect interval into is iterate join key keys kill leading leave left like limit linear lines
load localtime localtimestamp lock long longblob longtext loop low_priority match maxvalue mediumblob mediumint mediumtext
middleint minute_microsecond minute_second mod modifies natural not no_write_to_binlog null numeric on optimize option
optionally or order out outer outfile over partition precision primary procedure purge range read reads read_write real
recursive references regexp release rename repeat replace require resignal restrict return revoke right rlike row_number
rows schema schemas second_microsecond select sensitive separator set show signal smallint spatial specific sql sqlexception
sqlstate sqlwarning sql_big_result sql_calc_found_rows sql_small_result ssl starting straight_join table terminated then
tinyblob tinyint tinytext to trailing trigger true undo union unique unlock unsigned update usage use using utc_date
utc_time utc_timestamp values varbinary varchar varcharacter varying when where while window with write xor year_month
zerofill
"""

MYSQL = (
    _MYSQL_FAMILY
    + """
cube cume_dist dense_rank empty external first_value function generated get grouping groups io_after_gtids io_before_gtids
json_table lag last_value lateral lead library manual master_bind master_ssl_verify_server_cert nth_value ntile of
optimizer_costs parallel percent_rank qualify rank row stored system tablesample virtual
"""
)

MARIADB = (
    _MYSQL_FAMILY
    + """
current_role delete_domain_id do_domain_ids general ignore_domain_ids ignore_server_ids master_heartbeat_period
master_ssl_verify_server_cert offset page_checksum parse_vcol_expr ref_system_id returning slow stats_auto_recalc
stats_persistent stats_sample_pages
"""
)

SQLITE = """
add all alter and as autoincrement between case check collate commit constraint create default deferrable delete distinct
drop else escape except exists foreign from group having in index insert intersect into is isnull join limit not nothing
notnull null on or order primary references returning select set table then to transaction union unique update using values
when where
"""

TSQL = """
add all alter and any as asc authorization backup begin between break browse bulk by cascade case check checkpoint close
clustered coalesce collate column commit compute constraint contains containstable continue convert create cross current
current_date current_time current_timestamp current_user cursor database dbcc deallocate declare default delete deny desc
disk distinct distributed double drop dump else end errlvl escape except exec execute exists exit external fetch file
fillfactor for foreign freetext freetexttable from full function goto grant group having holdlock identity identity_insert
identitycol if in index inner insert intersect into is join key kill left like lineno load merge national nocheck
nonclustered not null nullif of off offsets on open opendatasource openquery openrowset openxml option or order outer over
percent pivot plan precision primary print proc procedure public raiserror read readtext reconfigure references replication
restore restrict return revert revoke right rollback rowcount rowguidcol rule save schema securityaudit select
semantickeyphrasetable semanticsimilaritydetailstable semanticsimilaritytable session_user set setuser shutdown some
statistics system_user table tablesample textsize then to top tran transaction trigger truncate try_convert tsequal union
unique unpivot update updatetext use user values varying view waitfor when where while with writetext
"""

ORACLE = """
access add all alter and any as asc audit between by char check cluster column column_value comment compress connect create
current date decimal default delete desc distinct drop else exclusive exists file float for from grant group having
identified immediate in increment index initial insert integer intersect into is level like lock long maxextents minus
mlslabel mode modify nested_table_id noaudit nocompress not nowait null number of offline on online option or order pctfree
prior public raw rename resource revoke row rowid rownum rows select session set share size smallint start successful
synonym sysdate table then to trigger uid union unique update user validate values varchar varchar2 view whenever where with
"""

_MYSQL_8 = """
cube cume_dist dense_rank empty except first_value function grouping groups json_table lag last_value lateral lead nth_value
ntile of over percent_rank rank recursive row rows row_number system window
"""

SINCE: dict[Dialect, dict[str, tuple[int, int]]] = {
    "postgres": {"system_user": (16, 0), "lateral": (9, 3), "tablesample": (9, 5)},
    "mysql": {
        **dict.fromkeys(_MYSQL_8.split(), (8, 0)),
        "intersect": (8, 0),
        **dict.fromkeys(("manual", "parallel", "qualify", "tablesample"), (8, 4)),
        "library": (9, 2),
        "external": (9, 4),
        **dict.fromkeys(("generated", "optimizer_costs", "stored", "virtual"), (5, 7)),
    },
    "mariadb": {
        "offset": (10, 6),
        "row_number": (10, 7),
        "current_role": (10, 0),
        "returning": (10, 0),
        **dict.fromkeys(("over", "recursive", "rows", "window"), (10, 2)),
        **dict.fromkeys(("except", "intersect"), (10, 3)),
    },
    "sqlite": {"returning": (3, 35), "nothing": (3, 24)},
}
"""Words reserved only from that version on (major, minor); all others are in every version that is still in use."""

UNTIL: dict[Dialect, dict[str, tuple[int, int]]] = {
    "mysql": {"master_bind": (8, 4), "master_ssl_verify_server_cert": (8, 4)},
}
"""Words that are reserved no more from that version on."""

OLDEST: dict[Dialect, tuple[int, int]] = {"postgres": (15, 0), "mysql": (8, 4), "mariadb": (10, 6), "sqlite": (3, 40)}
"""What is assumed where no version is known: the oldest that is still maintained (PostgreSQL 14 ended on 12 November 2026)."""

_LISTS: dict[Dialect, str] = {
    "postgres": POSTGRES,
    "mysql": MYSQL,
    "mariadb": MARIADB,
    "sqlite": SQLITE,
    "tsql": TSQL,
    "oracle": ORACLE,
}


@lru_cache(maxsize=32)
def reserved_words(dialect: Dialect, version: str = "") -> frozenset[str]:
    """The reserved words, lower case. For `standard` those that PostgreSQL, MySQL and SQL Server all reserve: a name that
    no server takes unquoted; a document store reserves none."""
    if dialect == "standard":
        return reserved_words("postgres") & reserved_words("mysql") & reserved_words("tsql")
    at = (numbers(version) or OLDEST.get(dialect, (99, 0)))[:2]
    since, until = SINCE.get(dialect, {}), UNTIL.get(dialect, {})
    return frozenset(
        word
        for word in _LISTS.get(dialect, "").split()
        if since.get(word, (0, 0)) <= at and at < until.get(word, (999, 0))
    )
