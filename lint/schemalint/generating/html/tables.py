"""A table of the schema as a section of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from schemalint.generating.descriptions import column_name
from schemalint.generating.html.drawing import mark
from schemalint.generating.html.escaping import escaped
from schemalint.generating.html.notes import badge, notes
from schemalint.generating.html.sheet import Desk, Thing
from schemalint.model.diagnostic import Diagnostic
from schemalint.model.expression import Expression
from schemalint.model.name import Ref
from schemalint.model.schema import Column, ForeignKey, Index, KeyPart, Policy, Table, Trigger, Type, View
from schemalint.model.text import Span

FEW = 12
"""Values of an enum that stand in the column's own row; of longer ones the page shows the enum."""
WORDS = {"foreign": "foreign table", "virtual": "virtual table", "external": "external table"}
"""What a table is called that is none of the usual kind."""

Children = Mapping[Ref, Sequence[tuple[Table, ForeignKey]]]
"""The foreign keys that refer to each table."""


def children(tables: Iterable[Table]) -> Children:
    """Who refers to whom."""
    found: dict[Ref, list[tuple[Table, ForeignKey]]] = {}
    for table in tables:
        for key in table.foreign_keys:
            if not key.ignored:
                found.setdefault(key.parent, []).append((table, key))
    return found


def table_section(table: Table, desk: Desk, referred: Sequence[tuple[Table, ForeignKey]], more: Beside) -> str:
    """The whole section of a table."""
    found = desk.at.get(("table", table.ref), ())
    by_part: dict[str, list[Diagnostic]] = {}
    for part, one in found:
        by_part.setdefault(part, []).append(one)
    columns = "".join(_column(column, table, desk, by_part.pop(column.name, ())) for column in table.columns)
    grid = (
        '<div class="wide"><table class="cols"><thead><tr><th scope="col">Column</th><th scope="col">Type</th>'
        '<th scope="col">Null</th><th scope="col">Default</th><th scope="col">Description</th></tr></thead>'
        f"<tbody>{columns}</tbody></table></div>"
        if columns
        else '<p class="none">Nothing is known of its columns.</p>'
    )
    parts = [
        _listed("Keys and constraints", _constraints(table, desk, by_part)),
        _listed(
            "Indexes",
            [index_item(index, table, desk, by_part.pop(index.name, ())) for index in _by_name(table.indexes)],
        ),
        _listed("Triggers", [_trigger(one, desk, by_part.pop(one.name, ())) for one in more.triggers]),
        _listed("Policies", [_policy(one, desk, by_part.pop(one.name, ())) for one in more.policies]),
        _listed("Referred to by", _referred(desk, referred)),
        _listed("Read by", [f"<li>{link(desk, view.ref)}</li>" for view in more.readers]),
        _listed(
            "Partitions", [f"<li>{link(desk, one.ref)}{_code(one.partition_bound)}</li>" for one in more.partitions]
        ),
    ]
    rest = notes([one for ones in by_part.values() for one in ones], desk)
    return (
        f"{section_head('table', table.ref, desk, _kind(table, desk), [one for _, one in found])}"
        f"{said(table.comment, desk.said.tables.get(table.ref, ()), desk)}{_facts(table, desk)}"
        + rest
        + grid
        + "".join(parts)
        + "</section>"
    )


class Beside:
    """What belongs to a table and is kept apart from it in the catalogue."""

    __slots__ = ("partitions", "policies", "readers", "triggers")

    def __init__(self) -> None:
        self.triggers: list[Trigger] = []
        self.policies: list[Policy] = []
        self.readers: list[View] = []
        self.partitions: list[Table] = []


def beside(desk: Desk) -> dict[Ref, Beside]:
    """Triggers, policies, views and partitions by their table or view, each by name."""
    catalog = desk.catalog
    found: dict[Ref, Beside] = {}
    for _, trigger in sorted(catalog.triggers.items(), key=lambda item: item[0]):
        found.setdefault(trigger.table, Beside()).triggers.append(trigger)
    for _, policy in sorted(catalog.policies.items(), key=lambda item: item[0]):
        found.setdefault(policy.table, Beside()).policies.append(policy)
    for _, view in sorted(catalog.views.items()):
        for ref in sorted(set(view.reads)):
            found.setdefault(ref, Beside()).readers.append(view)
    for _, table in sorted(catalog.tables.items()):
        if table.partition_of is not None and ("table", table.ref) in desk.ids:
            found.setdefault(table.partition_of, Beside()).partitions.append(table)
    return found


