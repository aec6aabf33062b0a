"""What PostgreSQL says of an index expression, we say."""

from __future__ import annotations

import pytest
from postgres_server import Server

from schemalint.api import check_project

pytestmark = pytest.mark.server

SETUP = """
CREATE FUNCTION inlined(int) RETURNS int LANGUAGE sql AS 'select $1 + 1';
CREATE FUNCTION undeclared(int) RETURNS int LANGUAGE plpgsql AS 'begin return 1; end';
CREATE FUNCTION reading(int) RETURNS int LANGUAGE sql AS 'select 1 from pg_class limit 1';
CREATE FUNCTION declared(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'begin return 1; end';
CREATE FUNCTION stable_one(int) RETURNS int LANGUAGE plpgsql STABLE AS 'begin return 1; end';
CREATE DOMAIN moment AS timestamptz;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE t (a int, b text, v varchar(20), c timestamptz, d timestamp, e date, j jsonb, k json, ar text[], n numeric, m moment, o mood, tm time, s smallint, x bytea, u uuid, f float8, bo boolean, i interval, ip inet);
"""
KEYS = """
inlined(a) | undeclared(a) | reading(a) | declared(a) | stable_one(a) | (c::date) | (d::date) | (e::timestamptz) | (b::date) | (b::int) |
(a::text) | (c::text) | (d::text) | (e::text) | (n::text) | (j::text) | (b::jsonb) | (k::jsonb) | (j::json) | (u::text) | (f::text) | (bo::text) |
(x::text) | (ip::text) | (i::text) | (o::text) | (b::mood) | (b::uuid) | (b::numeric) | (b::timestamp) | (b::time) | (b::interval) | (b::inet) |
to_char(d, 'YYYY') | to_char(a, '999') | date_trunc('day', c) | date_trunc('day', d) | date_trunc('day', e) | date_trunc('day', c, 'UTC') |
date_trunc('day', c AT TIME ZONE 'UTC') | date_trunc('month', i) | extract(year FROM c) | extract(epoch FROM c) | extract(year FROM d) |
date_part('year', e) | date_part('year', c) | concat(b, 'x') | concat_ws(',', b, v) | (b || 'x') | (b || v) | (b || a) | (a || b) | (c || b) |
(b || n) | (b || e) | (b || j::text) | (c > '2020-01-01') | (c + interval '1 day') | (d + interval '1 day') | (e + interval '1 day') | (e + 1) | (e - e) |
(c - d) | (c - c) | (d - d) | (c < e) | (d < e) | (c < d) | (a + s) | (a * n) | (f / a) | (b = v) | (b LIKE 'x%') | (v ILIKE 'x%') | (b ~ 'x') |
lower(b) | upper(v) | initcap(b) | coalesce(b, 'x') | coalesce(e, now()::date) | age(c, d) | age(d, d) | age(d) | to_tsvector(b) | to_tsvector('english', b) |
to_tsvector('english', coalesce(b, '') || ' ' || coalesce(v, '')) | array_to_string(ar, ',') | (ar::text) | to_timestamp(a) | to_timestamp(b, 'YYYY') |
to_date(b, 'YYYY') | to_number(b, '999') | format('%s', b) | md5(b) | sha256(x) | hashtext(b) | random() | gen_random_uuid() | clock_timestamp() | now() | current_date | current_timestamp |
localtimestamp | current_user | (j ->> 'a') | (j -> 'a') | (k ->> 'a') | ((j ->> 'a')::int) | ((j ->> 'a')::timestamptz) | ((j ->> 'a')::timestamp) |
((j ->> 'a')::date) | ((j ->> 'a')::boolean) | date(c) | date(d) | date(b) | timezone('UTC', c) | timezone('UTC', d) | ((c AT TIME ZONE 'utc')::date) | (e::timestamp) | to_json(a) |
to_jsonb(b) | greatest(d, e) | greatest(a, s) | least(b, v) | (CASE WHEN c > now() THEN 1 ELSE 2 END) | (CASE WHEN a > 1 THEN b ELSE v END) |
make_timestamptz(2020, 1, 1, 1, 1, 1) | make_date(a, 1, 1) | quote_literal(b) | quote_literal(a) | quote_ident(b) | encode(b::bytea, 'hex') | encode(x, 'hex') | pg_typeof(a) |
string_to_array(b, ',') | left(b, 3) | right(b, 3) | substring(b FROM 1 FOR 3) | substr(b, 1, 2) | trim(b) | btrim(b) | position('a' IN b) | strpos(b, 'a') | current_setting('x') | nullif(b, '') | nullif(a, 0) |
('x' || now()) | jsonb_build_object('a', a) | jsonb_array_length(j) | jsonb_typeof(j) | (tm::text) | (c::time) | (d::time) | (m::date) | date_trunc('day', m) | abs(a) | round(n, 2) |
round(f) | floor(n) | (a % 2) | mod(a, 2) | length(b) | char_length(v) | reverse(b) | replace(b, 'a', 'b') | translate(b, 'a', 'b') | regexp_replace(b, 'a', 'b') | split_part(b, ',', 1) | lpad(b, 3) |
unistr(b) | normalize(b) | ascii(b) | chr(a) | to_hex(a) | cardinality(ar) | array_length(ar, 1) | (ar[1]) | array_position(ar, 'x') | isfinite(c) | justify_days(i) | host(ip) | family(ip) | (c IS NULL) | (a IN (1, 2)) |
(e IN ('2020-01-01')) | (c BETWEEN '2020-01-01' AND '2021-01-01') | (NOT bo) | (bo AND a > 1) | (b IS DISTINCT FROM v) | txid_current() | pg_backend_pid() | version() | obj_description(1) | nextval('q') |
(c::timestamp) | (d::timestamptz) | (e::text || b) | (extract(epoch FROM d)::int) | (n::int) | (f::numeric) | (a::boolean) | (s::int) | (a::bigint) | (b::varchar(5)) | (v::text) | (b::char(3)) | (u::text || b) | timeofday() | statement_timestamp() | row_to_json(t) |
array_agg(a) | xmlparse(CONTENT b) | cast(c AS date) | cast(a AS text) | overlay(b PLACING 'x' FROM 1) | (b COLLATE "C") | lower(b COLLATE "C") | bit_length(b) | get_byte(x, 1) | json_array_length(k) | jsonb_path_exists(j, '$.a') | jsonb_path_exists_tz(j, '$.a')
"""
PREDICATES = """
c > now() | c > '2020-01-01' | d > 'now'::timestamp | e > current_date | b = current_user | random() > 0.5 | c::date = '2020-01-01' | a > 1 AND c < now() | b IS NOT NULL | NOT bo | bo IS TRUE |
o = 'ok' | o IN ('ok', 'sad') | b = ANY (ARRAY['x', 'y']) | b::text = 'x' | v::text = 'x'::text | (j ->> 'a') = 'x' | e > '2020-01-01'::date | c > '2020-01-01'::date | d > now() - interval '1 day' | a = undeclared(a) | a = declared(a) | lower(b) = 'x' | coalesce(bo, false) |
to_char(c, 'YYYY') = '2020' | extract(year FROM d) = 2020 | extract(year FROM c) = 2020 | length(b) > 3 | c IS NULL OR c > now() | c > to_timestamp(0) | d > date_trunc('day', d) | c > date_trunc('day', c)
"""


