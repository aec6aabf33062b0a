"""For rules that go by what names mean: the words, stated here, and queries that PostgreSQL, MariaDB and SQLite answer alike.

The queries ask the tables of `pictures`."""

from __future__ import annotations

from oracle import Oracle


def some(words: str) -> str:
    """A pattern for a name with one of these words in it."""
    return f"'(^|_)({'|'.join(words.split())})(_|$)'"


def last(words: str) -> str:
    """A pattern for a name whose last word is one of these."""
    return f"'(^|_)({'|'.join(words.split())})$'"


def whole(words: str) -> str:
    """A pattern for a name that is one of these, or is written without the `_`."""
    names = words.split()
    return f"'^({'|'.join(sorted({*names, *(name.replace('_', '') for name in names)}))})$'"


FRAMEWORKS = (
    "schema_migrations schema_migration ar_internal_metadata flyway_schema_history schema_version databasechangelog databasechangeloglock"
    " goose_db_version gorp_migrations _prisma_migrations _sqlx_migrations __diesel_schema_migrations alembic_version django_migrations"
    " django_session django_content_type migrations schema_history play_evolutions knex_migrations sequelizemeta schemaversion pgmigrations"
    " schema_info spatial_ref_sys changelog schema_lock"
)
FRAMEWORK = (
    f"lower(t.owner) ~ '^(django_.*|{'|'.join(FRAMEWORKS.split())})$' OR lower(t.owner) ~ 'databasechangelog(lock)?$'"
)
MONEY = (
    "price amount cost balance fee salary tax discount revenue payment budget wage refund deposit charge subtotal credit debit income expense"
    " payout commission fare msrp turnover vat surcharge prices fees amounts costs payments bounty postage freight"
)
NOT_MONEY = (
    "rate percent percentage pct ratio score factor weight count index id date time number days hours minutes seconds term terms limit level"
    " class code type status method growth grade point points distance quantity qty multiplier probability rank"
)
MEASURED = "distance weight time duration score energy rain hours minutes length volume"
SURELY_MONEY = (
    "price amount fee salary tax revenue budget wage refund subtotal income expense payout commission fare msrp turnover vat surcharge prices"
    " fees amounts bounty postage freight"
)
CURRENCY = "currency currencies ccy cur iso4217"
UNITS = (
    "usd eur gbp jpy chf cny inr aud cad sek nok dkk pln brl cents cent pence wei satoshi sats euro euros dollar dollars yen points credits"
    " tokens minor"
)
CREATED = (
    "created created_at created_on created_date created_time created_datetime created_ts date_created time_created inserted_at inserted_on"
    " insert_time insert_date create_time create_date create_at creation_time creation_date creation_timestamp creation_datetime creation_ts"
    " gmt_create date_added crt_time row_created created_when created_timestamp ctime"
    " created_utc created_dt record_created created_at_ts created_at_ms"
)
UPDATED = (
    "updated updated_at updated_on updated_date updated_time updated_datetime updated_ts date_updated time_updated modified modified_at"
    " modified_on modified_date modified_time date_modified last_modified last_modified_at last_modified_date last_modified_time last_updated"
    " last_updated_at last_update last_update_time last_update_date update_time update_date update_at updated_when changed_at changed_on"
    " last_changed modification_time modification_date gmt_modified gmt_update upd_time last_edited_when updated_timestamp"
    " modified_timestamp mtime last_write last_edited_at edited_at modify_time modify_date last_updated_time last_updated_date last_modified_on"
    " last_edited last_change write_date updated_utc modified_utc updated_dt record_updated updated_at_ts updated_at_ms"
)
EVENTS = "recorded_at logged_at occurred_at registered_at added_at received_at sent_at happened_at"
AUDIT = "created updated modified deleted inserted changed creation modification granted assigned added version timestamp audit edited"
POSITION = "sort|order|position|pos|ordinal|sequence|seq|rank|index|idx|sortorder"
LOGS = "log logs audit event events history histories journal trail activity activities archive outbox audits"
LOGGED = f"'(^|_)({LOGS.replace(' ', '|')})(_|$)|(audit|history|changelog)(_|$)'"
"""A pattern for the name of a table that tells what has happened."""
LOGGED_LAST = f"'((^|_)({LOGS.replace(' ', '|')})|(audit|history|changelog))(_(entry|entries|records?))?$'"
COPIES = "bak backup bkp old copy tmp temp staging stage import load tombstone tombstones"
GENERIC = (
    "id value values data key type status state kind code name version content result default default_value min max level position size count"
    " number amount total score text body config settings options metadata attributes properties details tags source target old_value new_value"
    " date time start end period duration interval rank weight payload input output message info extra parameters params filter query label ref"
    " reference quantity expression formula property"
)
CODES = (
    "phone telephone mobile cellphone fax zip zipcode postcode postalcode ssn isbn ean upc barcode iban msisdn imei gtin phone_number"
    " mobile_number fax_number postal_code zip_code post_code card_number passport_number vat_number routing_number"
)
YES_AND_NO = ("y n", "t f", "yes no", "true false", "on off", "0 1", "j n", "s n", "o n")
ATTRIBUTES = "attribute attr property field meta parameter param option key setting"