# --- pieces that views share ----------------------------------------------------------------------------------------


def section_head(kind: str, ref: Ref, desk: Desk, words: str, found: Sequence[Diagnostic]) -> str:
    """The opening of a section with its heading."""
    thing: Thing = (kind, ref)
    name = desk.label(ref)
    schema = f"{ref.schema}." if len(name) > len(ref.name) else ""
    path = f'<span class="of">{escaped(schema)}</span>' if schema else ""
    return (
        f'<section class="thing" id="{desk.ids[thing]}"><h3><a class="self" href="#{desk.ids[thing]}">{path}'
        f'{escaped(name.removeprefix(schema))}</a> <span class="kind">{words}</span>{badge(found)}</h3>'
    )


def said(comment: str | None, told: Sequence[tuple[str, Span]], desk: Desk) -> str:
    """What the schema says about an object, and what documents add."""
    return "".join(f'<p class="about" dir="auto">{text}</p>' for text in _sayings(comment, told, desk))


def _sayings(comment: str | None, told: Sequence[tuple[str, Span]], desk: Desk) -> list[str]:
    out = [escaped(comment)] if comment else []
    for text, span in told:
        if text != comment:
            out.append(f'{escaped(text)} <span class="at">{escaped(desk.place(span))}</span>')
    return out


def link(desk: Desk, ref: Ref) -> str:
    """The name of a table or view, as a link where the page shows it."""
    target = desk.target(ref)
    name = escaped(desk.label(ref))
    return f'<a href="#{target}">{name}</a>' if target else f"<span>{name}</span>"


def _listed(title: str, items: Sequence[str]) -> str:
    return f'<h4>{title}</h4><ul class="parts">{"".join(items)}</ul>' if items else ""


def _code(text: str) -> str:
    return f" <code>{escaped(text)}</code>" if text else ""


def _by_name(objects: Iterable[Index]) -> list[Index]:
    return sorted(objects, key=lambda one: (one.name, one.columns))


# --- what stands above the columns ----------------------------------------------------------------------------------


def _kind(table: Table, desk: Desk) -> str:
    if table.partition_of is not None:
        return f"partition of {link(desk, table.partition_of)}{_code(table.partition_bound)}"
    return WORDS.get(table.kind, "table")


def _facts(table: Table, desk: Desk) -> str:
    facts = []
    if table.partition_by:
        facts.append(f"partitioned by{_code(table.partition_by)}")
    if table.inherits:
        facts.append("inherits from " + ", ".join(link(desk, ref) for ref in table.inherits))
    if table.row_security:
        facts.append("row-level security" + (", also for its owner" if table.force_row_security else ""))
    if table.unlogged:
        facts.append("unlogged")
    facts += [f"{escaped(name)}{_code(value)}" for name, value in table.options if name != "owner"]
    return f'<p class="facts">{" · ".join(facts)}</p>' if facts else ""


# --- columns --------------------------------------------------------------------------------------------------------


def _column(column: Column, table: Table, desk: Desk, found: Sequence[Diagnostic]) -> str:
    described = "<br>".join(_sayings(column.comment, desk.said.columns.get((table.ref, column.name), ()), desk))
    row = (
        f'<tr><th scope="row">{escaped(column_name(column))}{_marks(column, table, desk)}</th><td>{_type(column, desk)}</td>'
        f"<td>{'yes' if column.nullable else '<b>no</b>'}</td><td>{_default(column)}</td>"
        f'<td dir="auto">{described}</td></tr>'
    )
    if not found:
        return row
    return f'{row}<tr class="found"><td colspan="5">{notes(found, desk)}</td></tr>'


