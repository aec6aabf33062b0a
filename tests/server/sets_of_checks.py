"""For rules on what checks and keys leave open: queries that PostgreSQL, MariaDB and SQLite answer alike."""

from __future__ import annotations

from oracle import Oracle
from sets_of_words import COLUMN, FRAMEWORK, LOGGED_LAST, OF_COLUMN, REFERS, TEXT, last, some

ENDS = (
    "start end, started ended, starts ends, begin end, begins ends, from to, from until, from through, min max, minimum maximum, lower upper,"
    " first last, low high, start finish, started finished, started completed, checkin checkout, opened closed, opens closes"
)
ENDS_OF = " UNION ALL ".join(
    f"SELECT '_{low}_' AS low, '_{high}_' AS high" for low, high in (pair.split() for pair in ENDS.split(", "))
)
COUNTS = (
    "quantity qty price prices salary wage weight height width length age stock capacity seats rate fee postage mileage volume duration percent"
    " percentage pct"
)
EITHER = "delta change difference diff adjustment correction growth net exchange"
PASSWORDS = "password passwd pwd passwort kennwort contrasena senha passphrase mot_de_passe motdepasse pass_word wachtwoord haslo"
NO_PASSWORDS = "hash hashed digest encrypted enc crypt crypted cipher salt reset hint old default ref"
SHORT_LISTS = "action level priority severity stage phase mode visibility gender sex tier outcome frequency operation"
OPEN_LISTS = "mime content media data java class column file value field attribute property handler var variable"
OF_ADDRESS = "city zip zipcode postcode country street county token nonce verifier challenge redirect csrf pkce"
CHECKED = f"EXISTS (SELECT 1 FROM p_check x WHERE {OF_COLUMN} AND x.columns LIKE concat('%,', c.named, ',%'))"
LISTED = f"""EXISTS (SELECT 1 FROM p_check x WHERE {OF_COLUMN} AND x.columns LIKE concat('%,', c.named, ',%')
  AND (lower(x.text) ~ '( in |any|between|~|rlike|regexp|[^<>!]= ?[^ ]|like)' OR (lower(x.text) LIKE '%>%' AND lower(x.text) LIKE '%<%')))"""
ALONE = f"""(EXISTS (SELECT 1 FROM p_index x WHERE {OF_COLUMN} AND x.one AND x.columns = c.named) OR (c.first AND NOT EXISTS (
  SELECT 1 FROM p_column x WHERE {OF_COLUMN} AND x.first AND x.named <> c.named)))"""

TOLD = "(c.said ~ '[0-9]+ *(-?>|=|:|：|→).*[0-9]+ *(-?>|=|:|：|→)' OR c.said ~ '= ?[0-9].*= ?[0-9]')"
"""A comment that lists what numbers mean."""

NO_STATES = "id name code note notes description comment url path"
ASKED = f"""({TEXT} AND coalesce(c.literal, '') <> '' AND c.words !~ {last(NO_STATES)} AND EXISTS (SELECT 1 FROM p_index x WHERE {OF_COLUMN}
  AND x.filter ~ concat('[( ]', c.named, '[)]*(::[a-z ]+)?[)]* (=|<>) [(]*''[^'' ]+''') AND x.filter NOT LIKE concat('%''', c.literal, '''%')))"""
"""A partial index asks for another value than the default."""

UNORDERED = f"""
SELECT c.place, c.owner, c.named FROM p_column c JOIN p_column o ON o.place = c.place AND o.owner = c.owner
JOIN ({ENDS_OF}) e ON concat('_', o.words, '_') LIKE concat('%', replace(e.low, '_', '#_'), '%') {{escape}}
WHERE concat('_', c.words, '_') = replace(concat('_', o.words, '_'), e.low, e.high) AND c.own AND o.own AND NOT c.made AND NOT o.made
AND c.shape = o.shape AND (c.exact = o.exact OR c.shape <> 'timestamp') AND c.shape IN ('int', 'decimal', 'float', 'money', 'date', 'timestamp')
AND NOT EXISTS (SELECT 1 FROM p_check x WHERE {OF_COLUMN} AND x.columns LIKE concat('%,', c.named, ',%') AND x.columns LIKE concat('%,', o.named, ',%'))
AND NOT {REFERS} AND NOT EXISTS (SELECT 1 FROM p_key_column x WHERE {OF_COLUMN} AND x.col = o.named)""".replace(
    "{escape}", "ESCAPE '#'"
)

