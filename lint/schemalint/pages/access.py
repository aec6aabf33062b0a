"""Roles, what they may do, and row-level policies, as tables, matrices and lists state them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from schemalint.model.page import Cell, DocumentedGrant, DocumentedPolicy, DocumentedRole, GridTable, Section
from schemalint.model.text import Span
from schemalint.pages.heads import inside, is_title, named, names_of, taken, whole_name
from schemalint.pages.object_words import ACCESS_TITLES, EVERYTHING, IN_SCHEMA, POLICY_TITLES, PRIVILEGES

_LETTERS = {"c": "INSERT", "r": "SELECT", "u": "UPDATE", "d": "DELETE"}


def privileges_in(text: str) -> tuple[str, ...] | None:
    """The privileges that a cell lists, see `DocumentedGrant.privileges`."""
    text = text.casefold().strip(" .`*")
    if text in PRIVILEGES:
        return PRIVILEGES[text]
    if len(text) > 1 and set(text) <= set("crud-_ ") and len(set(text) & set("crud")) >= 2 and " " not in text.strip():
        return tuple(_LETTERS[letter] for letter in "crud" if letter in text)
    found: list[str] = []
    for part in re.split(r"\s*(?:[,、，;/&+・]|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bи\b|<br>)\s*|\s{2,}", text):
        words = part.strip(" `*()").removeprefix("grant ")
        if not words:
            continue
        if words in PRIVILEGES:
            found += PRIVILEGES[words]
        elif len(words) <= 4 and set(words) <= set("crud"):
            found += [_LETTERS[letter] for letter in words]
        elif all(word in PRIVILEGES and PRIVILEGES[word] for word in words.split()):
            for word in words.split():
                found += PRIVILEGES[word]
        else:
            return None
    return tuple(dict.fromkeys(found)) if found else None


_WORDS = sorted(EVERYTHING, key=len, reverse=True)


def objects_in(text: str) -> tuple[tuple[str, ...], bool] | None:
    """The objects that a cell names, and whether it is all there are (of the schemas named); None where it says anything else."""
    folded = " ".join(text.casefold().replace("`", "").split()).strip(" .")
    for words in _WORDS:
        if not folded.startswith(words):
            continue
        rest = folded[len(words) :].strip()
        if not rest or rest in ("tables", "tables and views", "objects"):
            return (), True
        for between in IN_SCHEMA:
            if rest.startswith(f"{between} "):
                names = _names(
                    rest[len(between) + 1 :].removesuffix(" schema").removeprefix("the ").removeprefix("schema ")
                )
                return (names, True) if names else None
    star = re.fullmatch(r"([\w$]+)\.\*", folded)
    if star:
        return (star[1],), True
    plain = " ".join(text.replace("`", "").split()).strip(" .")
    names = _names(re.sub(r"^(?:tables?|views?)\s+|\s+tables?$", "", plain, flags=re.I))
    return (names, False) if names else None


def _names(text: str) -> tuple[str, ...]:
    found = tuple(
        part.strip('`"[]* ')
        for part in re.split(r"\s*(?:[,、，;]|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bи\b)\s*", text)
        if part
    )
    return found if all(re.fullmatch(r"[^\W\d][\w$-]*(?:\.[\w$-]+){0,2}", name) for name in found) else ()


def is_grant_table(offers: Sequence[frozenset[str]]) -> bool:
    """Whether the rows say what roles may do."""
    at = taken(offers, ("role", "privileges"))
    return len(at) == 2 and at["role"] <= 1


def grants(table: GridTable, offers: Sequence[frozenset[str]], section: Section | None) -> Iterator[DocumentedGrant]:
    """The grants of such a table."""
    at = taken(offers, ("role", "privileges", "objects"))
    last: list[tuple[str, Span]] = []
    for row, span in zip(table.rows, table.row_spans, strict=True):
        if row[at["role"]].text:
            last = _grantees(row[at["role"]])
        privileges_cell = row[at["privileges"]]
        told = DocumentedGrant("", (), None, span, span, section=section)
        told = told._replace(privileges=privileges_in(privileges_cell.text), privileges_span=inside(privileges_cell))
        objects_cell = row[at["objects"]] if "objects" in at else None
        if objects_cell is not None:
            objects = objects_in(objects_cell.text)
            told = told._replace(objects_span=inside(objects_cell))
            told = (
                told._replace(objects=objects[0], everything=objects[1]) if objects else told._replace(privileges=None)
            )
        elif told.privileges is None:
            told = _on(told, privileges_cell)
        for name, place in last:
            yield told._replace(role=name, role_span=place)


def _on(told: DocumentedGrant, cell: Cell) -> DocumentedGrant:
    """The same where one cell says both: `SELECT on orders`."""
    both = re.fullmatch(r"(.+?)\s+on\s+(.+)", cell.text, re.I)
    objects = objects_in(both[2]) if both else None
    privileges = privileges_in(both[1]) if both and objects else None
    place = cell.written.find(both[1]) if both else -1
    if both is None or objects is None or privileges is None or place < 0:
        return told
    start = cell.span.start + place
    return told._replace(
        objects=objects[0], everything=objects[1], privileges=privileges,
        privileges_span=Span(cell.span.path, start, start + len(both[1])),
    )  # fmt: skip


_GRANTEE = re.compile(r"'[^']+'(?:@'[^']*')?|[\w$-]+(?:@[\w%.-]+)?")


def _grantees(cell: Cell) -> list[tuple[str, Span]]:
    """The roles that a cell names, one or more: `app_read, app_write`, `'app'@'%'`; none where it says anything else."""
    found = []
    if not re.fullmatch(
        rf"[`*]*(?:{_GRANTEE.pattern})[`*]*(?:\s*[,、，]\s*[`*]*(?:{_GRANTEE.pattern})[`*]*)*", cell.written
    ):
        return []
    for one in _GRANTEE.finditer(cell.written):
        span = Span(cell.span.path, cell.span.start + one.start(), cell.span.start + one.end())
        found.append((one[0].replace("'", ""), span))
    return found


def matrix(
    table: GridTable, offers: Sequence[frozenset[str]], titles: Sequence[str], section: Section | None
) -> list[DocumentedGrant]:
    """The cells of a table whose rows are objects and whose columns are roles, or the other way round; empty for any other table.
    A Role column beside columns for SQL's privileges is one too."""
    if (
        len(table.header) < 2
        or not table.rows
        or not (offers[0] & {"objects", "role", "table"} or not table.header[0].text)
    ):
        return []
    heads = [whole_name(cell) for cell in table.header]
    across = [PRIVILEGES.get(cell.text.casefold()) for cell in table.header]
    roles_down = "role" in offers[0]
    if not roles_down and not any(is_title(title, ACCESS_TITLES) for title in titles):
        return []
    found: list[DocumentedGrant] = []
    begin = 2 if roles_down and len(offers) > 2 and "objects" in offers[1] and across[1] is None else 1
    columns = [at for at in range(begin, len(heads)) if not offers[at] & {"description"}]
    by_privilege = bool(columns) and all(across[at] for at in columns) and (roles_down or begin == 2)
    if by_privilege and begin == 1:
        return []  # it does not say on what
    if not by_privilege and (begin == 2 or not columns or any(heads[at] is None for at in columns)):
        return []
    for row, span in zip(table.rows, table.row_spans, strict=True):
        first = whole_name(row[0]) if roles_down else None
        if by_privilege:
            objects = objects_in(row[1].text)
            said = [privileges_in(row[at].text) for at in columns]
            if first is None or objects is None or any(one is None for one in said):
                return []
            held = [name for at, one in zip(columns, said, strict=True) if one for name in across[at] or ()]
            found.append(
                DocumentedGrant(
                    first.name,
                    objects[0],
                    tuple(held),
                    span,
                    first.span,
                    objects[1],
                    inside(row[1]),
                    None,
                    section=section,
                )
            )
            continue
        objects = objects_in(row[0].text) if not roles_down else ((), False)
        if objects is None or (roles_down and first is None):
            return []
        for at in columns:
            cell, head = row[at], heads[at]
            told = privileges_in(cell.text)
            if told is None or head is None:
                return []
            if roles_down and first is not None:
                found.append(
                    DocumentedGrant(
                        first.name, (head.name,), told, span, first.span, False, head.span, cell.span, True, section
                    )
                )
            else:
                found.append(
                    DocumentedGrant(
                        head.name,
                        objects[0],
                        told,
                        span,
                        head.span,
                        objects[1],
                        inside(row[0]),
                        cell.span,
                        True,
                        section,
                    )
                )
    return found if any(one.privileges for one in found) else []


