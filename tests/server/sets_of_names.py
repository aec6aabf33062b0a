"""For rules on names: queries that PostgreSQL, MariaDB and SQLite answer alike. Which words are reserved, each server is asked itself."""

from __future__ import annotations

from oracle import Oracle
from sets_of_words import FRAMEWORK, JOINS, OF_TABLE, some

MAKESHIFT = "foo bar baz qux asdf xxx dummy untitled unnamed tmp blah abc aaa"
NUMBERED = "((table|column|field|col)_?[0-9]+|new_?(table|column)_?[0-9]*)"
ASKING = "is has can was should may allow allows needs must did will are does use uses"
TIMES = "at time date ts timestamp on datetime when"
UNCOUNTED = (
    "data metadata news series species information equipment staff media history feedback status inventory info analysis basis address access"
    " process progress business class bus gas alias canvas campus bonus virus census lens diagnosis audit stock cache config auth stuff"
)
PLURALS = "people children men women mice feet teeth indices vertices matrices criteria"
ONE_OF = {
    "statuses": "status",
    "addresses": "address",
    "aliases": "alias",
    "indices": "index",
    "people": "person",
    "children": "child",
}


def singular(words: str) -> str:
    """The SQL for a name whose last word is put in the singular."""
    odd = " ".join(
        f"WHEN {words} ~ '(^|_){many}$' THEN regexp_replace({words}, '{many}$', '{one}')"
        for many, one in ONE_OF.items()
    )
    return (
        f"CASE {odd} WHEN {words} ~ '(^|_)({UNCOUNTED.replace(' ', '|')})$' THEN {words} WHEN {words} ~ '[a-z][a-z]ies$'"
        f" THEN regexp_replace({words}, 'ies$', 'y') WHEN {words} ~ '(sses|xes|ches|shes|zzes)$' THEN regexp_replace({words}, 'es$', '')"
        f" WHEN {words} ~ '(ss|us|is)$' THEN {words} ELSE regexp_replace({words}, 's$', '') END"
    )


SNAKE = "^_?[a-z][a-z0-9]*(_[a-z0-9]+)*_?$"
CAMEL = "^_?[a-z][a-z0-9]*([A-Z][A-Za-z0-9]*)*$"
PASCAL = "^_?[A-Z]([A-Za-z0-9]*[a-z0-9][A-Za-z0-9]*|[A-Z][A-Z]?[A-Z]?[A-Z]?)?$"
UPPER = "^_?[A-Z][A-Z0-9]*(_[A-Z0-9]+)*_?$"
FITS = (
    f"CASE style WHEN 'snake' THEN kept ~ '{SNAKE}' WHEN 'camel' THEN kept ~ '{CAMEL}' WHEN 'pascal' THEN kept ~ '{PASCAL}'"
    f" ELSE kept ~ '{UPPER}' END"
)
STYLED = f"""
WITH named AS (SELECT t.place, t.owner, '' AS named, t.kept, 1 AS sort FROM p_table t WHERE NOT ({FRAMEWORK})
  UNION ALL SELECT c.place, c.owner, c.named, c.kept, 2 AS sort FROM p_column c JOIN p_table t ON t.place = c.place AND t.owner = c.owner
  WHERE c.own AND NOT ({FRAMEWORK})),
styles AS (SELECT 'snake' AS style UNION ALL SELECT 'camel' UNION ALL SELECT 'pascal' UNION ALL SELECT 'upper'),
fitted AS (SELECT n.place, n.owner, n.named, n.kept, n.sort, s.style, CASE WHEN {FITS} THEN 1 ELSE 0 END AS fits FROM named n CROSS JOIN styles s),
counted AS (SELECT place, owner, named, kept, sort, sum(fits) AS ways, max(CASE WHEN fits = 1 THEN style END) AS style FROM fitted
  GROUP BY place, owner, named, kept, sort),
told AS (SELECT sort, CASE WHEN ways = 0 THEN 'mixed' ELSE style END AS style FROM counted WHERE ways < 2),
totals AS (SELECT sort, count(*) AS places FROM told GROUP BY sort),
usual AS (SELECT t.sort, t.style FROM told t JOIN totals x ON x.sort = t.sort GROUP BY t.sort, t.style, x.places
  HAVING count(*) >= 0.8 * x.places AND x.places >= 3 AND t.style <> 'mixed'),
needy AS (SELECT c.*, (SELECT max(folds) FROM p_server) = 1 AND kept <> lower(kept) AND kept ~ '^[A-Za-z_][A-Za-z0-9_]*$' AS quotes FROM counted c)
SELECT n.place, n.owner, n.named FROM needy n LEFT JOIN usual u ON u.sort = n.sort WHERE n.quotes OR (n.ways > 0 AND u.style IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM fitted f WHERE f.place = n.place AND f.owner = n.owner AND f.named = n.named AND f.sort = n.sort
    AND f.style = u.style AND f.fits = 1))"""
