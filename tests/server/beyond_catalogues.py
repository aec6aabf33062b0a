"""Why some rules about schemas have no query in the `sets_of_*` modules: another test asks a server about them, or no catalogue holds it."""

from __future__ import annotations

ASKED_ELSEWHERE: dict[str, str] = {
    "test_security_rules": "rls-without-policy policy-without-rls unforced-rls policy-always-true policy-without-check policy-per-row-function"
    " policy-unindexed-column definer-without-search-path definer-view grant-to-public grant-option elevated-role missing-default-privileges",
    "test_contradictory_checks": "contradictory-checks",
    "test_volatile_checks": "volatile-check",
    "test_name_collisions": "name-collision truncated-generated-name",
    "test_partition_rules": "partition-key-missing-from-unique partition-of-unpartitioned",
    "test_verdicts": "syntax-error non-immutable-index",
    "test_literals": "check-contradicts-default default-type-mismatch",
    "test_type_errors": "type-error",
    "test_lost_comments": "lost-comment",
    "test_features": "unavailable-feature",
}
"""By test module the rules that it holds against a server."""

NOT_HELD: dict[str, str] = {
    "what was written out: servers keep the effect alone": "foreign-key-implicit-action unnamed-constraint constraint-name needless-quotes"
    " create-table-as decimal-without-precision integer-display-width string-without-length byte-semantics grant-all null-comparison null-in-list",
    "servers refuse it or pass over it, so that no catalogue shows it": "overlong-identifier index-on-lob ignored-check ignored-inline-reference",
    "only servers that are not at hand have it": "multiple-cascade-paths unnamed-default unenforced-constraint random-uuid-primary-key",
    "what statements name, or how the schema came to be": "leftover-backup-table unused-extension created-then-dropped schema-churn"
    " framework-tie unknown-dialect client-command",
    "texts of routines and documents, which are read and not shown": "dynamic-sql file-access weak-hash incomplete-anonymiser retention-undeclared"
    " retention-unindexed unclassified-personal-data unprotected-personal-data",
    "document stores": "missing-validator undescribed-field validator-type-drift duplicate-projection hot-partition-key missing-encryption"
    " missing-point-in-time-recovery missing-required-fields open-validator unbounded-ttl undefined-key-attribute unused-attribute-definition"
    " invalid-table-definition",
}
"""By reason the rules that nothing asks a server about."""
