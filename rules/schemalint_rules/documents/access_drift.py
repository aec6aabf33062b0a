from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from schemalint import (
    Bad,
    Diagnostic,
    DocumentedGrant,
    DocumentedPolicy,
    DocumentedRole,
    Edit,
    Fix,
    Given,
    Good,
    Page,
    PageRule,
    Policy,
    Ref,
    Related,
    Replay,
    Span,
    Subject,
    alike,
    given,
    held_on,
    meaning,
    plain_role,
)
from schemalint_rules._access import VAGUE, agrees, roles_of
from schemalint_rules._dictionary import STORES
from schemalint_rules._documents import Known, described, home_of, known_in, parts_of
from schemalint_rules._entries import in_manner, item_added, predecessor, put_right, row_added, taken_out

_SQL = (
    (
        "schema.sql",
        "CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);\n"
        "CREATE ROLE reader;\nCREATE ROLE writer;\nGRANT SELECT ON users, orders TO reader;\n"
        "GRANT SELECT, INSERT ON orders TO writer;\n"
        "CREATE POLICY own_orders ON orders FOR SELECT TO reader USING (user_id = 1);\n",
    ),
)
_GRANTS = "# Schema\n\n## Access\n\n| Role | Objects | Privileges |\n|---|---|---|\n"
_READER = "| reader | users, orders | SELECT |\n"
_WRITER = "| writer | orders | SELECT, INSERT |\n"
_MATRIX = "# Schema\n\n## Access\n\n| Table | reader | writer |\n|---|---|---|\n"
_POLICY = "# Schema\n\n## Access\n\n| Policy | Table | Command | Roles |\n|---|---|---|---|\n"