"""Names in another case than most, and those that must be quoted for their case."""

REFERRING = f"""
referring AS (SELECT k.place, k.owner, c.named, c.words AS mine, t.words AS theirs, {singular("p.words")} AS parent
  FROM p_key k JOIN p_column c ON c.place = k.place AND c.owner = k.owner AND c.named = k.columns
  JOIN p_table p ON p.place = k.parent_place AND p.owner = k.parent
  JOIN p_column t ON t.place = k.parent_place AND t.owner = k.parent AND t.named = k.targets
  WHERE k.wide = 1 AND (k.place <> k.parent_place OR k.owner <> k.parent)),
patterns AS (SELECT k.place, k.owner, k.named, k.mine, k.theirs, x.pattern, CASE WHEN CASE x.pattern WHEN 'a' THEN mine = theirs
    WHEN 'b' THEN mine = concat(theirs, '_', parent) WHEN 'c' THEN mine = parent WHEN 'd' THEN mine = concat(parent, '_', theirs)
    WHEN 'e' THEN mine = concat('fk_', parent) ELSE mine = theirs OR mine LIKE concat('%', replace(concat('_', theirs), '_', '%')) END
    THEN 1 ELSE 0 END AS fits FROM referring k CROSS JOIN (SELECT 'a' AS pattern UNION ALL SELECT 'b' UNION ALL SELECT 'c' UNION ALL SELECT 'd'
    UNION ALL SELECT 'e' UNION ALL SELECT 'f') x),
best AS (SELECT pattern FROM (SELECT pattern, sum(fits) AS times, count(*) AS places FROM patterns GROUP BY pattern) p
  WHERE times >= 0.8 * places AND places >= 5 ORDER BY times DESC, pattern LIMIT 1)"""

FLAGS = f"""
WITH flags AS (SELECT c.place, c.owner, c.named, CASE WHEN c.words ~ '^({ASKING.replace(" ", "|")})(_|$)' THEN 'asks' ELSE 'plain' END AS manner
  FROM p_column c WHERE c.own AND c.shape = 'bool'),
usual AS (SELECT manner FROM flags GROUP BY manner HAVING count(*) >= 0.8 * (SELECT count(*) FROM flags) AND 5 <= (SELECT count(*) FROM flags))
SELECT f.place, f.owner, f.named FROM flags f, usual u WHERE f.manner <> u.manner"""

ENDED = f"""
WITH times AS (SELECT c.place, c.owner, c.named, regexp_replace(c.words, '^.*_', '') AS ending FROM p_column c JOIN p_table t ON t.place = c.place
    AND t.owner = c.owner WHERE c.own AND c.shape = 'timestamp' AND NOT ({FRAMEWORK})),
usual AS (SELECT ending FROM times GROUP BY ending HAVING count(*) >= 0.8 * (SELECT count(*) FROM times) AND 5 <= (SELECT count(*) FROM times)
  AND ending IN ('{TIMES.replace(" ", "', '")}'))
SELECT t.place, t.owner, t.named FROM times t, usual u WHERE t.ending <> u.ending
AND t.ending NOT IN ('from', 'to', 'until', 'till', 'since', 'before', 'after')"""

NUMBER = f"""
WITH {JOINS}, nouns AS (SELECT t.place, t.owner, t.words, regexp_replace(t.words, '^.*_', '') AS noun FROM p_table t WHERE NOT ({FRAMEWORK})
  AND NOT EXISTS (SELECT 1 FROM joins x WHERE {OF_TABLE})),
numbers AS (SELECT n.*, CASE WHEN noun ~ '^({PLURALS.replace(" ", "|")})$' OR (noun ~ 's$' AND noun !~ '(ss|us|is)$') THEN 'plural' ELSE 'singular' END
  AS number FROM nouns n WHERE noun ~ '^[a-z][a-z][a-z]+$' AND noun !~ '^({UNCOUNTED.replace(" ", "|")})$'),
usual AS (SELECT number FROM numbers GROUP BY number HAVING count(*) >= 0.8 * (SELECT count(*) FROM numbers) AND 5 <= (SELECT count(*) FROM numbers))
SELECT n.place, n.owner, '' FROM numbers n, usual u WHERE n.number <> u.number AND NOT (u.number = 'plural' AND n.words ~ '[a-z][^sui_]s_')"""