COLUMN = "SELECT c.place, c.owner, c.named FROM p_column c WHERE c.own AND"
OF_COLUMN = "x.place = c.place AND x.owner = c.owner"
OF_TABLE = "x.place = t.place AND x.owner = t.owner"
REFERS = f"EXISTS (SELECT 1 FROM p_key_column x WHERE {OF_COLUMN} AND x.col = c.named)"
TEXT = "c.shape = 'text'"
IS_POSITION = f"(c.shape = 'int' AND c.words ~ '^({POSITION})(_({POSITION}))*$')"
IS_AUDIT = f"c.words ~ {some(AUDIT)}"


def pair(words: str) -> str:
    """What a text says that quotes exactly these two words."""
    one, two = words.split()
    other = "[^'']*"
    return f"^{other}''({one}''{other}''{two}|{two}''{other}''{one})''{other}$"


PAIRED = "|".join(pair(words) for words in YES_AND_NO)

JOINS = f"""
own_keys AS (SELECT k.* FROM p_key k WHERE EXISTS (SELECT 1 FROM p_key_column x JOIN p_column c ON {OF_COLUMN} AND c.named = x.col
  WHERE x.place = k.place AND x.owner = k.owner AND x.named = k.named AND NOT {IS_AUDIT})),
pairs AS (SELECT t.place, t.owner FROM own_keys t GROUP BY t.place, t.owner HAVING count(*) = 2 AND min(t.columns) <> max(t.columns)),
sides AS (SELECT DISTINCT x.place, x.owner, x.col FROM p_key_column x JOIN own_keys k ON k.place = x.place AND k.owner = x.owner AND k.named = x.named
  JOIN pairs t ON {OF_TABLE}),
others AS (SELECT c.place, c.owner, c.named, (c.counted OR (c.first AND NOT EXISTS (SELECT 1 FROM p_column x WHERE {OF_COLUMN}
    AND x.first AND x.named <> c.named)) OR (c.words = 'id' AND NOT EXISTS (SELECT 1 FROM p_column x WHERE {OF_COLUMN} AND x.first))) AS a_key
  FROM p_column c JOIN pairs x ON {OF_COLUMN} WHERE NOT {IS_AUDIT} AND NOT {IS_POSITION}
  AND NOT EXISTS (SELECT 1 FROM sides x WHERE {OF_COLUMN} AND x.col = c.named)),
joins AS (SELECT t.place, t.owner FROM pairs t WHERE NOT EXISTS (SELECT 1 FROM others x WHERE {OF_TABLE} AND NOT x.a_key)
  AND (SELECT count(*) FROM others x WHERE {OF_TABLE}) <= 1)"""
"""Pure join tables: two foreign keys, and besides at most a key, audit columns and a place in a list."""