KNOTS = """
WITH RECURSIVE edges AS (SELECT DISTINCT place, owner, parent_place, parent FROM p_key WHERE place <> parent_place OR owner <> parent),
live AS (SELECT * FROM edges e WHERE EXISTS (SELECT 1 FROM edges x WHERE x.parent_place = e.place AND x.parent = e.owner)
  AND EXISTS (SELECT 1 FROM edges x WHERE x.place = e.parent_place AND x.owner = e.parent)),
reach AS (SELECT place, owner, parent_place, parent FROM live UNION
  SELECT r.place, r.owner, e.parent_place, e.parent FROM reach r JOIN live e ON e.place = r.parent_place AND e.owner = r.parent)
SELECT a.place, a.owner, min(concat(b.parent_place, '.', b.parent)) FROM reach a JOIN reach b ON b.place = a.place AND b.owner = a.owner
JOIN reach c ON c.place = b.parent_place AND c.owner = b.parent AND c.parent_place = a.place AND c.parent = a.owner
WHERE a.parent_place = a.place AND a.parent = a.owner GROUP BY a.place, a.owner"""
"""The tables that reach themselves, and the first by name of those that reach each other."""

CODES = (
    "cvv cvv2 cvc cvc2 cvn card_cvv card_cvc card_verification_code card_verification_value card_verification_number card_security_code cc_cvv cc_cvc"
    " credit_card_cvv cvv_code cvc_code cvv_number card_pin pin_block track_data track1_data track2_data magstripe_data magnetic_stripe_data"
)
NUMBERS = (
    "credit_card_number creditcard_number creditcardnumber credit_card_no cc_number ccnumber cc_num debit_card_number card_pan payment_card_number"
    " primary_account_number credit_card_num"
)
DISGUISED = "last last4 masked mask hash hashed encrypted enc cipher token tokenized fingerprint bin suffix prefix truncated first6"
COMPARED = """
SELECT x.place, x.owner, x.named FROM p_check x WHERE lower(x.text) !~ '(coalesce|isnull|ifnull|nvl|num_n|nullif|case |distinct from|<=>|is (not )?null)'
AND EXISTS (SELECT 1 FROM p_column a JOIN p_column b ON b.place = a.place AND b.owner = a.owner AND b.named <> a.named
  WHERE a.place = x.place AND a.owner = x.owner AND (a.empty OR b.empty) AND NOT a.made AND NOT b.made
  AND x.columns LIKE concat('%,', a.named, ',%') AND x.columns LIKE concat('%,', b.named, ',%')
  AND (lower(x.text) ~ concat('[(` ]', lower(a.named), '["`)]*(::[a-z ]+)?[)]* *[<>=]+ *[(`"]*', lower(b.named), '[)` ]')
  OR (lower(x.text) !~ ' (and|or) ' AND lower(x.text) ~ concat('[(` ]', lower(a.named), '[^<>=]*[<>=]+.*[(` ]', lower(b.named), '[)` ]'))))"""