MADE_UP = f"""
SELECT t.place, t.owner, '' FROM p_table t WHERE NOT ({FRAMEWORK}) AND (t.words ~ '^({MAKESHIFT.replace(" ", "|")}|{NUMBERED})$'
  OR t.words ~ '_(tmp|old|new|bak|copy|backup)$' OR t.words ~ '^(tmp|bak)_'
  OR (t.words = 'test' AND 2 > (SELECT count(*) FROM p_table x WHERE x.words ~ {some("test tests")})))
UNION SELECT c.place, c.owner, c.named FROM p_column c JOIN p_table t ON t.place = c.place AND t.owner = c.owner
  WHERE c.own AND NOT ({FRAMEWORK}) AND lower(c.named) <> 'bar' AND lower(c.named) ~ '^({MAKESHIFT.replace(" ", "|")}|{NUMBERED})$'"""

STRANGE = f"""
SELECT t.place, t.owner, '' FROM p_table t WHERE NOT ({FRAMEWORK}) AND t.kept !~ '^[A-Za-z0-9_$#@]*$'
UNION SELECT c.place, c.owner, c.named FROM p_column c JOIN p_table t ON t.place = c.place AND t.owner = c.owner
  WHERE c.own AND NOT ({FRAMEWORK}) AND c.kept !~ '^[A-Za-z0-9_$#@]*$'
UNION SELECT i.place, i.owner, i.named FROM p_index i JOIN p_table t ON t.place = i.place AND t.owner = i.owner
  WHERE NOT ({FRAMEWORK}) AND NOT i.key AND i.named !~ '^[A-Za-z0-9_$#@]*$'"""

TEMPLATES = {
    "idx_{table}_{columns}": "n = concat('idx_', t, '_', c)",
    "ix_{table}_{columns}": "n = concat('ix_', t, '_', c)",
    "{table}_{columns}_idx": "n = concat(t, '_', c, '_idx')",
    "index_{table}_on_{columns}": "n = concat('index_', t, '_on_', c)",
    "i_{table}_{columns}": "n = concat('i_', t, '_', c)",
    **{affix: f"n ~ '^{affix}'" for affix in ("idx_", "ix_", "index_", "in_", "i_")},
    **{affix: f"n ~ '{affix}$'" for affix in ("_idx", "_ix", "_index")},
}
INDEXED = f"""
WITH indexes AS (SELECT i.place, i.owner, i.named, i.one, lower(i.named) AS n, lower(i.owner) AS t, replace(lower(i.columns), ',', '_') AS c
  FROM p_index i JOIN p_table t ON t.place = i.place AND t.owner = i.owner WHERE NOT i.key AND i.method = 'btree' AND NOT ({FRAMEWORK})),
patterns AS ({" UNION ALL ".join(f"SELECT i.*, '{pattern}' AS pattern, CASE WHEN {fits} THEN 1 ELSE 0 END AS fits FROM indexes i" for pattern, fits in TEMPLATES.items())}),
counted AS (SELECT one, pattern, sum(fits) AS times, count(*) AS places FROM patterns GROUP BY one, pattern),
ranked AS (SELECT c.*, row_number() OVER (PARTITION BY one ORDER BY times DESC, pattern) AS nth FROM counted c)
SELECT p.place, p.owner, p.named FROM patterns p JOIN ranked r ON r.one = p.one AND r.pattern = p.pattern
WHERE r.nth = 1 AND r.times >= 0.8 * r.places AND r.places >= 5 AND p.fits = 0"""
"""Indexes that no constraint made, ordinary ones and unique ones each by their own habit."""

QUERIES: dict[str, Oracle] = {
    "index-name": Oracle(INDEXED),
    "name-case": Oracle(STYLED),
    "reserved-word": Oracle("SELECT t.place, t.owner, '' FROM p_table t WHERE lower(t.owner) IN (SELECT word FROM p_reserved)"
        " UNION SELECT c.place, c.owner, c.named FROM p_column c WHERE c.own AND lower(c.named) IN (SELECT word FROM p_reserved)"),
    "special-characters": Oracle(STRANGE),
    "placeholder-name": Oracle(MADE_UP),
    "boolean-name": Oracle(FLAGS),
    "timestamp-name": Oracle(ENDED),
    "plural-table-name": Oracle(NUMBER),
    "foreign-key-column-name": Oracle(f"""WITH {REFERRING} SELECT p.place, p.owner, p.named FROM patterns p JOIN best b ON b.pattern = p.pattern
        WHERE p.fits = 0 AND p.mine !~ '_by$' AND regexp_replace(p.mine, '^.*_', '') <> regexp_replace(p.theirs, '^.*_', '')"""),
}  # fmt: skip
"""By rule."""
