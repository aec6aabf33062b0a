from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Dialect, Good, Page, PageRule, Parameters, Replay, Span, Subject, parameters
from schemalint_rules._commands import secrets, words
from schemalint_rules._documents import home_of, known_beside, schemas_of
from schemalint_rules._server_settings import COMMON, FEW, NEWER, OTHERS
from schemalint_rules._setting_values import complaint
from schemalint_rules._settings import Setting, server_of, settings

_PRODUCTS: dict[str, str] = {
    "postgres": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB", "sqlite": "SQLite", "tsql": "SQL Server", "oracle": "Oracle",
}  # fmt: skip
_NEVER_IN_SESSION = frozenset({"postmaster", "sighup", "internal"})
_HOST_HEADS = frozenset(
    {"host", "hostname", "server", "endpoint", "address", "хост", "主机", "主機", "servidor", "hôte"}
)
_DATABASE_HEADS = frozenset({"database", "db", "dbname", "database name", "db name", "schema", "datenbank", "base de datos", "banco de dados", "база данных", "数据库"})  # fmt: skip
_SECRET_HEADS = frozenset(
    {"password", "passwd", "pwd", "secret", "token", "passwort", "contraseña", "senha", "пароль", "密码", "密碼"}
)
_UNFILLED = re.compile(r"<[^>]*>|(?:your|my|some)[-_ .].*|x{3,}[\w.]*|change[-_ ]?me|host(?:name)?|db[-_]?host|server(?:[-_ ]?name)?|database(?:[-_ ]?name)?|db[-_]?name|dbname", re.I)  # fmt: skip
_SECRET_OPEN = re.compile(
    r"[\[\]{}<>$*•]|\.{3}|…|^(?:|-+|–|—|n/?a|none|vault|secret|see .*|from .*|in .*|env.*|.*manager.*|.*\s.*)$", re.I
)
_OWN_DATABASES = frozenset({"postgres", "template0", "template1", "mysql", "information_schema", "performance_schema", "sys", "master", "msdb", "tempdb", "model", "admin", "local", "config", "test", "defaultdb"})  # fmt: skip
_CREATED = re.compile(
    r"\bCREATE\s+DATABASE\s+(?:IF\s+NOT\s+EXISTS\s+)?[\"`\[]?([\w$-]+)|\bcreatedb\s+(?:-\S+\s+)*([\w$-]+)", re.I
)


def _conf(text: str, table: str = "") -> str:
    return f"# Schema\n\n**Version:** 1.0.0\n**Database:** PostgreSQL 16\n\n## orders\n\n| Column | Type |\n|---|---|\n| id | bigint |\n{table}\n## Settings\n\n```sql\n{text}\n```\n"


def _shell(text: str) -> str:
    table = "\n## Connections\n\n| Environment | Host | Port | Database |\n|---|---|---|---|\n| Production | db1 | 5433 | shop |\n"
    return _conf("work_mem = 16MB", table) + f"\n## Backup\n\n```bash\n{text}\n```\n"


_FILES = (
    ("schema.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);\nCREATE TABLE customers (id bigint PRIMARY KEY);\n"),
)