def is_policy_table(titles: Sequence[str], offers: Sequence[frozenset[str]]) -> bool:
    """Whether the rows are row-level policies."""
    flat: set[str] = set().union(*offers[1:]) if offers else set()
    if any("policy" in kinds for kinds in offers[:2]):
        return bool(set().union(*offers) & {"command", "roles", "using"})
    return bool(
        offers and "name" in offers[0] and titles and is_title(titles[0], POLICY_TITLES) and flat & {"command", "using"}
    )


def policies(
    table: GridTable, offers: Sequence[frozenset[str]], owner: str, section: Section | None
) -> Iterator[DocumentedPolicy]:
    """The policies of such a table; `owner` is the table that the headings name, or empty."""
    at = taken(offers, ("policy", "table", "command", "roles", "using", "name"))
    name_at = at.get("policy", at.get("name"))
    if name_at is None:
        return
    for row, span in zip(table.rows, table.row_spans, strict=True):
        name = whole_name(row[name_at])
        holder = whole_name(row[at["table"]]) if "table" in at else None
        if name is None or ("table" in at and holder is None):
            continue
        command, command_span = _cell(row, at.get("command"))
        roles = names_of(row[at["roles"]]) if "roles" in at else None
        using, using_span = _cell(row, at.get("using"))
        yield DocumentedPolicy(
            name.name, holder.name if holder else owner, span, name.span, command.casefold() if command.casefold() in _COMMANDS else "",
            roles or (), using, holder.span if holder else None, command_span, inside(row[at["roles"]]) if roles else None, using_span,
            section,
        )  # fmt: skip