class AccessDrift(PageRule):
    """What a document says of roles, grants and policies should be what the schema does.

    ## What it does
    Holds tables, matrices and lists of who may do what against the GRANT, REVOKE and DENY of the schema, policies against CREATE
    POLICY, and lists of roles against CREATE ROLE and CREATE USER: privileges that differ, rows about what is not there, and what a list
    that has at least half of its kind leaves out. Words of SQL are meant exactly; `read`, `R/W`, a tick or the letters of CRUD are
    taken for what they say. What PUBLIC may do, every role may. Silent where the schema grants nothing, and about lists that share
    less than half of their roles with it: those are the roles of a program.

    ## Why is this bad
    Reviews of who sees what are made from the document: a right that it does not tell is a hole, one that it invents an outage.

    ## Fix
    Privileges, commands and roles are corrected in place in the words of the document, rows about what is gone are taken out, missing ones
    added. Safe: only the document changes.

    ## References
    - ISO/IEC 27002:2022, 5.18 Access rights
    """

    name = "access-drift"
    severity = "warning"
    on = "strict"
    fixes = "safe"
    good = (
        Good(_GRANTS + _READER + _WRITER, path="docs/database-schema-shop.md", files=_SQL),
        Good(_MATRIX + "| users | R | - |\n| orders | R | R/W |\n", path="docs/database-schema-shop.md", files=_SQL),
        Good(_POLICY + "| own_orders | orders | SELECT | reader |\n", path="docs/database-schema-shop.md", files=_SQL),
    )
    bad = (
        Bad(
            _GRANTS + _READER + _WRITER.replace("INSERT", "DELETE"),
            at="SELECT, DELETE",
            path="docs/database-schema-shop.md",
            files=_SQL,
            message="INSERT",
            fixed=_GRANTS + _READER + _WRITER,
        ),
        Bad(
            _GRANTS + _READER,
            at="reader",
            path="docs/database-schema-shop.md",
            files=_SQL,
            message="writer",
            fixed=_GRANTS + _READER + _WRITER,
        ),
        Bad(
            _MATRIX + "| users | R | R/W |\n| orders | R | - |\n",
            at="R/W",
            path="docs/database-schema-shop.md",
            files=_SQL,
            times=2,
            fixed=_MATRIX + "| users | R | - |\n| orders | R | R/W |\n",
        ),
        Bad(
            _POLICY + "| own_orders | orders | ALL | reader |\n",
            at="ALL",
            path="docs/database-schema-shop.md",
            files=_SQL,
            fixed=_POLICY + "| own_orders | orders | SELECT | reader |\n",
        ),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        if not (page.documented_grants or page.documented_policies or page.documented_roles):
            return
        for schema in parts_of(page, against):
            if schema.dialect in STORES:
                continue
            held = given(schema)
            known = known_in((schema,))
            yield from self._grants(page, schema, held, known)
            yield from self._policies(page, schema, known)
            yield from self._roles(page, schema, held)

    # --- grants -----------------------------------------------------------------------------------------------------

    def _grants(
        self, page: Page, schema: Replay, held: Mapping[str, list[Given]], known: Known
    ) -> Iterator[Diagnostic]:
        roles = roles_of(schema.catalog, held)
        told = {plain_role(one.role) for one in page.documented_grants}
        if not held or len(told & roles) * 2 < len(told) or not told & roles:
            return
        covered: list[tuple[DocumentedGrant, set[Given]]] = []
        gone: set[tuple[str, Span]] = set()
        for one in page.documented_grants:
            role = plain_role(one.role)
            if role not in roles:
                place = (role, one.role_span)
                if place not in gone:
                    gone.add(place)
                    yield self._no_role(page, one, schema)
                continue
            scopes = _scopes(one, held.get(role, []), known)
            if scopes is None:
                continue
            covered.append((one, _covered(one, scopes, held.get(role, []))))
            if one.privileges is not None:
                yield from self._privileges(page, one, role, scopes, schema, held)
        yield from self._ungranted(page, schema, held, covered)

    def _no_role(self, page: Page, one: DocumentedGrant, schema: Replay) -> Diagnostic:
        edits = () if one.matrix else _lines(page, one)
        return self.found(
            one.role_span,
            f"Role {one.role} is documented, but the schema of {home_of(schema)} neither makes it nor grants it anything.",
            subject=Subject("role", None, None, one.role.lower()),
            repair=f"take {one.role} out of the document, or create it",
            fix=Fix(f"Take what role {one.role} may do out of the document", "safe", edits=edits) if edits else None,
        )

    def _privileges(
        self,
        page: Page,
        one: DocumentedGrant,
        role: str,
        scopes: list[Ref | None],
        schema: Replay,
        held: Mapping[str, list[Given]],
    ) -> Iterator[Diagnostic]:
        told = one.privileges or ()
        wrong: list[tuple[Ref | None, list[str]]] = []
        for ref in scopes:
            own = _held(held, role, ref, one, schema)
            public = [*own, *(name for name in _held(held, "public", ref, one, schema) if name not in own)]
            if not (agrees(told, own) or agrees(told, public)):
                wrong.append((ref, own))
        if not wrong:
            return
        ref, own = wrong[0]
        on = ref.text if ref is not None else f"all of {', '.join(one.objects) or 'the schema'}"
        what = ", ".join(own)
        right = _in_words(page, one, own)
        span = one.privileges_span or one.row
        grants = [each for each in held.get(role, ()) if ref is None or each.ref == ref or each.everything]
        alone = all(privileges == own for _, privileges in wrong) and len(wrong) == len(scopes)
        edits: tuple[Edit, ...] = ()
        if not own and not one.matrix:
            edits = _lines(page, one) if alone else ()
        elif right is not None and one.privileges_span is not None and alone:
            edits = put_right(page, one.privileges_span, right)
        more = "" if own else " (nothing is granted)"
        consequence = (
            "it can do more than reviewers see" if set(own) - set(told) and own else "work that relies on it is refused"
        )
        yield self.found(
            span,
            f"Role {one.role} is documented with {page.written(span) or 'nothing'} on {on}, but it has {what or 'no right'} there{more}, so "
            f"{consequence}.",
            subject=Subject("role", None, None, role),
            repair=f"write {right if right is not None else what}" if own else "take it out, or grant it",
            related=tuple(Related(each.span, "it is granted here") for each in grants[:1] if each.span.path),
            fix=Fix(f"Write what role {one.role} may do on {on}", "safe", edits=edits) if edits else None,
        )

    def _ungranted(
        self,
        page: Page,
        schema: Replay,
        held: Mapping[str, list[Given]],
        covered: list[tuple[DocumentedGrant, set[Given]]],
    ) -> Iterator[Diagnostic]:
        """Grants that a list lacks, one finding for each statement and role."""
        listed = [(one, which) for one, which in covered if not one.matrix and which]
        told = {each for _, which in covered for each in which}
        if not listed:
            return
        missing: dict[tuple[Span, str], list[Given]] = {}
        every = [each for grants in held.values() for each in grants]
        every.sort(key=lambda each: each.span)
        for each in every:
            if each not in told and each.kind in (*_SHOWN, "sequence", "routine", "schema", "database"):
                missing.setdefault((each.span, each.role), []).append(each)
        kinds = {each.kind for each in told}
        missing = {key: which for key, which in missing.items() if which[0].kind in kinds}
        if len(missing) > len({(each.span, each.role) for each in told}):
            return
        order = [(each.span, each.role) for each in every]
        entries = [(one, min((each.span, each.role) for each in which)) for one, which in listed]
        for key, grants in missing.items():
            first = grants[0]
            names = _named(grants, schema)
            before = predecessor(key, [place for _, place in entries], (list(dict.fromkeys(order)),))
            model = next((one for one, place in entries if place == before), None)
            yield self.found(
                listed[-1][0].role_span,
                f"Role {first.role} has {', '.join(first.privileges)} on {names}, but the document does not list it, so reviewers do not "
                "see that right.",
                subject=Subject("role", None, None, first.role),
                repair=f"add {first.role}, {names}",
                related=(Related(first.span, "it is granted here"),),
                fix=_grant_added(page, model or listed[0][0], grants, names, model is None),
            )

    # --- policies ---------------------------------------------------------------------------------------------------

    def _policies(self, page: Page, schema: Replay, known: Known) -> Iterator[Diagnostic]:
        real = [schema.catalog.policies[key] for key in sorted(schema.catalog.policies)]
        pairs: list[tuple[DocumentedPolicy, Policy | None]] = []
        for one in page.documented_policies:
            named = [policy for policy in real if policy.name.casefold() == one.name.casefold()]
            fitting = [policy for policy in named if one.table and alike(one.table, policy.table.name)]
            best = fitting or named
            pairs.append((one, best[0] if best else None))
        held = {id(policy) for _, policy in pairs}
        missing = [policy for policy in real if id(policy) not in held]
        for at, (one, policy) in enumerate(pairs):
            if policy is None:
                near = max(missing, key=lambda other: _close(one.name, other.name), default=None)
                if near is not None and _close(one.name, near.name) >= 0.75:
                    missing.remove(near)
                    pairs[at] = one, near
        for one, policy in pairs:
            if policy is not None:
                yield from self._policy(page, one, policy)
            elif real or "_" in one.name:
                edits = taken_out(page, one.row)
                yield self.found(
                    one.name_span,
                    f"Policy {one.name} is documented, but the schema of {home_of(schema)} does not have it, so nothing keeps rows apart "
                    "as readers think.",
                    subject=Subject("policy", None, one.table.lower() or None, one.name.lower()),
                    repair=f"take {one.name} out of the document, or create the policy",
                    fix=Fix(f"Take policy {one.name} out of the document", "safe", edits=edits) if edits else None,
                )
        found = [(one, policy) for one, policy in pairs if policy is not None]
        if len(missing) <= len(found):
            for policy in missing:
                yield self._no_policy(page, found, policy, real, schema)

    def _policy(self, page: Page, one: DocumentedPolicy, policy: Policy) -> Iterator[Diagnostic]:
        full = f"{policy.table.text}.{policy.name}"
        for span, right in _policy_faults(page, one, policy):
            yield self.found(
                span,
                f"Policy {full} is documented with {page.written(span)}, but it is defined with {right}, so other rows or roles are "
                "let through than readers think.",
                subject=Subject("policy", policy.table.schema or None, policy.table.name, policy.name),
                repair=f"write {right}",
                related=(Related(policy.span, "the policy"),),
                fix=Fix(f"Write how policy {full} is defined", "safe", edits=put_right(page, span, right)),
            )

    def _no_policy(
        self,
        page: Page,
        found: list[tuple[DocumentedPolicy, Policy]],
        policy: Policy,
        real: list[Policy],
        schema: Replay,
    ) -> Diagnostic:
        order = [id(one) for one in real]
        before = predecessor(id(policy), [id(one) for _, one in found], (order,))
        at = next((one for one, each in found if id(each) == before), None)
        model = at or found[0][0]
        texts = {model.name_span: policy.name}
        if model.table_span is not None:
            plain = policy.table.schema in ("", schema.catalog.default_schema) and "." not in model.table
            texts[model.table_span] = policy.table.name if plain else policy.table.text
        if model.command_span is not None:
            texts[model.command_span] = policy.command.upper()
        if model.roles_span is not None:
            texts[model.roles_span] = in_manner(page.written(model.roles_span), policy.roles)
        if model.using_span is not None and policy.using is not None:
            texts[model.using_span] = policy.using.text
        edit = row_added(page, model.row, texts, at is None)
        full = f"{policy.table.text}.{policy.name}"
        return self.found(
            found[-1][0].name_span,
            f"Policy {full} is not among the policies that the document lists, so readers do not know which rows it hides.",
            subject=Subject("policy", policy.table.schema or None, policy.table.name, policy.name),
            repair=f"add {policy.name}",
            related=(Related(policy.span, "the policy"),),
            fix=Fix(f"Add policy {full} to the document", "safe", edits=(edit,)) if edit else None,
        )

    # --- roles ------------------------------------------------------------------------------------------------------

    def _roles(self, page: Page, schema: Replay, held: Mapping[str, list[Given]]) -> Iterator[Diagnostic]:
        known = roles_of(schema.catalog, held)
        listed = [(one, plain_role(one.name)) for one in page.documented_roles]
        right = [(one, role) for one, role in listed if role in known]
        if not right or len(right) * 2 < len(listed):
            return
        for one, role in listed:
            if role not in known:
                edits = taken_out(page, one.row)
                yield self.found(
                    one.name_span,
                    f"Role {one.name} is documented, but the schema of {home_of(schema)} neither makes it nor grants it anything.",
                    subject=Subject("role", None, None, role),
                    repair=f"take {one.name} out of the document, or create it",
                    fix=Fix(f"Take role {one.name} out of the document", "safe", edits=edits) if edits else None,
                )
        told = {role for _, role in listed}
        made = {
            plain_role(ref.name): other
            for (kind, ref), other in schema.catalog.others.items()
            if kind in ("role", "user")
        }
        missing = [role for role in sorted(made) if role not in told]
        if len(missing) > len(right):
            return
        for role in missing:
            model = right[-1][0]
            yield self.found(
                model.name_span,
                f"Role {role} is made by the schema, but is not among the roles that the document lists.",
                subject=Subject("role", None, None, role),
                repair=f"add {role}",
                related=(Related(made[role].span, "it is made here"),),
                fix=_role_added(page, model, role),
            )


_SHOWN = ("table", "view", "materialized-view", "column")


def _close(first: str, second: str) -> float:
    return SequenceMatcher(None, first.casefold(), second.casefold()).ratio()


def _scopes(one: DocumentedGrant, held: list[Given], known: Known) -> list[Ref | None] | None:
    """The objects that are meant; None in their place for all there are, and None in all where a name means nothing."""
    if one.everything:
        return [None]
    if not one.objects:
        return None
    found: list[Ref | None] = []
    for name in one.objects:
        ref = known.find(name)
        if ref is None:
            plain = name.rpartition(".")[2].casefold()
            ref = next((each.ref for each in held if not each.everything and each.ref.name.casefold() == plain), None)
        if ref is None:
            return None
        found.append(ref)
    return found


def _held(
    held: Mapping[str, list[Given]], role: str, ref: Ref | None, one: DocumentedGrant, schema: Replay
) -> list[str]:
    """What the role holds there; of everything, where it was not granted so, what it holds on each single table."""
    if ref is not None:
        return held_on(held.get(role, ()), ref)
    found = held_on(held.get(role, ()), None, one.objects)
    if found:
        return found
    wanted = {name.casefold() for name in one.objects}
    tables = [table.ref for table in described(schema) if not wanted or table.schema.casefold() in wanted]
    each = [held_on(held.get(role, ()), table) for table in tables]
    return [name for name in each[0] if all(name in other for other in each)] if each else []


def _covered(one: DocumentedGrant, scopes: list[Ref | None], held: list[Given]) -> set[Given]:
    """The grants that a row is about."""
    found = set()
    for each in held:
        around = each.ref.name.casefold() if each.everything else each.ref.schema.casefold()
        wide = None in scopes and (not one.objects or not around or around in {name.casefold() for name in one.objects})
        if (
            (wide and (each.everything or each.kind in _SHOWN))
            or (not each.everything and each.ref in scopes)
            or (each.everything and one.matrix)
        ):
            found.add(each)
    return found


def _in_words(page: Page, one: DocumentedGrant, own: list[str]) -> str | None:
    """What is held, in the words of the document: those of another cell that says the same, else SQL's."""
    told = one.privileges or ()
    if one.matrix or set(told) & VAGUE or not told:
        for other in page.documented_grants:
            if other.privileges_span is None or other.privileges is None or other.matrix != one.matrix:
                continue
            if agrees(other.privileges, own) and bool(other.privileges) == bool(own):
                return page.written(other.privileges_span)
        if not own:
            return "-"
        if set(told) & VAGUE:
            return None
    written = page.written(one.privileges_span) if one.privileges_span else ""
    names = [name.lower() if written.islower() else name for name in own]
    return in_manner(written, names)


def _lines(page: Page, one: DocumentedGrant) -> tuple[Edit, ...]:
    """The line of a row, where it is about no other role."""
    others = any(other.row == one.row and other.role_span != one.role_span for other in page.documented_grants)
    return () if others else taken_out(page, one.row)


def _named(grants: list[Given], schema: Replay) -> str:
    first = grants[0]
    if first.everything:
        return f"everything in {first.ref.name}" if first.ref.name else "everything"
    home = schema.catalog.default_schema
    return ", ".join(each.ref.text if each.ref.schema not in ("", home) else each.ref.name for each in grants)


def _grant_added(page: Page, model: DocumentedGrant, grants: list[Given], names: str, before: bool) -> Fix | None:
    first = grants[0]
    texts: dict[Span, str] = {model.role_span: first.role}
    if model.objects_span is not None:
        texts[model.objects_span] = names
    if model.privileges_span is not None:
        texts[model.privileges_span] = ", ".join(first.privileges)
    if model.objects_span is None or model.privileges_span is None:
        return None
    edit = (
        row_added(page, model.row, texts, before)
        if model.source == "table"
        else item_added(page, model.row, texts, before)
    )
    return Fix(f"Add what role {first.role} may do on {names}", "safe", edits=(edit,)) if edit else None


def _policy_faults(page: Page, one: DocumentedPolicy, policy: Policy) -> Iterator[tuple[Span, str]]:
    """The places that say something else than the schema, and what is right."""
    if one.name.casefold() != policy.name.casefold():
        yield one.name_span, policy.name
    if one.table_span is not None and not alike(one.table, policy.table.name):
        yield one.table_span, policy.table.text if "." in one.table else policy.table.name
    if one.command and one.command_span is not None and one.command != policy.command.lower():
        written = page.written(one.command_span)
        yield one.command_span, policy.command.lower() if written.islower() else policy.command.upper()
    if (
        one.roles
        and one.roles_span is not None
        and {plain_role(role) for role in one.roles} != {plain_role(r) for r in policy.roles}
    ):
        yield one.roles_span, in_manner(page.written(one.roles_span), policy.roles)
    if one.using and one.using_span is not None and policy.using is not None:
        told, held = meaning(one.using), meaning(policy.using.text)
        if told is not None and held is not None and told != held:
            yield one.using_span, policy.using.text


def _role_added(page: Page, model: DocumentedRole, role: str) -> Fix | None:
    texts = {model.name_span: role}
    edit = row_added(page, model.row, texts)
    return Fix(f"Add role {role} to the document", "safe", edits=(edit,)) if edit else None