VALUES = f"""
single AS (SELECT place, owner, max(columns) AS columns FROM p_key GROUP BY place, owner HAVING count(*) = 1),
lists AS (SELECT c.place, c.owner FROM p_column c JOIN single x ON {OF_COLUMN}
  WHERE concat(',', x.columns, ',') NOT LIKE concat('%,', c.named, ',%') AND NOT {IS_POSITION} GROUP BY c.place, c.owner
  HAVING count(*) = 1 AND max(CASE WHEN c.counted OR (c.first AND NOT EXISTS (SELECT 1 FROM p_column y WHERE y.place = c.place AND y.owner = c.owner
    AND y.first AND y.named <> c.named)) THEN 1 ELSE 0 END) = 0)"""
"""Lists of values: one foreign key, one value, and at most the place in a list."""

NUMBERED = """
WITH numbered AS (SELECT c.place, c.owner, c.named, c.shape, regexp_replace(c.named, '_*[1-9][0-9]?$', '') AS stem,
    CAST(substr(c.named, length(regexp_replace(c.named, '[1-9][0-9]?$', '')) + 1) AS DECIMAL) AS number FROM p_column c
  WHERE c.own AND NOT c.made AND c.named ~ '[^0-9][1-9][0-9]?$'),
counted AS (SELECT n.*, row_number() OVER (PARTITION BY place, owner, stem ORDER BY number) AS nth FROM numbered n)
SELECT place, owner, max(CASE WHEN number = 1 THEN named END) FROM counted WHERE number = nth
GROUP BY place, owner, stem HAVING count(*) >= 3 AND count(DISTINCT shape) = 1"""
"""Columns that count up from one."""

INCONSISTENT = f"""
WITH held AS (SELECT c.*, CASE WHEN {TEXT} AND NOT c.fixed THEN 'text' ELSE c.exact END AS sort FROM p_column c JOIN p_table t ON t.place = c.place AND t.owner = c.owner
  WHERE c.own AND NOT c.made AND c.words !~ {whole(GENERIC)} AND NOT {REFERS} AND NOT ({FRAMEWORK})),
kinds AS (SELECT words, sort, count(*) AS times FROM held GROUP BY words, sort),
known AS (SELECT words, sum(times) AS places, max(times) AS most FROM kinds GROUP BY words)
SELECT h.place, h.owner, h.named FROM held h JOIN known w ON w.words = h.words JOIN kinds k ON k.words = h.words AND k.sort = h.sort
WHERE w.places >= 3 AND w.most * 3 >= w.places * 2 AND k.times < w.most"""

EAV = f"""
WITH parts AS (SELECT c.place, c.owner, c.named, CASE WHEN c.words ~ '(^|_)(value|val)$' THEN 'value'
    WHEN {TEXT} AND (c.words ~ {some(ATTRIBUTES)} OR c.words = 'name') THEN 'attribute'
    WHEN c.first AND (c.counted OR c.words = 'id') AND NOT EXISTS (SELECT 1 FROM p_column x WHERE {OF_COLUMN} AND x.first AND x.named <> c.named)
      THEN 'key'
    WHEN {REFERS} OR c.words ~ '_(id|uuid)$' THEN 'entity' WHEN {IS_AUDIT} OR {IS_POSITION} THEN 'key' ELSE 'other' END AS part FROM p_column c
  JOIN (SELECT DISTINCT place, owner FROM p_column WHERE words ~ '(^|_)(value|val)$') x ON x.place = c.place AND x.owner = c.owner)
SELECT place, owner, '' FROM parts GROUP BY place, owner HAVING sum(CASE part WHEN 'other' THEN 1 ELSE 0 END) = 0
  AND sum(CASE part WHEN 'entity' THEN 1 ELSE 0 END) IN (1, 2) AND sum(CASE part WHEN 'attribute' THEN 1 ELSE 0 END) = 1
  AND sum(CASE part WHEN 'value' THEN 1 ELSE 0 END) >= 1"""