def test_indexes(postgres: Server) -> None:
    keys = [one.strip() for one in KEYS.replace("\n", " ").split(" | ")]
    predicates = [one.strip() for one in PREDICATES.replace("\n", " ").split(" | ")]
    statements = [f"CREATE INDEX ON t ({key})" for key in keys] + [
        f"CREATE INDEX ON t (a) WHERE {one}" for one in predicates
    ]
    database = postgres.database("volatility")
    script = SETUP + "\\set VERBOSITY verbose\n" + "".join(f"\\warn --next\n{one};\n" for one in statements)
    parts = postgres.psql(database, script).stderr.split("--next\n")
    assert len(parts) == len(statements) + 1 and "ERROR" not in parts[0], parts[0]
    version = postgres.rows(database, "SHOW server_version")[0][0].split()[0]
    refused = {at for at, part in enumerate(parts[1:]) if "ERROR:  42P17" in part}
    other = {at for at, part in enumerate(parts[1:]) if "ERROR:" in part} - refused
    for configured in (version, ""):
        text = SETUP + "".join(f"{one};\n" for one in statements)
        config: dict[str, object] = {"dialect": "postgres", "select": ["non-immutable-index"]}
        report = check_project({"schema.sql": text}, config | ({"server-version": configured} if configured else {}))
        first = SETUP.count("\n")
        foreseen = {text.count("\n", 0, one.span.start) - first for one in report.diagnostics}
        wrong = [statements[at] for at in sorted(foreseen - refused - other)]
        missed = [statements[at] for at in sorted(refused - foreseen)]
        print(
            f"{configured}: {len(statements)} indexes, {len(refused)} refused, {len(refused & foreseen)} foreseen, {missed}"
        )
        assert not wrong, wrong
        assert len(refused & foreseen) >= (0.95 if configured else 0.85) * len(refused), missed
