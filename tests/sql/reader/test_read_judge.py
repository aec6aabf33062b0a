"""PostgreSQL's own parser (pglast) says the same names over the corpus."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from schemalint.model.change import ChangeGrant, CreateView
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

pglast = pytest.importorskip("pglast")
CORPUS = os.environ.get("SCHEMALINT_CORPUS", "")
FOLDERS = ("concourse", "crates-io", "danbooru", "dhis2", "langfuse", "nakama", "sakila/postgres-sakila-db", "svix")
# Their readers have judges of their own.
LEFT = frozenset(("CREATE TABLE", "ALTER TABLE", "CREATE INDEX"))
EVENTS = ((4, "insert"), (8, "delete"), (16, "update"), (32, "truncate"))
MODES = {
    "FUNC_PARAM_IN": "in", "FUNC_PARAM_DEFAULT": "in", "FUNC_PARAM_OUT": "out", "FUNC_PARAM_INOUT": "inout",
    "FUNC_PARAM_VARIADIC": "variadic",
}  # fmt: skip


def parts(name):
    return tuple(part.value for part in (name.schema, name.name) if part)


def relation(node):
    return tuple(part for part in (node.schemaname, node.relname) if part)


def strings(nodes):
    return tuple(node.sval for node in nodes or ())


def tables_read(query):
    from pglast.visitors import Visitor

    tables, own = set(), set()

    class Tables(Visitor):
        def visit_RangeVar(self, ancestors, node):  # noqa: N802
            tables.add(relation(node))

        def visit_CommonTableExpr(self, ancestors, node):  # noqa: N802
            own.add((node.ctename,))

    Tables()(query)
    return tables - own


def of_function(statement, changes):
    (made,) = changes
    options = {option.defname: option.arg for option in statement.options or ()}
    ours = [parts(made.name), made.or_replace, [(p.name, p.mode) for p in made.parameters]]
    arguments = [a for a in statement.parameters or () if a.mode.name != "FUNC_PARAM_TABLE"]
    theirs = [
        strings(statement.funcname),
        bool(statement.replace),
        [(a.name or "", MODES[a.mode.name]) for a in arguments],
    ]
    if "language" in options:
        ours.append(made.language)
        theirs.append(options["language"].sval.lower())
    if len(options.get("as", ())) == 1:
        ours.append(made.body)
        theirs.append(options["as"][0].sval)
    return ours, theirs


def of_trigger(statement, changes):
    (made,) = changes
    events = {word for bit, word in EVENTS if statement.events & bit}
    return (
        (made.name.value, parts(made.table), set(made.events), made.level, parts(made.function)),
        (
            statement.trigname,
            relation(statement.relation),
            events,
            "row" if statement.row else "statement",
            strings(statement.funcname),
        ),
    )


def of_view(statement, changes):
    (made,) = changes
    return (
        (parts(made.name), made.columns, made.or_replace, {parts(read) for read in made.reads}),
        (relation(statement.view), strings(statement.aliases), bool(statement.replace), tables_read(statement.query)),
    )


def of_materialized_view(statement, changes):
    made = changes[0]
    if not isinstance(made, CreateView):
        return None
    return (
        (parts(made.name), {parts(read) for read in made.reads}),
        (relation(statement.into.rel), tables_read(statement.query)),
    )


def of_drop(statement, changes):
    theirs = []
    for gone in statement.objects:
        if isinstance(gone, (list, tuple)):
            theirs.append(strings(gone))
        elif hasattr(gone, "objname"):
            theirs.append(strings(gone.objname))
        else:
            theirs.append(strings(gone.names) if hasattr(gone, "names") else (gone.sval,))
    ours = [(parts(drop.on) if drop.on else ()) + parts(name) for drop in changes for name in drop.names]
    drop = changes[0]
    cascade = statement.behavior.name == "DROP_CASCADE"
    return (
        (ours, drop.if_exists, drop.cascade, drop.concurrently),
        (theirs, bool(statement.missing_ok), cascade, bool(statement.concurrent)),
    )


def of_grant(statement, changes):
    (made,) = changes
    if not isinstance(made, ChangeGrant):
        return None
    public = "ROLESPEC_PUBLIC"
    theirs = tuple("public" if role.roletype.name == public else role.rolename for role in statement.grantees)
    return (made.grant.revoke, made.grant.grantees), (not statement.is_grant, theirs)


def of_update(statement, changes):
    (made,) = changes
    return (
        (parts(made.tables[0]), tuple(name.value for name in made.columns), made.filtered),
        (relation(statement.relation), tuple(t.name for t in statement.targetList), statement.whereClause is not None),
    )


def of_insert(statement, changes):
    (made,) = changes
    return (
        (parts(made.tables[0]), tuple(name.value for name in made.columns)),
        (relation(statement.relation), tuple(target.name for target in statement.cols or ())),
    )


def of_delete(statement, changes):
    (made,) = changes
    bounded = statement.whereClause is not None or statement.usingClause is not None
    return (parts(made.tables[0]), made.filtered), (relation(statement.relation), bounded)


def of_sequence(statement, changes):
    return parts(changes[0].name), relation(statement.sequence)


def of_enum(statement, changes):
    (made,) = changes
    return (parts(made.name), made.values), (strings(statement.typeName), strings(statement.vals))


def of_domain(statement, changes):
    return parts(changes[0].name), strings(statement.domainname)


def of_comment(statement, changes):
    return changes[0].comment, statement.comment


JUDGES = {
    "CreateFunctionStmt": of_function,
    "CreateTrigStmt": of_trigger,
    "ViewStmt": of_view,
    "CreateTableAsStmt": of_materialized_view,
    "DropStmt": of_drop,
    "GrantStmt": of_grant,
    "UpdateStmt": of_update,
    "InsertStmt": of_insert,
    "DeleteStmt": of_delete,
    "CreateSeqStmt": of_sequence,
    "CreateEnumStmt": of_enum,
    "CreateDomainStmt": of_domain,
    "CommentStmt": of_comment,
}


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS, reason="SCHEMALINT_CORPUS does not name the corpus")
@pytest.mark.parametrize("folder", FOLDERS)
def test_the_server_reads_the_same(folder):
    judged: Counter[str] = Counter()
    for file in sorted(Path(CORPUS, folder).rglob("*.sql")):
        if not file.is_file():
            continue
        for statement in split(file.read_text(encoding="utf-8-sig", errors="replace"), "postgres", file.name):
            if statement.kind not in ("ddl", "dml") or statement.masked or statement.verb in LEFT:
                continue
            try:
                node = pglast.parse_sql(statement.text)[0].stmt
            except pglast.Error:
                continue
            judge = JUDGES.get(type(node).__name__)
            both = judge(node, read(statement).changes) if judge else None
            if both is not None:
                ours, theirs = both
                assert ours == theirs, statement.text
                judged[type(node).__name__] += 1
    assert sum(judged.values()) > 10, judged