UNITED = f"""
WITH amounts AS (SELECT c.place, c.owner, c.named, row_number() OVER (PARTITION BY c.place, c.owner ORDER BY c.at) AS nth FROM p_column c
  WHERE c.own AND c.shape IN ('decimal', 'money', 'float') AND c.words ~ {some(SURELY_MONEY)} AND c.words !~ {last(NOT_MONEY)}
  AND c.words !~ {some(UNITS)} AND lower(c.said) !~ '(^|[^a-z])({(UNITS + " " + CURRENCY).replace(" ", "|")})([^a-z]|$)' AND c.said !~ '[€$£¥元円]')
SELECT t.place, t.owner, t.named FROM amounts t WHERE nth = 1
  AND NOT EXISTS (SELECT 1 FROM p_column x WHERE {OF_TABLE} AND x.words ~ {some(CURRENCY)})"""
"""The first amount of a table that has no currency."""

UNDECLARED = f"""
WITH parents AS (SELECT place, owner, words AS stem FROM p_table UNION SELECT place, owner, regexp_replace(words, 's$', '') FROM p_table
  UNION SELECT place, owner, regexp_replace(words, 'es$', '') FROM p_table UNION SELECT place, owner, regexp_replace(words, 'ies$', 'y') FROM p_table)
SELECT c.place, c.owner, c.named FROM p_column c JOIN p_table t ON t.place = c.place AND t.owner = c.owner
JOIN parents p ON p.place = c.place AND p.stem = regexp_replace(c.words, '_(id|uuid|guid|fk)$', '') AND p.owner <> c.owner
JOIN p_column k ON k.place = p.place AND k.owner = p.owner AND k.first AND k.exact = c.exact AND k.arguments = c.arguments
WHERE c.own AND NOT c.made AND c.words ~ '_(id|uuid|guid|fk)$' AND NOT {REFERS} AND NOT {IS_AUDIT} AND t.words !~ {LOGGED} AND t.words !~ {some(COPIES)}
  AND NOT ({FRAMEWORK}) AND NOT EXISTS (SELECT 1 FROM p_column x WHERE x.place = k.place AND x.owner = k.owner AND x.first AND x.named <> k.named)
  AND NOT EXISTS (SELECT 1 FROM p_column x WHERE {OF_COLUMN} AND x.words ~ '_(type|kind|table)$'
    AND regexp_replace(x.words, '_(type|kind|table)$', '') = regexp_replace(c.words, '_(id|uuid|guid|fk)$', ''))"""

