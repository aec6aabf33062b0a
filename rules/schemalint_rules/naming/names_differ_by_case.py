from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Kind, Related, Replay, Span, Subject
from schemalint.model.record import NamedTuple
from schemalint_rules._faults import about, in_other_letters, said
from schemalint_rules._proposals import about as about_column
from schemalint_rules._tables import own_columns, understood


class NamesDifferByCase(CatalogRule):
    """Two names should differ in more than letter case.

    ## What it does
    Reports a table, view, type, routine or column whose name another one of the same schema, or table, has in other letters:
    `"Users"` beside `users`. In servers that fold unquoted names only quotes can make such a pair. In MySQL and MariaDB table names
    are told apart by case where the file system does; there two tables in one script are told.

    ## Why is this bad
    Which of the two is meant depends on a pair of quotes: `SELECT … FROM Users` reads `users`, and nobody sees that from the query.
    On servers and file systems that do not tell letters apart the second one is refused, so a dump of the schema cannot be loaded there.

    ## Fix
    Rename one of them, or drop the one that came into being by mistake. No automatic fix: queries name both.

    ## References
    - PostgreSQL manual, 4.1.1 Identifiers and Key Words
    - MySQL 8.4 manual, 11.2.3 Identifier Case Sensitivity
    - Oracle Database SQL Language Reference, Database Object Naming Rules
    """

    name = "names-differ-by-case"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb", "oracle", "standard")
    good = (
        Good("CREATE TABLE users (id int);\nCREATE TABLE Orders (id int);"),
        Good('CREATE TABLE a.users (id int);\nCREATE TABLE b."Users" (id int);'),
        Good('CREATE TABLE users (id int);\nALTER TABLE users RENAME TO "Users";'),
    )
    bad = (
        Bad('CREATE TABLE "Users" (id int);', given="CREATE TABLE users (id int);", at='"Users"', message="public.users"),
        Bad('CREATE TABLE t (user_id int, "User_ID" int);', at='"User_ID"', message="user_id"),
        Bad("CREATE TABLE Users (id int);", given="CREATE TABLE users (id int);", at="Users", dialect="mysql"),
        Bad('CREATE TABLE "users" (id int);', given="CREATE TABLE users (id int);", at='"users"', dialect="oracle"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        if catalog.dialect in ("mysql", "mariadb"):
            yield from self._refused(replay)
            return
        for kinds in _namespaces(catalog):
            for first, other in _pairs(kinds):
                kind = "table" if other.kind == "view" else other.kind
                yield self._alike(
                    f"{other.kind.capitalize()} {_dotted(other)} differs from {_dotted(first)} in letter case only",
                    other,
                    first.span,
                    Subject(kind, other.schema or None, None, other.name),
                )
        for table in understood(catalog):
            columns = [Named("column", "", column.name, column.span) for column in own_columns(table)]
            for first, other in _pairs(columns):
                yield self._alike(
                    f"Column {table.ref.text}.{other.name} differs from {first.name} in letter case only",
                    other,
                    first.span,
                    about_column(table, other.name),
                )

    def _refused(self, replay: Replay) -> Iterator[Diagnostic]:
        """Tables of MySQL that the replay takes for one, for it does not know the file system."""
        for step in replay.steps:
            for fault in step.faults:
                if fault.kind != "exists" or fault.related is None or not in_other_letters(fault, step):
                    continue
                yield self._alike(
                    f"{said(fault)} is there already in other letters",
                    Named("table", fault.ref.schema, fault.ref.name, fault.span),
                    fault.related,
                    about(fault),
                )

    def _alike(self, what: str, named: Named, other: Span, subject: Subject) -> Diagnostic:
        return self.found(
            named.span,
            f"{what}: which of the two a query means hangs on quotes, or on the server's file system.",
            subject=subject,
            repair="give one of them another name",
            related=(Related(other, "the other one"),) if other.path else (),
        )


class Named(NamedTuple):
    kind: Kind
    schema: str
    name: str
    span: Span


def _dotted(named: Named) -> str:
    return f"{named.schema}.{named.name}" if named.schema else named.name


def _namespaces(catalog: Catalog) -> Iterator[list[Named]]:
    """The names of each kind that a query tells apart by name alone. What is only taken to exist may be a slip of the statement
    that names it, which other rules tell."""
    yield [
        *(Named("table", ref.schema, ref.name, one.span) for ref, one in catalog.tables.items() if not one.assumed),
        *(Named("view", ref.schema, ref.name, one.span) for ref, one in catalog.views.items()),
    ]
    yield [
        Named("type", ref.schema, ref.name, one.span)
        for held in (catalog.enums, catalog.domains, catalog.types)
        for ref, one in held.items()
    ]
    yield [Named("routine", ref.schema, ref.name, held[0].span) for ref, held in catalog.routines.items() if held]


def _pairs(named: Iterable[Named]) -> Iterator[tuple[Named, Named]]:
    """Each name with the first one, in the order of the text, that it differs from in case only."""
    first: dict[tuple[str, str], Named] = {}
    for one in sorted(named, key=lambda held: held.span):
        held = first.setdefault((one.schema.casefold(), one.name.casefold()), one)
        if held.name != one.name and held.schema == one.schema:
            yield held, one