def _marks(column: Column, table: Table, desk: Desk) -> str:
    out = []
    marks = mark(table, column.name)
    if "PK" in marks:
        out.append('<abbr class="key pk" title="primary key">PK</abbr>')
    if any(unique.columns == (column.name,) for unique in table.uniques) or any(
        index.unique and index.predicate is None and index.columns == (column.name,) for index in table.indexes
    ):
        out.append('<abbr class="key" title="unique">UQ</abbr>')
    for key in table.foreign_keys:
        if column.name in key.columns and not key.ignored:
            target = desk.target(key.parent)
            words = escaped(desk.label(key.parent))
            out.append(
                f'<a class="key fk" href="#{target}" title="refers to {words}">FK<span class="to">{words}</span></a>'
                if target
                else f'<abbr class="key fk" title="refers to {words}">FK</abbr>'
            )
    return " " + " ".join(dict.fromkeys(out)) if out else ""


def _type(column: Column, desk: Desk) -> str:
    kind = column.type
    if kind is None:
        return ""
    text = f"<code>{escaped(kind.text)}</code>"
    ref = _declared(kind, desk)
    if ref is not None:
        target = next((desk.ids[one, ref] for one in ("enum", "domain", "type") if (one, ref) in desk.ids), "")
        text = f'<a href="#{target}">{text}</a>' if target else text
        enum = desk.catalog.enums.get(ref)
        if enum is not None and len(enum.values) <= FEW:
            text += f'<small class="values">{", ".join(escaped(value) for value in enum.values)}</small>'
    if column.collation:
        text += f"<small>collate {escaped(column.collation)}</small>"
    return text


def _declared(kind: Type, desk: Desk) -> Ref | None:
    """The enum, domain or type of the schema that a column's type is."""
    if kind.family not in ("user", "enum"):
        return None
    catalog = desk.catalog
    for schema in (kind.schema, catalog.default_schema, *catalog.search_path, ""):
        ref = Ref(schema, kind.name)
        if ref in catalog.enums or ref in catalog.domains or ref in catalog.types:
            return ref
    return None


def _default(column: Column) -> str:
    if column.generated is not None:
        return f"{'stored' if column.stored else 'computed'}{_code(column.generated.text)}"
    if column.identity:
        return "identity" if column.identity == "always" else "auto-increment"
    text = _text(column.default)
    if column.on_update is not None:
        text += f" <small>on update {escaped(column.on_update.text)}</small>"
    return text


def _text(expression: Expression | None) -> str:
    return f"<code>{escaped(expression.text)}</code>" if expression is not None else ""


# --- keys, indexes, and what acts on a table ------------------------------------------------------------------------


def _constraints(table: Table, desk: Desk, by_part: dict[str, list[Diagnostic]]) -> list[str]:
    out = []
    if table.primary_key is not None:
        out.append(
            ("primary key", table.primary_key.name, _names(table.primary_key.columns, table), table.primary_key.comment)
        )
    out += [
        (
            "unique",
            one.name,
            _names(one.columns, table) + (" nulls not distinct" if one.nulls_not_distinct else ""),
            one.comment,
        )
        for one in table.uniques
    ]
    out += [
        ("foreign key", one.name, _foreign(one, table, desk), one.comment)
        for one in table.foreign_keys
        if not one.ignored
    ]
    out += [
        ("check", one.name, _text(one.expression) + _doubts(one.validated, one.enforced), one.comment)
        for one in table.checks
    ]
    out += [
        ("exclusion", one.name, f"{escaped(one.method)} {_keys(one.parts, table)}{_where(one.predicate)}", one.comment)
        for one in table.exclusions
    ]
    return [
        f'<li><span class="kind">{kind}</span> {f"<b>{escaped(name)}</b> " if name else ""}{text}'
        f"{_small(comment)}{notes(by_part.pop(name, ()) if name else (), desk)}</li>"
        for kind, name, text, comment in out
    ]


def _small(comment: str | None) -> str:
    return f'<small dir="auto">{escaped(comment)}</small>' if comment else ""


def _doubts(validated: bool, enforced: bool) -> str:
    return ("" if validated else " not validated") + ("" if enforced else " not enforced")


