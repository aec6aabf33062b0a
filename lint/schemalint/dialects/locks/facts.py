"""What a fact about locks is made of."""

from __future__ import annotations

from typing import Literal

from schemalint.model.record import NamedTuple

Action = Literal[
    "create-index", "create-index-concurrently", "create-clustered-index", "create-fulltext-index", "create-spatial-index",
    "drop-index", "drop-index-concurrently", "rename-index", "reindex", "reindex-concurrently", "add-foreign-key",
    "add-foreign-key-unchecked", "add-foreign-key-unchecked-on-partitioned", "drop-foreign-key", "validate-constraint",
    "validate-foreign-key", "add-check", "add-check-unchecked", "add-unique", "add-primary-key", "drop-primary-key",
    "replace-primary-key", "add-exclusion", "add-key-using-index", "drop-constraint", "rename-constraint", "set-not-null",
    "set-not-null-proved", "add-not-null-unchecked", "drop-not-null", "set-default", "add-column", "add-column-default",
    "add-column-rewriting", "add-column-identity", "add-column-stored", "add-column-virtual", "add-column-check",
    "add-column-domain", "alter-type", "alter-type-binary", "alter-type-wider", "alter-type-longer", "alter-type-utc",
    "append-value", "insert-value", "set-expression", "drop-expression", "drop-column", "rename", "set-schema", "set-owner",
    "attach-partition", "attach-partition-proved", "detach-partition", "detach-partition-concurrently", "create-partition",
    "set-inheritance", "create-trigger", "drop-trigger", "set-trigger", "create-rule", "create-policy", "drop-policy",
    "set-row-security", "set-statistics", "set-storage", "set-parameter", "set-charset", "convert-charset", "set-engine",
    "rebuild", "set-logged", "set-access-method", "set-tablespace", "set-replica-identity", "cluster", "vacuum-full",
    "refresh-view", "refresh-view-concurrently", "comment", "analyze", "create-statistics", "create-view", "truncate",
    "drop-table", "copy", "copy-cascading",
]  # fmt: skip
"""A kind of change, with the condition under which it is judged apart; `titles.py` says each in words."""

Blocks = Literal["nothing", "schema changes", "writes", "reads and writes"]
"""What others cannot do on the table while the lock is held; waiting for it blocks the same."""

Work = Literal["", "scan", "index build", "rewrite", "copy"]
"""What is done to the whole table while the lock is held, so that it lasts as long as the table is large."""

Proof = Literal["observed", "manual"]
"""Whether a test sees the fact on a server (`docs/locks.md` says on which), or the manual is all there is."""

Version = tuple[int, ...]
ALWAYS: Version = (0, 0)
NEVER: Version = (999, 0)


class Lock(NamedTuple):
    """What one change takes."""

    mode: str
    """The lock as the server calls it."""
    blocks: Blocks
    work: Work
    source: str
    """The section of the manual."""
    since: Version = ALWAYS
    until: Version = NEVER
    """Major, minor and, where it counts, patch version; the first is included, the last is not."""
    other: str = ""
    """The lock on the second table: the one that a key refers to, the partition, the child; empty where there is none."""
    algorithm: str = ""
    """How MySQL and MariaDB do it: INSTANT, NOCOPY, INPLACE or COPY, the mildest that they take."""
    proof: Proof = "manual"

    @property
    def words(self) -> str:
        """With its article, for messages: `an EXCLUSIVE`, `a SHARE`."""
        return f"{'an' if self.mode[0] in 'AEI' or self.mode == 'S' else 'a'} {self.mode}"


Facts = dict[Action, tuple[Lock, ...]]
"""By kind of change its locks in the order of versions; a version between two of them does not know the change."""
