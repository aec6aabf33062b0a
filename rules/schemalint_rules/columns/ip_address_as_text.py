from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Diagnostic, Dialect, Good, Replay
from schemalint_rules._proposals import about, spelled
from schemalint_rules._retyping import as_type, typed, written_at
from schemalint_rules._vocabulary import named

BETTER: dict[Dialect, str] = {"postgres": "inet", "mariadb": "INET6", "mysql": "VARBINARY(16)"}
"""What each server keeps an address in; elsewhere there is no such type."""
SENDERS = frozenset({"remote", "client", "source", "peer", "sender", "server", "host", "local"})


class IpAddressAsText(CatalogRule):
    """An IP address should be stored as one.

    ## What it does
    Reports character columns that are named for an IP address (`ip`, `client_ip`, `ip_address`, `remote_addr`) in
    PostgreSQL, MariaDB and MySQL. Other servers have no type for it.

    ## Why is this bad
    Text takes anything for an address, keeps several spellings of one IPv6 address as different values, sorts 10.0.0.9
    behind 10.0.0.10, and cannot tell which network an address is in.

    ## Fix
    `inet`; in MariaDB `INET6`, in MySQL `VARBINARY(16)` with INET6_ATON. Not done by itself: clients must follow.

    ## References
    - PostgreSQL 17 manual, 8.9 Network Address Types; MariaDB, INET6
    - MySQL 8.4 manual, 14.23 Miscellaneous Functions, INET6_ATON
    """

    name = "ip-address-as-text"
    severity = "info"
    on = "strict"
    dialects = ("postgres", "mysql", "mariadb")
    good = (
        Good("CREATE TABLE visit (id int PRIMARY KEY, client_ip inet, ip_country text, clip text, ip_count text);"),
        Good("CREATE TABLE visit (id int PRIMARY KEY, client_ip INET6);", dialect="mariadb"),
    )
    bad = (
        Bad("CREATE TABLE visit (id int PRIMARY KEY, client_ip varchar(45));", at="varchar(45)", message="USING client_ip::inet"),
        Bad("CREATE TABLE visit (id int PRIMARY KEY, ipAddress VARCHAR(45));", at="VARCHAR(45)", dialect="mysql",
            message="VARBINARY(16)"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        dialect = catalog.dialect
        for table, column, held in typed(catalog):
            if held.family not in ("char", "varchar", "text") or held.dimensions or not _is_address(column):
                continue
            if held.length is not None and held.length < 15:
                continue  # no IPv4 address fits
            better = BETTER[dialect]
            using = f"{spelled(column.name, catalog)}::inet" if dialect == "postgres" else ""
            yield self.found(
                written_at(column),
                f"{table.ref.text}.{column.name} keeps an IP address as {held.text}: anything fits, one IPv6 address has many "
                "spellings, and no network can be asked for.",
                subject=about(table, column.name),
                repair=as_type(table, column, better, catalog, using),
            )


def _is_address(column: Column) -> bool:
    parts = named(column)
    if not parts:
        return False
    if parts[-1] in ("ip", "ipv4", "ipv6", "ipaddr", "ipaddress", "inet"):
        return True
    if parts[-1] in ("address", "addr"):
        return parts[-2:-1] in (("ip",), ("ipv4",), ("ipv6",)) or (
            parts[-1] == "addr" and not SENDERS.isdisjoint(parts)
        )
    return False
