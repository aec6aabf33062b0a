"""What no catalogue of a server lists, to be tried: functions and type names that its grammar makes."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PG_FORMS = {
    "coalesce": "coalesce(a, 1)", "greatest": "greatest(a, 1)", "least": "least(a, 1)", "nullif": "nullif(a, 1)",
    "extract": "extract(year FROM d)", "position": "position('a' IN 'b')", "substring": "substring('abc' FROM 1 FOR 2)",
    "overlay": "overlay('abc' PLACING 'x' FROM 1)", "trim": "trim(both FROM ' a ')", "normalize": "normalize('a', NFC)",
    "treat": "treat(a AS integer)", "cast": "cast(a AS integer)", "row": "row(a, 1)", "exists": "exists(SELECT 1)",
    "any": "a = any(ARRAY[1])", "some": "a = some(ARRAY[1])", "all": "a = all(ARRAY[1])", "array": "array(SELECT 1)",
    "grouping": "grouping(a)",
    "xmlconcat": "xmlconcat(x, x)", "xmlelement": "xmlelement(NAME a, 1)", "xmlexists": "xmlexists('//a' PASSING x)",
    "xmlforest": "xmlforest(a AS b)", "xmlparse": "xmlparse(CONTENT 'a')", "xmlpi": "xmlpi(NAME a)",
    "xmlroot": "xmlroot(x, VERSION '1.0')", "xmlserialize": "xmlserialize(CONTENT x AS text)",
    "xmlattributes": "xmlelement(NAME a, xmlattributes(a AS b))", "xmlnamespaces": "(SELECT 1 FROM xmltable(xmlnamespaces('u' AS n), '/a' PASSING x COLUMNS b int) z)",
    "xmltable": "(SELECT 1 FROM xmltable('/a' PASSING x COLUMNS b int) z)",
    "current_date": "current_date", "current_time": "current_time", "current_timestamp": "current_timestamp",
    "localtime": "localtime", "localtimestamp": "localtimestamp", "current_role": "current_role",
    "current_user": "current_user", "session_user": "session_user", "system_user": "system_user", "user": "user",
    "current_catalog": "current_catalog", "current_schema": "current_schema",
    "json": "json('{}')", "json_array": "json_array(1, 2)", "json_arrayagg": "json_arrayagg(a)", "json_exists": "json_exists(jsonb '{}', '$')",
    "json_object": "json_object('a' VALUE 1)", "json_objectagg": "json_objectagg('a' VALUE a)", "json_query": "json_query(jsonb '{}', '$')",
    "json_scalar": "json_scalar(1)", "json_serialize": "json_serialize('{}')", "json_value": "json_value(jsonb '{}', '$')",
    "json_table": "(SELECT 1 FROM json_table(jsonb '{}', '$' COLUMNS (b int PATH '$')) z)",
    "merge_action": "merge_action()",
}  # fmt: skip
"""A form of each that a PostgreSQL server accepts as an output column of a table `t (a int, x xml, d date)`."""

PG_SPELLINGS = (
    "int", "integer", "smallint", "bigint", "real", "float", "double precision", "decimal", "dec", "numeric", "boolean", "bit",
    "bit varying", "character", "char", "character varying", "char varying", "varchar", "nchar", "nchar varying",
    "national character", "national char", "national character varying", "national char varying", "time",
    "time without time zone", "time with time zone", "timestamp", "timestamp without time zone", "timestamp with time zone",
    "interval", "json", "serial", "serial2", "serial4", "serial8", "smallserial", "bigserial",
)  # fmt: skip
"""Spellings of types that may be no names of `pg_type`."""

THIRD_PARTY = ("vector",)
"""Extensions of PostgreSQL that come apart from the server; what one server brings of them counts for every version."""
MYSQL_AGGREGATES = _words(
    "avg bit_and bit_or bit_xor count group_concat json_arrayagg json_objectagg max min std stddev stddev_pop stddev_samp sum"
    " var_pop var_samp variance any_value"
)
MYSQL_CANDIDATES = (
    "adddate", "ascii", "benchmark", "bit_count", "ceil", "char", "charset", "coalesce", "coercibility", "collation", "concat",
    "contains", "curdate", "current_date", "current_role", "current_time", "current_timestamp", "current_user", "curtime",
    "database", "date", "day", "decode", "des_decrypt", "des_encrypt", "encode", "encrypt", "format", "hour", "if", "insert",
    "json_compact", "json_detailed", "json_loose", "json_merge", "json_query", "json_valid", "last_value", "lcase", "left",
    "localtime", "localtimestamp", "microsecond", "mid", "minute", "mod", "month", "now", "old_password", "password",
    "quarter", "repeat", "replace", "reverse", "right", "row_count", "schema", "second", "session_user", "sha", "sleep",
    "subdate", "substr", "substring", "sysdate", "system_user", "time", "timestamp", "truncate", "ucase", "user",
    "utc_date", "utc_time", "utc_timestamp", "uuid", "uuid_short", "week", "weekday", "year", "point", "linestring",
    "polygon", "multipoint", "multilinestring", "multipolygon", "geometrycollection", "wsrep_last_seen_gtid",
    "wsrep_last_written_gtid", "wsrep_sync_wait_upto_gtid", "natural_sort_key", "sformat", "random_bytes", "chr",
    "percentile_cont", "percentile_disc", "median", "lastval", "nextval", "setval", "trim_oracle", "length_oracle", "nvl", "nvl2",
)  # fmt: skip
"""Names that a server of the MySQL family may call, besides those it lists."""
_SPATIAL = _words(
    "area asbinary asgeojson astext aswkb aswkt boundary buffer centroid collect contains convexhull crosses difference dimension"
    " disjoint distance distance_sphere endpoint envelope equals exteriorring frechetdistance geohash geomcollfromtext"
    " geomcollfromtxt geomcollfromwkb geometrycollectionfromtext geometrycollectionfromwkb geometryfromtext geometryfromwkb"
    " geometryn geometrytype geomfromgeojson geomfromtext geomfromwkb hausdorffdistance interiorringn intersection intersects"
    " isclosed isempty isring issimple isvalid latfromgeohash latitude length linefromtext linefromwkb linestringfromtext"
    " linestringfromwkb longfromgeohash longitude makeenvelope mlinefromtext mlinefromwkb mpointfromtext mpointfromwkb"
    " mpolyfromtext mpolyfromwkb multilinestringfromtext multilinestringfromwkb multipointfromtext multipointfromwkb"
    " multipolygonfromtext multipolygonfromwkb numgeometries numinteriorring numinteriorrings numpoints overlaps pointfromgeohash"
    " pointfromtext pointfromwkb pointn pointonsurface polyfromtext polyfromwkb polygonfromtext polygonfromwkb relate simplify srid"
    " startpoint swapxy symdifference touches transform union validate within x y coveredby covers equal intersect overlap"
    " pointatdistance lineinterpolatepoint lineinterpolatepoints"
)


def mysql_candidates() -> frozenset[str]:
    """All names to try, the spatial ones with each prefix that servers of the family have used."""
    spatial = (f"{prefix}{name}" for name in _SPATIAL for prefix in ("", "st_", "mbr"))
    return frozenset((*MYSQL_CANDIDATES, *spatial))


MARIADB_NEWER = _words(
    "json_schema_valid json_array_intersect json_object_to_array json_object_filter_keys json_key_value kdf format_pico_time"
    " vec_distance vec_distance_euclidean vec_distance_cosine vec_fromtext vec_totext uuid_v4 uuid_v7 format_bytes"
    " st_isvalid st_validate st_simplify st_geohash st_latfromgeohash st_longfromgeohash st_pointfromgeohash st_collect to_number"
    " trunc xml_valid to_date json_unwrap"
)
MARIADB_NEWER_TYPES = ("vector", "xmltype")
"""What the release notes tell of; to be replaced by a server's word as soon as one can be had."""
MYSQL_FORMS = {
    "cast": "cast(a AS signed)", "column_get": "column_get(b, 'x' AS int)", "convert": "convert(a, signed)", "extract": "extract(year FROM '2020-01-01')",
    "trim": "trim(both ' ' FROM b)", "position": "position('a' IN b)", "group_concat": "group_concat(a SEPARATOR ',')",
    "interval": "interval(a, 1, 2)", "match": "match(b) AGAINST ('x')", "row": "row(a, 1) = row(1, 1)",
    "weight_string": "weight_string(b AS char(4))", "get_format": "get_format(date, 'USA')", "exists": "exists(SELECT 1)",
    "timestampadd": "timestampadd(day, 1, '2020-01-01')", "timestampdiff": "timestampdiff(day, '2020-01-01', '2020-01-02')", "default": "default(a)",
    "date_add": "date_add('2020-01-01', INTERVAL 1 day)", "date_sub": "date_sub('2020-01-01', INTERVAL 1 day)", "values": "values(a)",
    "value": "value(a)", "adddate": "adddate('2020-01-01', INTERVAL 1 day)", "subdate": "subdate('2020-01-01', INTERVAL 1 day)",
    "char": "char(65 USING utf8)", "json_table": "(SELECT 1 FROM json_table('[]', '$' COLUMNS (c int PATH '$')) z)",
    "percentile_cont": "percentile_cont(0.5) WITHIN GROUP (ORDER BY a) OVER ()",
    "percentile_disc": "percentile_disc(0.5) WITHIN GROUP (ORDER BY a) OVER ()", "median": "median(a) OVER ()",
    "if": "if(a, 1, 2)", "mod": "mod(a, 2)", "any": "a = any (SELECT 1)", "some": "a = some (SELECT 1)", "all": "a = all (SELECT 1)",
    "in": "a in (1)", "not": "not(a)", "binary": "binary(b)", "substring": "substring(b FROM 1 FOR 2)", "substr": "substr(b FROM 1 FOR 2)",
    "nextval": "nextval(q)", "lastval": "lastval(q)", "setval": "setval(q, 1)", "current_user": "current_user",
    "current_date": "current_date", "current_time": "current_time", "current_timestamp": "current_timestamp",
    "localtime": "localtime", "localtimestamp": "localtimestamp", "utc_date": "utc_date", "utc_time": "utc_time",
    "utc_timestamp": "utc_timestamp", "current_role": "current_role", "count": "count(*)", "lead": "lead(a) OVER (ORDER BY a)",
    "lag": "lag(a) OVER (ORDER BY a)", "nth_value": "nth_value(a, 1) OVER (ORDER BY a)", "ntile": "ntile(2) OVER (ORDER BY a)",
}  # fmt: skip
"""A form of each that a server of the family accepts over a table `t (a, b)`; a missing sequence or index is no syntax error."""
MYSQL_SPELLINGS = (
    "tinyint", "smallint", "mediumint", "int", "integer", "bigint", "int1", "int2", "int3", "int4", "int8", "middleint",
    "decimal", "dec", "numeric", "fixed", "number(9)", "float", "float4", "float8", "double", "double precision", "real", "bit",
    "bool", "boolean", "serial", "date", "datetime", "timestamp", "time", "year", "char", "character", "nchar",
    "national char", "national character", "varchar(9)", "varcharacter(9)", "character varying(9)", "char varying(9)",
    "nvarchar(9)", "nchar varchar(9)", "national varchar(9)", "national character varying(9)", "varchar2(9)", "raw(9)", "clob",
    "binary", "varbinary(9)", "char byte", "tinyblob", "blob", "mediumblob", "longblob", "long varbinary", "tinytext", "text",
    "mediumtext", "longtext", "long", "long varchar", "json", "enum('a')", "set('a')", "geometry", "point", "linestring",
    "polygon", "multipoint", "multilinestring", "multipolygon", "geometrycollection", "geomcollection", "uuid", "inet4", "inet6",
    "vector(3)", "xmltype",
)  # fmt: skip