_COMMANDS = frozenset(("all", "select", "insert", "update", "delete"))


def _cell(row: Sequence[Cell], at: int | None) -> tuple[str, Span | None]:
    return (row[at].text, inside(row[at])) if at is not None else ("", None)


def is_role_table(titles: Sequence[str], offers: Sequence[frozenset[str]]) -> bool:
    """Whether the rows are roles with nothing but words about them."""
    return (
        len(offers) > 1 and "role" in offers[0] and all("description" in kinds for kinds in offers[1:])
        and any(is_title(title, ACCESS_TITLES) for title in titles)
    )  # fmt: skip


def roles(table: GridTable, section: Section | None) -> Iterator[DocumentedRole]:
    """The roles of such a table."""
    for row, span in zip(table.rows, table.row_spans, strict=True):
        name = whole_name(row[0])
        if name:
            yield DocumentedRole(name.name, span, name.span, row[1].text, section)


_GRANT = re.compile(
    r"(?:GRANT\s+)?(?P<privileges>[A-Z][A-Z ,/]*?)\s+(?:ON|on)\s+(?P<objects>[^;()]+?)(?:\s+(?:TO|to)\s+(?P<role>[\w`]+))?[.;`]*$"
)


def from_item(text: str, start: int, path: str, section: Section | None) -> DocumentedGrant | DocumentedPolicy | None:
    """What a list item says that a role may do: `app_read: SELECT on all tables`."""
    head = named(text, start, path)
    if head is None or not head.marked or head.arguments is not None:
        return None
    gap = re.compile(r"\s*(?:[:：]|[-–—](?=\s))\s*").match(text, head.end)
    if not gap:
        return None
    found = _GRANT.match(text.replace("`", " "), gap.end())
    if not found or found["role"]:
        return None
    row = Span(path, start, start + len(text))
    privileges, objects = privileges_in(found["privileges"]), objects_in(found["objects"])
    if not privileges or objects is None:
        return None
    lead = len(found["objects"]) - len(found["objects"].lstrip())
    return DocumentedGrant(
        head.name, objects[0], privileges, row, head.span, objects[1],
        Span(path, start + found.start("objects") + lead, start + found.end("objects") - (len(found["objects"]) - len(found["objects"].rstrip()))),
        Span(path, start + found.start("privileges"), start + found.end("privileges")), section=section, source="list",
    )  # fmt: skip
