"""The two documents that the templates grew from: their faults are found, and what `fix` mends stays mended.

They lie beside the corpus, in `seeds/documents`; without them these tests skip.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from schemalint import repair, run
from schemalint.config import Options
from schemalint.model.diagnostic import Diagnostic

CORPUS = os.environ.get("SCHEMALINT_CORPUS", "")
SEEDS = Path(CORPUS).resolve().parent / "seeds" / "documents"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(
        not CORPUS or not SEEDS.is_dir(), reason="SCHEMALINT_CORPUS names no corpus with seeds/documents beside it"
    ),
]

SHOP = {
    ("unconstrained-status", "users", "status"),
    ("unconstrained-status", "audit_log", "action"),
    ("foreign-key-unknown-parent", "products", "category_id"),
    ("foreign-key-unknown-parent", "orders", "shipping_address_id"),
    ("foreign-key-unknown-parent", "orders", "billing_address_id"),
    ("unindexed-foreign-key", "orders", "shipping_address_id"),
    ("unindexed-foreign-key", "orders", "billing_address_id"),
    ("missing-audit-columns", None, "order_items"),
    ("redundant-index", "users", "idx_users_email"),
    ("redundant-index", "products", "idx_products_sku"),
    ("redundant-index", "orders", "idx_orders_number"),
    ("used-before-created", None, "update_updated_at_column"),
    ("concurrently-in-transaction", "users", "idx_users_preferences"),
}
"""Rule, table, and the thing itself or one of its columns."""

SPEC = {
    ("used-before-created", None, "user_status_enum"),
    ("used-before-created", None, "audit_action_enum"),
    ("foreign-key-unknown-parent", "user_roles", "role_id"),
    ("unindexed-foreign-key", "user_roles", "role_id"),
    ("unindexed-foreign-key", "user_roles", "granted_by"),
    ("unindexed-foreign-key", "audit_log", "changed_by"),
    ("missing-object", None, "user_profiles"),
    ("missing-object", None, "orders"),
    ("missing-object", None, "products"),
}

ONCE = {"timestamp-without-time-zone", "nullable-audit-column", "nullable-boolean", "unfilled-placeholder"}
"""Rules that must speak at all of the first document; the schema's conventions are told once."""


def _copy(name: str, folder: Path) -> Path:
    target = folder / name
    target.write_bytes((SEEDS / name).read_bytes())
    return target


def _check(folder: Path, **options: object) -> list[Diagnostic]:
    report = run.check([str(folder)], Options(no_cache=True, **options))  # type: ignore[arg-type]
    assert not report.failures
    return [one for one in report.diagnostics if not one.suppressed]


def _said(found: list[Diagnostic]) -> set[tuple[str, str | None, str]]:
    said: set[tuple[str, str | None, str]] = set()
    for one in found:
        if one.subject:
            said.update((one.rule, one.subject.table, name) for name in (one.subject.name, *one.subject.columns))
    return said


def test_every_fault_of_the_shop_is_found(tmp_path: Path) -> None:
    _copy("database-schema-shop.md", tmp_path)
    found = _check(tmp_path)
    assert SHOP - _said(found) == set()
    assert ONCE - {one.rule for one in found} == set()
    assert sum(one.rule == "unfilled-placeholder" for one in found) >= 13


def test_every_fault_of_the_specification_is_found(tmp_path: Path) -> None:
    _copy("database-spec-shop.md", tmp_path)
    found = _check(tmp_path)
    assert SPEC - _said(found) == set()
    assert "undocumented-migration-rollback" in {one.rule for one in found}
    assert sum(one.rule == "unfilled-placeholder" for one in found) >= 30


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("name", ["database-schema-shop.md", "database-spec-shop.md"])
def test_what_is_mended_stays_mended_and_a_second_run_changes_nothing(tmp_path: Path, name: str, unsafe: bool) -> None:
    file = _copy(name, tmp_path)
    before = _check(tmp_path)
    mended = repair.fix([str(tmp_path)], Options(no_cache=True), unsafe=unsafe)
    assert not mended.failures
    assert mended.done
    after = file.read_bytes()
    left = {(one.rule, one.subject, one.message) for one in _check(tmp_path)}
    gone = {(one.rule, one.subject, one.message) for one in before} - left
    assert len(gone) >= len({line.split(":")[1] for line in mended.done}) // 2
    safe = [one for one in _check(tmp_path) if one.fix and (unsafe or one.fix.safety == "safe")]
    assert not safe, safe
    again = repair.fix([str(tmp_path)], Options(no_cache=True), unsafe=unsafe)
    assert again.done == ()
    assert file.read_bytes() == after


@pytest.mark.parametrize("name", ["database-schema-shop.md", "database-spec-shop.md"])
def test_what_is_not_mended_survives_to_the_byte(tmp_path: Path, name: str) -> None:
    """Every line that a safe fix does not speak of is there afterwards, in its order."""
    import difflib

    file = _copy(name, tmp_path)
    text = file.read_text(encoding="utf-8")
    spoken = {
        line
        for one in _check(tmp_path)
        if one.fix and one.fix.safety == "safe"
        for span in (one.span, *(edit.span for edit in one.fix.edits))
        for line in range(text.count("\n", 0, span.start), text.count("\n", 0, max(span.start, span.end - 1)) + 1)
    }
    old = text.splitlines()
    repair.fix([str(tmp_path)], Options(no_cache=True))
    new = file.read_text(encoding="utf-8").splitlines()
    number = 0
    lost = []
    for line in difflib.ndiff(old, new):
        if line.startswith("- ") and number not in spoken:
            lost.append(line)
        number += line[:2] in ("- ", "  ")
    assert not [line for line in lost if line.strip("- ")], lost