QUERIES: dict[str, Oracle] = {
    "float-for-money": Oracle(f"{COLUMN} c.shape = 'float' AND c.words !~ {last(NOT_MONEY)} AND (c.words ~ {some(MONEY)}"
        f" OR (c.words ~ '(^|_)total$' AND c.words !~ {some(MEASURED)}))"),
    "numbered-columns": Oracle(NUMBERED),
    "uuid-as-text": Oracle(f"{COLUMN} {TEXT} AND (c.preset ~ 'uuid' OR ((c.room IS NULL OR c.room IN (32, 36, 38))"
        f" AND (c.words ~ {last('uuid guid')} OR (c.fixed AND c.room = 36 AND c.words ~ {last('id')}))))"),
    "ip-address-as-text": Oracle(f"{COLUMN} {TEXT} AND (c.room IS NULL OR c.room >= 15) AND (c.words ~"
        f" {last('ip ipv4 ipv6 ipaddr ipaddress inet ip_address ip_addr ipv4_address ipv6_address')}"
        f" OR c.words ~ '(^|_)(remote|client|source|peer|sender|server|host|local)(_|_.*_)addr$')"),
    "date-as-text": Oracle(f"{COLUMN} {TEXT} AND (c.room IS NULL OR c.room >= 6) AND c.words !~ {some('format expiry card')}"
        f" AND (c.words ~ {last('date datetime timestamp birthday birthdate dob')}"
        f" OR (c.words ~ {whole(CREATED + ' ' + UPDATED)} AND c.words ~ {last('at on date time datetime timestamp')}))"),
    "json-as-text": Oracle(f"{COLUMN} {TEXT} AND NOT c.fixed AND (c.room IS NULL OR c.room >= 64) AND (c.words ~ {last('json')}"
        " OR trim(c.literal) IN ('{}', '[]')) AND NOT EXISTS (SELECT 1 FROM p_check x WHERE x.place = c.place AND x.owner = c.owner"
        " AND x.columns LIKE concat('%,', c.named, ',%') AND lower(x.text) LIKE '%json%')"),
    "boolean-as-text": Oracle(f"{COLUMN} ({TEXT} AND (EXISTS (SELECT 1 FROM p_check x WHERE x.place = c.place AND x.owner = c.owner"
        f" AND x.columns = concat(',', c.named, ',') AND lower(x.text) ~ '{PAIRED}') OR (c.room <= 5 AND lower(c.literal) IN"
        f" ('y', 'n', 'yes', 'no', 'true', 'false'))) OR (c.shape = 'enum' AND lower(concat(c.arguments, '')) ~ '{PAIRED}'))"),
    "code-as-number": Oracle(f"{COLUMN} c.shape IN ('int', 'decimal', 'float') AND c.words ~ {last(CODES)} AND NOT {REFERS}"),
    "quoted-null-default": Oracle(f"{COLUMN} upper(c.literal) = 'NULL' AND c.shape NOT IN ('json', 'jsonb')"),
    "inconsistent-column-type": Oracle(INCONSISTENT),
    "eav-table": Oracle(EAV),
    "amount-without-currency": Oracle(UNITED),
    "join-table-without-unique-pair": Oracle(f"""WITH {JOINS} SELECT t.place, t.owner, '' FROM joins t WHERE NOT EXISTS (
        SELECT 1 FROM p_index i WHERE i.place = t.place AND i.owner = t.owner AND i.one AND ((i.plain OR i.filter ~ '(delet|archiv)')
        AND NOT EXISTS (SELECT 1 FROM p_index_column x WHERE x.place = i.place AND x.owner = i.owner AND x.named = i.named
          AND (x.col IS NULL OR NOT EXISTS (SELECT 1 FROM sides s WHERE s.place = t.place AND s.owner = t.owner AND s.col = x.col)))
        OR (i.wide > 1 AND EXISTS (SELECT 1 FROM p_index_column x JOIN p_column c ON {OF_COLUMN} AND c.named = x.col
          WHERE x.place = i.place AND x.owner = i.owner AND x.named = i.named AND {IS_POSITION}))))"""),
    "surrogate-without-natural-key": Oracle(f"""WITH {JOINS} SELECT c.place, c.owner, '' FROM p_column c JOIN p_table t ON t.place = c.place
        AND t.owner = c.owner WHERE c.first AND c.counted AND NOT {REFERS} AND t.words !~ {LOGGED}
        AND NOT EXISTS (SELECT 1 FROM p_column x WHERE {OF_COLUMN} AND x.first AND x.named <> c.named)
        AND EXISTS (SELECT 1 FROM p_column x WHERE {OF_COLUMN} AND x.named <> c.named)
        AND NOT EXISTS (SELECT 1 FROM p_index x WHERE {OF_COLUMN} AND x.one AND NOT x.first AND x.columns <> c.named)
        AND NOT EXISTS (SELECT 1 FROM joins x WHERE {OF_COLUMN})"""),
    "undeclared-foreign-key": Oracle(UNDECLARED),
}  # fmt: skip
"""By rule."""

SILENT: dict[str, frozenset[str]] = {
    "mariadb": frozenset({"json-as-text", "index-name"}),
    "sqlite": frozenset(
        {
            "uuid-as-text",
            "ip-address-as-text",
            "date-as-text",
            "json-as-text",
            "boolean-as-text",
            "constant-check",
            "check-bypassed-by-null",
        }
    ),
}
"""Rules that do not speak of a server, by its name, or of what its catalogue does not hold: MariaDB names indexes that have no name, SQLite
    keeps no names of constraints."""