def _foreign(key: ForeignKey, table: Table, desk: Desk) -> str:
    actions = [
        f"{when} {action.lower()}"
        for when, action in (("on delete", key.on_delete), ("on update", key.on_update))
        if action != "NO ACTION"
    ]
    deferred = ["initially deferred"] if key.initially_deferred else ["deferrable"] if key.deferrable else []
    words = " ".join((*actions, *deferred))
    return (
        f"{_names(key.columns, table)} → {link(desk, key.parent)} {_names(key.parent_columns, desk.catalog.tables.get(key.parent))}"
        + (f" {escaped(words)}" if words else "")
        + _doubts(key.validated, key.enforced)
    )


def _spelled(name: str, table: Table | None) -> str:
    """A column's name as it was written."""
    column = table.column(name) if table is not None else None
    return column_name(column) if column is not None else name


def _names(columns: Iterable[str], table: Table | None) -> str:
    names = ", ".join(escaped(_spelled(name, table)) for name in columns)
    return f"<code>({names})</code>" if names else ""


def _keys(parts: Iterable[KeyPart], table: Table | None) -> str:
    out = []
    for part in parts:
        text = f"({part.expression.text})" if part.expression is not None else "?"
        text = _spelled(part.column, table) if part.column else text
        text += f"({part.prefix})" if part.prefix else ""
        words = (part.opclass, "desc" if part.descending else "", f"nulls {part.nulls}" if part.nulls else "")
        operator = f"with {part.operator}" if part.operator else ""
        out.append(" ".join(word for word in (text, *words, operator) if word))
    return f"<code>({escaped(', '.join(out))})</code>"


def _where(predicate: Expression | None) -> str:
    return f" where {_text(predicate)}" if predicate is not None else ""


def index_item(index: Index, table: Table | None, desk: Desk, found: Sequence[Diagnostic]) -> str:
    """An index as an item of a list."""
    words = [word for word, holds in (("unique", index.unique), ("not valid", not index.valid)) if holds]
    words += [index.method] if index.method not in ("", "btree") else []
    lead = f'<span class="kind">{escaped(" ".join(words))}</span> ' if words else ""
    include = f" include {_names(index.include, table)}" if index.include else ""
    return (
        f"<li>{lead}<b>{escaped(index.name)}</b> {_keys(index.parts, table)}{include}{_where(index.predicate)}"
        f"{_small(index.comment)}{notes(found, desk)}</li>"
    )


def _trigger(one: Trigger, desk: Desk, found: Sequence[Diagnostic]) -> str:
    events = " or ".join(one.events) + (f" of {', '.join(one.columns)}" if one.columns else "")
    calls = ""
    if one.function is not None:
        target = desk.ids.get(("routine", one.function), "")
        name = escaped(desk.label(one.function))
        calls = f' calls <a href="#{target}">{name}</a>' if target else f" calls <span>{name}</span>"
    when = f" when{_code(one.when)}" if one.when else ""
    body = (
        f"<details><summary>Body</summary><pre>{escaped(one.body.strip())}</pre></details>" if one.body.strip() else ""
    )
    state = "" if one.enabled else " <em>disabled</em>"
    return (
        f"<li><b>{escaped(one.name)}</b> {escaped(one.timing)} {escaped(events)}, each {one.level}{when}{calls}{state}"
        f"{_small(one.comment)}{body}{notes(found, desk)}</li>"
    )


def _policy(one: Policy, desk: Desk, found: Sequence[Diagnostic]) -> str:
    using = f" using {_text(one.using)}" if one.using is not None else ""
    check = f" with check {_text(one.check)}" if one.check is not None else ""
    kind = "" if one.permissive else '<span class="kind">restrictive</span> '
    return (
        f"<li>{kind}<b>{escaped(one.name)}</b> for {escaped(one.command)} to {escaped(', '.join(one.roles))}{using}{check}"
        f"{_small(one.comment)}{notes(found, desk)}</li>"
    )


def _referred(desk: Desk, referred: Sequence[tuple[Table, ForeignKey]]) -> list[str]:
    return [
        f"<li>{link(desk, table.ref)} {_names(key.columns, table)}</li>"
        for table, key in sorted(referred, key=lambda one: (one[0].ref, one[1].columns))
    ]