QUERIES: dict[str, Oracle] = {
    "check-bypassed-by-null": Oracle(COMPARED),
    "constant-check": Oracle("""SELECT x.place, x.owner, x.named FROM p_check x WHERE lower(x.text) ~ '^(check )?[( ]*(true|1|1 = 1|1 < 2)[) ]*$' OR lower(x.text) ~ ' or [(]*(true|1 = 1)[) ]*$'
        OR EXISTS (SELECT 1 FROM p_column c WHERE c.place = x.place AND c.owner = x.owner AND x.columns = concat(',', c.named, ',')
          AND ((NOT c.empty AND lower(x.text) ~ '^[^<>=]*is not null[) ]*$' AND lower(x.text) !~ '( or | and )')
            OR (concat(c.arguments, '') LIKE '%unsigned%' AND lower(x.text) ~ concat('^[(` ]*', lower(c.named), '[` ]* >= 0[) ]*$'))
            OR (lower(x.text) ~ 'is null.* or .*is not null' AND lower(x.text) !~ ' and ')
            OR lower(x.text) ~ concat('^(check )?[(` ]*', lower(c.named), '[` ]* (=|<=|>=) [` ]*', lower(c.named), '[)` ]*$')))"""),
    "card-data-column": Oracle(f"{COLUMN} (c.shape IN ('text', 'int', 'decimal', 'binary', 'bytea')) AND c.words !~ {some(DISGUISED)}"
        f" AND (c.words ~ '^({CODES.replace(' ', '|')})$' OR (c.words ~ {last('cvv cvv2 cvc cvc2')} AND c.shape <> 'binary')"
        f" OR (c.shape IN ('text', 'int', 'decimal') AND (c.words ~ {last(NUMBERS)} OR (c.words ~ '^(card_number|cardnumber|card_no|card_num|pan|number|credit_card|creditcard)$' AND EXISTS ("
        f"SELECT 1 FROM p_table t WHERE t.place = c.place AND t.owner = c.owner AND t.words ~ {some('card cards creditcard creditcards')}"
        f" AND t.words ~ {some('credit debit payment payments creditcard creditcards billing bank cardholder')}))) AND (c.room IS NULL OR c.room >= 13) AND c.exact NOT IN ('integer', 'int', 'smallint')))"),
    "unordered-range": Oracle(UNORDERED),
    "unbounded-quantity": Oracle(f"{COLUMN} c.shape IN ('int', 'decimal', 'float', 'money') AND NOT c.made AND concat(c.arguments, '') NOT LIKE"
        f" '%unsigned%' AND c.words ~ {last(COUNTS)} AND c.words !~ {some(EITHER)} AND NOT {CHECKED} AND NOT {REFERS}"),
    "plaintext-password-column": Oracle(f"{COLUMN} {TEXT} AND c.words ~ {last(PASSWORDS)} AND c.words !~ {some(NO_PASSWORDS)}"
        " AND ((c.room > 1 AND c.room < 60 AND lower(c.said) !~ '(hash|bcrypt|argon|scrypt|pbkdf|crypt|md5)')"
        " OR lower(c.said) ~ '(clear|plain)[ -]?text|klartext|en clair|texto (plano|claro)')"),
    "unconstrained-status": Oracle(f"""SELECT c.place, c.owner, c.named FROM p_column c JOIN p_table t ON t.place = c.place AND t.owner = c.owner
        WHERE c.own AND NOT c.made AND NOT ({FRAMEWORK}) AND t.words !~ '(history|(^|_)archive|audit|(^|_)versions)$'
        AND ((c.words ~ {last("status state type kind role")} AND ({TEXT} OR c.exact IN ('smallint', 'tinyint')
            OR (c.shape = 'int' AND (c.preset IN ('0', '1') OR {TOLD}))))
          OR (c.shape = 'int' AND {TOLD}) OR {ASKED}
          OR ({TEXT} AND c.words ~ {last(SHORT_LISTS)} AND (c.room <= 32 OR coalesce(c.literal, '') <> '' OR t.words ~ {LOGGED_LAST})))
        AND NOT {REFERS} AND NOT {ALONE} AND NOT {LISTED}
        AND NOT (c.words ~ '_type$' AND (c.words ~ '(^|_)({OPEN_LISTS.replace(" ", "|")})_(.*_)?type$' OR EXISTS (SELECT 1 FROM p_column x
          WHERE {OF_COLUMN} AND x.words ~ '_(id|uuid|key|guid|ref)$' AND regexp_replace(x.words, '_[a-z]+$', '') = regexp_replace(c.words, '_type$', ''))))
        AND c.words !~ '(^|_)(business|custom)_(.*_)?(status|state|type|kind|role)$' AND NOT (c.words = 'type' AND t.words ~ '(^|_)types?$')
        AND NOT (c.words = 'event_type' AND (c.room IS NULL OR c.room > 32)) AND c.words !~ '(^|_)(organi[sz]ational|job)_(.*_)?role$'
        AND NOT (c.words ~ '(^|_)state$' AND EXISTS (SELECT 1 FROM p_column x WHERE {OF_COLUMN} AND x.named <> c.named AND x.words ~ {some(OF_ADDRESS)}))"""),
    "foreign-key-cycle": Oracle(KNOTS, "group"),
}  # fmt: skip
"""By rule."""