MYSQL_ELSEWHERE = ("values", "sqlcode", "sqlerrm")
"""What is called only in places of its own: ON DUPLICATE KEY UPDATE, routines."""
MARIADB_ONLY = _words(
    "add_months binlog_gtid_pos chr column_add column_check column_create column_delete column_exists column_get column_json"
    " column_list concat_operator_oracle crc32c decode_histogram decode_oracle des_decrypt des_encrypt encrypt"
    " json_compact json_detailed json_equals json_exists json_loose json_normalize json_query last_value lastval"
    " lengthb lpad_oracle ltrim_oracle master_gtid_wait median natural_sort_key nextval nvl nvl2 old_password"
    " percentile_cont percentile_disc replace_oracle rownum rpad_oracle rtrim_oracle setval sformat substr_oracle sys_guid"
    " to_char trim_oracle value wsrep_last_seen_gtid wsrep_last_written_gtid wsrep_sync_wait_upto_gtid uuid inet4 inet6 number"
    " varchar2 raw clob xmltype sqlcode sqlerrm area asbinary astext aswkb aswkt boundary buffer centroid convexhull"
    " crosses dimension disjoint endpoint envelope equals exteriorring geometryn geometrytype"
    " interiorringn intersects isclosed isempty isring issimple numgeometries numinteriorrings numpoints overlaps"
    " pointn pointonsurface srid startpoint touches within x y contains"
    " geomcollfromtext geomcollfromwkb geometrycollectionfromtext geometrycollectionfromwkb geometryfromtext geometryfromwkb"
    " geomfromtext geomfromwkb linefromtext linefromwkb linestringfromtext linestringfromwkb mlinefromtext mlinefromwkb"
    " mpointfromtext mpointfromwkb mpolyfromtext mpolyfromwkb multilinestringfromtext multilinestringfromwkb"
    " multipointfromtext multipointfromwkb multipolygonfromtext multipolygonfromwkb pointfromtext pointfromwkb polyfromtext"
    " polyfromwkb polygonfromtext polygonfromwkb decode encode"
) - {"uuid"}
"""Functions and types of MariaDB that MySQL 8 has not."""
MYSQL_OWN = _words(
    "any_value bin_to_uuid can_access_column can_access_database can_access_table can_access_user can_access_view"
    " extractvalue firewall_group_delist first_value format_bytes format_pico_time get_dd_column_privileges"
    " get_dd_create_options get_dd_index_sub_part_length gtid_subset gtid_subtract grouping icu_version internal_auto_increment"
    " internal_avg_row_length internal_check_time internal_checksum internal_data_free internal_data_length"
    " internal_dd_char_length internal_get_comment_or_error internal_get_enabled_role_json internal_get_hostname"
    " internal_get_username internal_get_view_warning_or_error internal_index_column_cardinality internal_index_length"
    " internal_is_enabled_role internal_is_mandatory_role internal_keys_disabled internal_max_data_length internal_table_rows"
    " internal_update_time is_uuid json_arrayagg json_contains json_memberof json_overlaps json_pretty json_schema_valid"
    " json_schema_validation_report json_storage_free json_storage_size json_table json_value last_value mbrcontains mbrcoveredby"
    " mbrcovers mbrdisjoint mbrequals mbrintersects mbroverlaps mbrtouches mbrwithin member name_const ps_current_thread_id"
    " ps_thread_id random_bytes regexp_instr regexp_like regexp_replace regexp_substr roles_graphml row_number rank dense_rank"
    " percent_rank cume_dist ntile lag lead nth_value source_pos_wait master_pos_wait st_area st_asbinary st_asgeojson st_astext"
    " st_aswkb st_aswkt st_buffer st_buffer_strategy st_centroid st_collect st_contains st_convexhull st_crosses st_difference"
    " st_dimension st_disjoint st_distance st_distance_sphere st_endpoint st_envelope st_equals st_exteriorring"
    " st_frechetdistance st_geohash st_geomcollfromtext st_geomcollfromtxt st_geomcollfromwkb st_geometrycollectionfromtext"
    " st_geometrycollectionfromwkb st_geometryfromtext st_geometryfromwkb st_geometryn st_geometrytype st_geomfromgeojson"
    " st_geomfromtext st_geomfromwkb st_hausdorffdistance st_interiorringn st_intersection st_intersects st_isclosed st_isempty"
    " st_issimple st_isvalid st_latfromgeohash st_latitude st_length st_linefromtext st_linefromwkb st_lineinterpolatepoint"
    " st_lineinterpolatepoints st_linestringfromtext st_linestringfromwkb st_longfromgeohash st_longitude st_makeenvelope"
    " st_mlinefromtext st_mlinefromwkb st_mpointfromtext st_mpointfromwkb st_mpolyfromtext st_mpolyfromwkb"
    " st_multilinestringfromtext st_multilinestringfromwkb st_multipointfromtext st_multipointfromwkb st_multipolygonfromtext"
    " st_multipolygonfromwkb st_numgeometries st_numinteriorring st_numinteriorrings st_numpoints st_overlaps"
    " st_pointatdistance st_pointfromgeohash st_pointfromtext st_pointfromwkb st_pointn st_polyfromtext st_polyfromwkb"
    " st_polygonfromtext st_polygonfromwkb st_simplify st_srid st_startpoint st_swapxy st_symdifference st_touches st_transform"
    " st_union st_validate st_within st_x st_y statement_digest statement_digest_text uuid_to_bin validate_password_strength"
    " wait_for_executed_gtid_set wait_until_sql_thread_after_gtids weight_string values asymmetric_decrypt asymmetric_derive"
    " asymmetric_encrypt asymmetric_sign asymmetric_verify create_asymmetric_priv_key create_asymmetric_pub_key"
    " create_dh_parameters create_digest keyring_key_fetch keyring_key_generate keyring_key_length_fetch keyring_key_remove"
    " keyring_key_store keyring_key_type_fetch gen_blocklist gen_dictionary gen_range gen_rnd_email gen_rnd_pan gen_rnd_ssn"
    " gen_rnd_us_phone mask_inner mask_outer mask_pan mask_pan_relaxed mask_ssn version_tokens_set version_tokens_show"
    " group_replication_set_as_primary group_replication_switch_to_single_primary_mode"
    " group_replication_switch_to_multi_primary_mode asynchronous_connection_failover_add_source"
    " asynchronous_connection_failover_delete_source audit_log_filter_set_filter audit_log_read audit_log_read_bookmark"
    " audit_log_rotate mysql_query_attribute_string service_get_read_locks service_get_write_locks service_release_locks"
)
"""Functions of MySQL 8, those of its optional components too, that MariaDB lacks or counts otherwise."""
MYSQL_NEWER = (
    "string_to_vector",
    "to_vector",
    "vector_to_string",
    "from_vector",
    "vector_dim",
    "distance",
    "vector_distance",
    "etag",
)
MYSQL_OWN_TYPES = ("geomcollection",)
MYSQL_VOLATILE = _words(
    "benchmark connection_id curdate current_date current_role current_time current_timestamp current_user curtime database"
    " found_rows get_lock is_free_lock is_used_lock last_insert_id load_file localtime localtimestamp master_pos_wait"
    " now rand release_all_locks release_lock row_count schema session_user sleep sysdate system_user user utc_date utc_time"
    " utc_timestamp uuid uuid_short version"
)
"""What MySQL refuses in a CHECK, with any arguments (manual, CHECK Constraints; error 3814)."""

SQLITE_CLOCK = _words(
    "date time datetime julianday unixepoch strftime timediff current_date current_time current_timestamp"
)
"""Deterministic unless an argument is 'now', 'localtime' or 'utc'; the server sees that only when it runs them."""
SQLITE_WINDOW = _words(
    "row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value"
)
"""What needs OVER. The server's own list does not tell these from aggregates."""
SQLITE_GRAMMAR = ("cast", "exists", "raise")
SQLITE_OPTIONAL = ("soundex", "sqlite_offset", "regexp", "icu_load_collation", "decimal", "load_extension")
"""What a server has when it was built or started with it."""