class InvalidSetting(PageRule):
    """Settings and commands that a document shows should be ones that the server takes.

    ## What it does
    Reads configuration files, statements (SET, ALTER SYSTEM, ALTER DATABASE, SET GLOBAL, PRAGMA, sp_configure) and tables of settings, and
    reports a parameter that the server's version lacks, a unit it does not take, a value that is none of its own or out of
    range, and a SET of what only a restart or reload can change. The version is the configured one, else that of the document's
    metadata; without either, what any version takes is right. In the shell fences of backup and recovery it reports databases
    that the document's table of connections does not have, tables that the schema lacks, and passwords and keys in the text;
    in the table of connections hosts and databases that were never filled in. Silent about parameters of extensions, and about
    unknown ones of MySQL, SQL Server and Oracle, whose lists are not complete, unless they are known to be gone or one letter off.

    ## Why is this bad
    The server does not start with the file, or goes on with another value than the document says; a backup command that names a table
    that is not there saves nothing.

    ## Fix
    Write the parameter, unit or value that the message gives. Take secrets from a password file or a vault. No automatic fix: what was
    meant only a person knows.

    ## References
    - PostgreSQL 17 manual, 19.1 Setting Parameters; view pg_settings
    - MariaDB, information_schema.SYSTEM_VARIABLES; MySQL 8.4 manual, 7.1.8 Server System Variables
    - SQLite, PRAGMA Statements; SQL Server, Server configuration options; Oracle, Initialization Parameters
    """

    name = "invalid-setting"
    severity = "info"
    on = "strict"
    good = (
        Good(_conf("max_connections = 200\nshared_buffers = 4GB\nwork_mem = 10485kB\nrandom_page_cost = 1.1"), path="docs/schema.md", files=_FILES),
        Good(_conf("ALTER SYSTEM SET statement_timeout = '30s';\nSET work_mem = '64MB';\nSET app.user_id = '1';"), path="docs/schema.md", files=_FILES),
        Good(_conf("UPDATE orders\nSET id = 2;"), path="docs/schema.md", files=_FILES),
        Good(_shell("pg_dump -h db1 -p 5433 -d shop --table=orders \\\n  --file=orders.dump\nPGPASSWORD=\"$SECRET\" psql -d shop"), path="docs/schema.md", files=_FILES),
    )  # fmt: skip
    bad = (
        Bad(_conf("wal_keep_segments = 32\nwork_mem = 16MB"), at="wal_keep_segments", path="docs/schema.md", files=_FILES, message="wal_keep_size"),
        Bad(_conf("work_mem = 16mb\nmax_connections = 100"), at="16mb", path="docs/schema.md", files=_FILES, message="16MB"),
        Bad(_conf("shared_bufers = 4GB\nwork_mem = 16MB"), at="shared_bufers", path="docs/schema.md", files=_FILES, message="shared_buffers"),
        Bad(_conf("random_page_cost = -7\nwork_mem = 16MB"), at="-7", path="docs/schema.md", files=_FILES),
        Bad(_conf("SET shared_buffers = '4GB';"), at="shared_buffers", path="docs/schema.md", files=_FILES, message="restart"),
        Bad(_shell("pg_dump -d shop --table=invoices"), at="invoices", path="docs/schema.md", files=_FILES),
        Bad(_shell("pg_restore -d depot --clean full.dump"), at="depot", path="docs/schema.md", files=_FILES, message="connections"),
        Bad(_shell("PGPASSWORD=Tr0ub4dor pg_dump -d shop"), at="Tr0ub4dor", path="docs/schema.md", files=_FILES),
        Bad(_shell("openssl enc -aes-256-cbc -k hunter2 -in a -out b"), at="hunter2", path="docs/schema.md", files=_FILES),
        Bad(_conf("[mysqld]\ninnodb_buffer_pool_size = 4GB\nmax_connections = 100").replace("PostgreSQL 16", "MariaDB"), at="4GB", path="docs/schema.md", dialect="mariadb"),
        Bad(_conf("[mysqld]\nquery_cache_size = 64M\nmax_connections = 100").replace("PostgreSQL 16", "MySQL 8.0"), at="query_cache_size", path="docs/schema.md", dialect="mysql"),
        Bad(_conf("PRAGMA jurnal_mode = wal;").replace("PostgreSQL 16", "SQLite"), at="jurnal_mode", path="docs/schema.md", dialect="sqlite", message="journal_mode"),
    )  # fmt: skip

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        product, version = server_of(page, against)
        for group in settings(page, product):
            known = {one: self._known(one, version) for one in group}
            if group[0].form in ("file", "row"):
                meant = sum(
                    bool(facts.find(one.name)) or self._instead(one, facts) != "" for one, facts in known.items()
                )
                if meant * 2 < len(group):
                    continue  # another program's
            for one, facts in known.items():
                yield from self._setting(one, facts, version)
        yield from self._connections(page)
        yield from self._commands(page, against)

    def _known(self, one: Setting, version: str) -> Parameters:
        return parameters(one.product, version)

    def _setting(self, one: Setting, facts: Parameters, version: str) -> Iterator[Diagnostic]:
        server = f"{_PRODUCTS.get(one.product, 'the server')}{' ' + version if version else ''}"
        if not facts.known:
            common = COMMON.get(one.product, frozenset())
            near = _near(one.name, common)
            if near:
                yield self._told(
                    one, one.name_span, f"{server} has no parameter {one.name}", f"write {near} if that is meant"
                )
            return
        if "." in one.name or one.name.startswith(OTHERS.get(one.product, ())):
            return
        found = facts.find(_full(one.name, one.product))
        if not found:
            if one.name in FEW.get(one.product, ()):
                return
            instead = self._instead(one, facts)
            had = parameters(one.product, "").versions(one.name)
            gone = facts.gone(one.name)
            if not (facts.complete or gone or instead):
                return
            when = f" (since {gone})" if gone else f" (it is one of {had[0]} to {had[-1]})" if had else ""
            effect = "ignores the pragma without a word" if one.product == "sqlite" else "refuses it"
            repair = f"write {instead}" if instead else "take the line out"
            yield self._told(one, one.name_span, f"{server} has no parameter {one.name}{when} and {effect}", repair)
            return
        wrong = complaint(one, found)
        if wrong:
            yield self._told(one, one.value_span, f"Parameter {one.name} of {server} {wrong}", "correct the value")
            return
        if (
            one.product == "postgres"
            and one.form in ("set", "database")
            and one.value
            and all(kind.context in _NEVER_IN_SESSION for kind in found)
        ):
            how = (
                "a restart"
                if found[0].context == "postmaster"
                else "a reload of the configuration"
                if found[0].context == "sighup"
                else "nothing"
            )
            yield self._told(
                one, one.name_span, f"Parameter {one.name} of {server} is changed by {how} only, so the statement is refused",
                "use ALTER SYSTEM SET, or the configuration file",
            )  # fmt: skip

    def _instead(self, one: Setting, facts: Parameters) -> str:
        """What the parameter is called now, or what is nearly called so."""
        newer = NEWER.get((one.product, one.name), "")
        if newer and facts.find(newer):
            return newer
        if parameters(one.product, "").versions(one.name) or len(one.name) < 6:
            return ""
        return facts.nearest(one.name, 0.85 if facts.complete else 0.93)

    def _told(self, one: Setting, span: Span, said: str, repair: str) -> Diagnostic:
        return self.found(span, f"{said}.", subject=Subject("other", None, None, one.name), repair=repair)

    def _connections(self, page: Page) -> Iterator[Diagnostic]:
        for grid in page.tables:
            heads = [cell.text.strip(" *:").casefold() for cell in grid.header]
            if not (_HOST_HEADS & set(heads)) or not (_DATABASE_HEADS | _SECRET_HEADS) & set(heads):
                continue
            left = {place.span for place in page.placeholders}
            for row in grid.rows:
                for head, cell in zip(heads, row, strict=True):
                    if head in _SECRET_HEADS and not _SECRET_OPEN.search(cell.text):
                        yield self._secret(cell.span, "the table of connections")
                    elif (
                        head in _HOST_HEADS | _DATABASE_HEADS
                        and _UNFILLED.fullmatch(cell.text)
                        and not any(cell.span.covers(one) for one in left)
                    ):
                        what = "host" if head in _HOST_HEADS else "database"
                        yield self.found(
                            cell.span,
                            f"The {what} {cell.text} was never filled in, so nobody can connect by this table.",
                            subject=Subject("database", None, None, cell.text),
                            repair=f"write the name of the {what}",
                        )

    def _commands(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        fences = [fence for fence in page.fences if fence.role == "shell"]
        named = _databases(page)
        schemas = schemas_of(page, against)[:1] if fences else ()
        tables = known_beside(schemas, against) if schemas and schemas[0].catalog.complete else None
        for fence in page.fences:
            if fence.role == "configuration" or fence.language in (
                "yaml",
                "yml",
                "toml",
                "properties",
                "env",
                "dotenv",
            ):
                for span in secrets(page, fence):
                    yield self._secret(span, "the settings")
        for fence in fences:
            told: set[Span] = set()
            for word in words(page, fence):
                if word.span in told:
                    continue
                told.add(word.span)
                if word.kind == "secret":
                    yield self._secret(word.span, f"the call of {word.command}" if word.command else "the command")
                elif re.search(r"[$*?\[\]{}<>%]|^(?:your|my)", word.text):
                    continue
                elif word.kind == "database" and named and word.text.casefold() not in named | _OWN_DATABASES:
                    yield self.found(
                        word.span,
                        f"{word.command} names database {word.text}, which the document's table of connections does not have.",
                        subject=Subject("database", None, None, word.text),
                        repair=f"name one of {', '.join(sorted(named))}, or add {word.text} to the table",
                    )
                elif word.kind == "table" and tables is not None and tables.find(word.text) is None:
                    yield self.found(
                        word.span,
                        f"{word.command} names table {word.text}, which is not in the schema of {home_of(schemas[0])}: nothing is saved or restored.",
                        subject=Subject("table", None, None, word.text.rpartition(".")[2]),
                        repair="correct the name, or leave the table out",
                    )

    def _secret(self, span: Span, where: str) -> Diagnostic:
        return self.found(
            span,
            f"A password or key stands in {where}, open to everybody who can read the document and its history.",
            repair="take it from a password file, a variable or a vault, and change the secret",
        )


def _databases(page: Page) -> set[str]:
    """The databases that the document's table of connections lists, and those it shows how to make."""
    found: set[str] = set()
    for grid in page.tables:
        heads = [cell.text.strip(" *:").casefold() for cell in grid.header]
        if _HOST_HEADS & set(heads):
            for at, head in enumerate(heads):
                if head in _DATABASE_HEADS and head != "schema":
                    found.update(
                        row[at].text.strip("`").casefold()
                        for row in grid.rows
                        if re.fullmatch(r"`?[\w$-]+`?", row[at].text)
                    )
    if found:
        for made in _CREATED.finditer(page.text):
            found.add((made[1] or made[2]).casefold())
    return found


def _full(name: str, product: Dialect) -> str:
    """The name without what MySQL's option files allow in front of it."""
    if product not in ("mysql", "mariadb"):
        return name
    for prefix in ("loose_", "maximum_", "enable_", "disable_"):
        if name.startswith(prefix):
            return name[len(prefix) :]
    return name


def _near(name: str, common: frozenset[str]) -> str:
    import difflib

    if name in common or len(name) < 6:
        return ""
    return next(iter(difflib.get_close_matches(name, common, 1, 0.9)), "")
