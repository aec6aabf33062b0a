"""Which types the extensions of PostgreSQL bring, and which names of types need no CREATE TYPE."""

from __future__ import annotations

from collections.abc import Iterable


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


EXTENSION_TYPES: dict[str, frozenset[str]] = {
    "citext": frozenset({"citext"}),
    "hstore": frozenset({"hstore", "ghstore"}),
    "ltree": frozenset({"ltree", "lquery", "ltxtquery"}),
    "cube": frozenset({"cube"}),
    "earthdistance": frozenset({"earth"}),
    "seg": frozenset({"seg"}),
    "isn": frozenset({"ean13", "isbn", "isbn13", "ismn", "ismn13", "issn", "issn13", "upc"}),
    "lo": frozenset({"lo"}),
    "intarray": frozenset({"query_int"}),
    "pg_trgm": frozenset({"gtrgm"}),
    "vector": frozenset({"vector", "halfvec", "sparsevec"}),
    "postgis": frozenset({"geometry", "geography", "box2d", "box3d", "geometry_dump", "raster", "spheroid"}),
    "postgis_raster": frozenset({"raster", "rastbandarg", "addbandarg"}),
    "postgis_topology": frozenset({"topogeometry", "validatetopology_returntype"}),
    "pgrouting": frozenset(),
    "semver": frozenset({"semver"}),
    "pgmp": frozenset({"mpz", "mpq"}),
    "h3": frozenset({"h3index"}),
    "hll": frozenset({"hll"}),
    "ip4r": frozenset({"ip4", "ip4r", "ip6", "ip6r", "ipaddress", "iprange"}),
    "pg_uuidv7": frozenset(),
    "uuid-ossp": frozenset(),
    "pgcrypto": frozenset(),
    "btree_gist": frozenset(),
    "btree_gin": frozenset(),
    "plpgsql": frozenset(),
    "unaccent": frozenset(),
    "fuzzystrmatch": frozenset(),
    "tablefunc": frozenset({"tablefunc_crosstab_2", "tablefunc_crosstab_3", "tablefunc_crosstab_4"}),
    "pg_stat_statements": frozenset(),
    "pgstattuple": frozenset(),
    "pg_buffercache": frozenset(),
    "dblink": frozenset({"dblink_pkey_results"}),
    "postgres_fdw": frozenset(),
    "file_fdw": frozenset(),
    "bloom": frozenset(),
    "amcheck": frozenset(),
    "pageinspect": frozenset(),
    "pg_prewarm": frozenset(),
    "pg_freespacemap": frozenset(),
    "pg_visibility": frozenset(),
    "dict_int": frozenset(),
    "dict_xsyn": frozenset(),
    "sslinfo": frozenset(),
    "pgrowlocks": frozenset(),
    "pg_partman": frozenset({"check_default_table"}),
    "pg_cron": frozenset(),
}
"""By extension. An extension that is not here may bring any type."""

BROUGHT = frozenset(name for names in EXTENSION_TYPES.values() for name in names)
"""All types that need an extension."""

BUILT_IN = _words(
    """
    "char" aclitem any anyarray anycompatible anycompatiblearray anycompatiblemultirange anycompatiblenonarray
    anycompatiblerange anyelement anyenum anymultirange anynonarray anyrange bit bool boolean box bpchar bytea
    cardinal_number character character_data cid cidr circle cstring date datemultirange daterange event_trigger
    fdw_handler float4 float8 gtsvector index_am_handler inet int2 int2vector int4 int4multirange int4range int8
    int8multirange int8range internal interval json jsonb jsonpath language_handler line lseg macaddr macaddr8 money
    name numeric nummultirange numrange oid oidvector path pg_brin_bloom_summary pg_ddl_command pg_dependencies pg_lsn
    pg_mcv_list pg_ndistinct pg_node_tree pg_snapshot point polygon record refcursor regclass regcollation regconfig
    regdictionary regnamespace regoper regoperator regproc regprocedure regrole regtype sql_identifier table_am_handler
    text tid time time_stamp timestamp timestamptz timetz trigger tsm_handler tsmultirange tsquery tsrange
    tstzmultirange tstzrange tsvector txid_snapshot unknown uuid varbit varchar void xid xid8 xml yes_or_no char "char"
    """
)
"""Types that every PostgreSQL server has, by the catalogue's own names."""


def may_exist(name: str, extensions: Iterable[str]) -> bool:
    """Whether a type of that folded name can exist without CREATE TYPE, given the names of the extensions installed."""
    if name in BUILT_IN:
        return True
    for extension in extensions:
        types = EXTENSION_TYPES.get(extension)
        if types is None or name in types:
            return True
    return False
