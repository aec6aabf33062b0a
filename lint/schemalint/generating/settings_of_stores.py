"""What a document says about how a document store keeps a table or a collection: settings that SQL has no words for."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from schemalint.dialects.stores import STORES
from schemalint.generating.operations import PRODUCTS
from schemalint.model.declaration import Declaration
from schemalint.model.document import Dialect
from schemalint.model.page import Page
from schemalint.model.schema import Catalog, Index, Table

_BILLING = {"pay_per_request": "by request", "provisioned": "by provisioned capacity"}
_HIDDEN = "told by an expression"
_STREAMS = {
    "keys_only": "the keys of what changes",
    "new_image": "items as they become",
    "old_image": "items as they were",
    "new_and_old_images": "items as they were and as they become",
}


def settings(table: Table, dialect: Dialect, page: Page | None = None) -> str:
    """A list of the settings of a table of DynamoDB or a collection of MongoDB; empty where nothing is declared. For a `page` about
    several servers, which of them keeps the table comes first."""
    lines = [("Store", _home(table, dialect, page))] if page is not None else []
    if dialect in STORES:
        lines += _of_collection(table) if table.kind == "collection" else _of_table(table)
    return "\n".join(f"- **{name}:** {said}" for name, said in lines)


def _home(table: Table, dialect: Dialect, page: Page) -> str:
    """The product that keeps a table, with a link to the file that makes it."""
    product = PRODUCTS.get(dialect, dialect)
    here, there = page.path, table.span.path
    if not there or posixpath.isabs(here) != posixpath.isabs(there):
        return product
    return f"{product}, [{posixpath.basename(there)}]({posixpath.relpath(there, posixpath.dirname(here) or '.')})"


def encrypted(catalog: Catalog) -> str:
    """Which tables ask for keys of their own, as one line; empty where that is not declared at all."""
    asked = [table for table in catalog.tables.values() if table.declaration is not None]
    own = [table.name for table in asked if _state(table.declaration, "encryption") == "on"]
    if not asked:
        return ""
    rest = [table.name for table in asked if table.name not in own]
    said = [f"{', '.join(sorted(own))} by a key in AWS KMS"] if own else []
    said += [f"{', '.join(sorted(rest))} by a key that AWS owns"] if rest else []
    return "; ".join(said)


def _of_table(table: Table) -> Iterator[tuple[str, str]]:
    options, held = dict(table.options), table.declaration
    if "billing_mode" in options:
        yield "Billing", _BILLING.get(options["billing_mode"], options["billing_mode"])
    elif held is not None and {"billing", "all"} & set(held.unknown):
        yield "Billing", _HIDDEN
    elif held is not None and held.form not in ("model", "simple-table"):
        yield "Billing", _BILLING["provisioned"]  # what holds where nothing is said
    if "table_class" in options:
        yield "Table class", options["table_class"].replace("_", " ")
    if held is not None and held.form != "model":
        if "stream" in options:
            yield "Stream", _STREAMS.get(options["stream"], options["stream"])
        elif "stream" in held.unknown:
            yield "Stream", _HIDDEN
        elsewhere = held.form in ("request", "shell")  # other requests set what this one cannot
        if not elsewhere or held.named("ttl"):
            ttl = _state(held, "ttl")
            yield (
                "Time to live",
                f"by {options['ttl']}" if ttl == "on" and options.get("ttl", "true") != "true" else ttl,
            )
        if not elsewhere or held.named("recovery"):
            yield "Point-in-time recovery", _recovery(held)
        state = _state(held, "encryption")
        yield "Encryption", {"on": "by a key in AWS KMS", "off": "by a key that AWS owns"}.get(state, state)
    for index in table.indexes:
        yield index.name or ", ".join(index.columns), f"{index.method} secondary index, {_projected(index)}"


def _state(held: Declaration | None, name: str) -> str:
    if held is None or name in held.unknown or "all" in held.unknown:
        return _HIDDEN
    return "on" if any(part.value == "true" for part in held.named(name)) else "off"


def _recovery(held: Declaration) -> str:
    replicas = held.named("replica")
    on = [one.value for one in replicas if any(part.value == "true" for part in held.named("recovery", one.value))]
    if not replicas or "recovery" in held.unknown:
        return _state(held, "recovery")
    return "on" if len(on) == len(replicas) else f"on in {', '.join(on)} only" if on else "off"


def _projected(index: Index) -> str:
    kind = dict(index.options).get("projection", "")
    if kind == "include":
        return f"holds {', '.join(index.include)} besides its keys" if index.include else "holds its keys"
    return {"all": "holds all attributes", "keys_only": "holds its keys"}.get(
        kind, "whose projection an expression tells"
    )


def _of_collection(table: Table) -> Iterator[tuple[str, str]]:
    options, held = dict(table.options), table.validator
    if held is None:
        yield "Validator", "none"
    else:
        kind = "" if held.objects else ", which is no schema"
        level = "" if held.level in ("", "strict") else f" (level {held.level})"
        action = "a warning is logged" if held.action == "warn" else "a document that does not fit is refused"
        yield "Validator", f"{action}{level}{kind}"
    if options.get("capped") == "true":
        yield "Size", "capped: the oldest documents go first"
    if "timeseries" in options:
        yield "Kind", "time series"
    if "expireafterseconds" in options:
        yield "Time to live", f"{options['expireafterseconds']} seconds"
    for index in table.indexes:
        seconds = dict(index.options).get("expireafterseconds")
        if seconds is not None:
            yield index.name, f"documents are removed {seconds} seconds after {', '.join(index.columns)}"
