from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Related, Replay, Span


class UnknownDialect(CatalogRule):
    """schemalint should know which server the SQL is for.

    ## What it does
    Tells once for each history, dump, script or document when nothing says its dialect: neither configuration nor the names of
    files and folders, nor a word that only one server knows. It is then read as standard SQL. Where a name tells of a server
    that schemalint has no dialect for, such as Db2, that is read so too, and nothing is to be set.

    ## Why is this bad
    Rules about single servers stay silent, among them all that know locks, and what is special to the server may be misread.

    ## Fix
    Set `dialect` in the configuration, or give `--dialect`.

    ## References
    - schemalint, docs, Configuration, dialect
    """

    name = "unknown-dialect"
    severity = "info"

    good = (
        Good("CREATE TABLE a (id int);"),
        Good("CREATE TABLE a (id int);", dialect="mysql"),
    )
    bad = (Bad("CREATE TABLE a (id int);", at="CREATE TABLE a (id int)", dialect="standard"),)

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        if replay.dialect != "standard" or replay.evidence or (replay.history and replay.history.evidence):
            return
        readings = [one for one in replay.readings if one.statement.kind in ("ddl", "dml", "query", "procedural")]
        if not readings:
            return
        first = readings[0].statement
        paths = list(dict.fromkeys(one.statement.path for one in readings))
        more = f" and {len(paths) - 1} more {'files' if len(paths) > 2 else 'file'}" if len(paths) > 1 else ""
        yield self.found(
            Span(first.path, first.span.start, first.span.start + len(first.text.partition("\n")[0].rstrip())),
            f"Nothing tells which server {first.path}{more} {'are' if more else 'is'} for: read as standard SQL, and rules of single"
            " servers stay silent.",
            repair='dialect = "postgres" in the configuration, or --dialect postgres (mysql, mariadb, sqlite, tsql, oracle)',
            related=[Related(Span(path, 0, 0), "read as standard SQL too") for path in paths[1:20]],
        )
