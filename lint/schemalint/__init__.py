"""schemalint: a schema-quality linter and policy checker.

What a rule author needs is here; it is imported when it is first asked for, so that `import schemalint` stays cheap.
"""

from __future__ import annotations

__version__ = "0.1.0"

TYPE_CHECKING = False
"""Type checkers take it for true. `typing` would cost every `--version` a third of its time."""

if TYPE_CHECKING:
    from schemalint.dialects.builtins import Builtins as Builtins
    from schemalint.dialects.builtins import Signature as Signature
    from schemalint.dialects.builtins import builtins as builtins
    from schemalint.dialects.builtins import versions_of as versions_of
    from schemalint.dialects.conditions import meaning as meaning
    from schemalint.dialects.folding import fold as fold
    from schemalint.dialects.limits import name_limit as name_limit
    from schemalint.dialects.locks import Lock as Lock
    from schemalint.dialects.locks import lock_of as lock_of
    from schemalint.dialects.locks import server as server
    from schemalint.dialects.locks import version_of as version_of
    from schemalint.dialects.locks.facts import Action as Action
    from schemalint.dialects.parameters import Parameters as Parameters
    from schemalint.dialects.parameters import ServerParameter as ServerParameter
    from schemalint.dialects.parameters import parameters as parameters
    from schemalint.dialects.reserved import reserved_words as reserved_words
    from schemalint.dialects.types import affinity as affinity
    from schemalint.dialects.types import built_in as built_in
    from schemalint.frameworks import Framework as Framework
    from schemalint.frameworks import named as named
    from schemalint.frameworks.versions import day_of as day_of
    from schemalint.model.change import *
    from schemalint.model.churn import *
    from schemalint.model.declaration import *
    from schemalint.model.diagnostic import *
    from schemalint.model.document import *
    from schemalint.model.expression import *
    from schemalint.model.lazy import Lazy as Lazy
    from schemalint.model.name import *
    from schemalint.model.page import *
    from schemalint.model.privacy import *
    from schemalint.model.project import *
    from schemalint.model.query import *
    from schemalint.model.replay import *
    from schemalint.model.run import *
    from schemalint.model.schema import *
    from schemalint.model.text import *
    from schemalint.model.validator import *
    from schemalint.personal.access import Given as Given
    from schemalint.personal.access import Reader as Reader
    from schemalint.personal.access import Readers as Readers
    from schemalint.personal.access import given as given
    from schemalint.personal.access import held_on as held_on
    from schemalint.personal.access import plain_role as plain_role
    from schemalint.personal.bodies import Body as Body
    from schemalint.personal.bodies import Erasure as Erasure
    from schemalint.personal.bodies import bodies as bodies
    from schemalint.personal.bodies import erasures as erasures
    from schemalint.personal.bodies import without_comments as without_comments
    from schemalint.personal.classes import Personal as Personal
    from schemalint.personal.classes import personal_columns as personal_columns
    from schemalint.personal.copies import STORED_COPIES as STORED_COPIES
    from schemalint.personal.copies import Copies as Copies
    from schemalint.personal.copies import Copy as Copy
    from schemalint.personal.record import Entry as Entry
    from schemalint.personal.record import Sight as Sight
    from schemalint.personal.record import record as record
    from schemalint.personal.retention import Purge as Purge
    from schemalint.personal.retention import purges as purges
    from schemalint.personal.retention import retention as retention
    from schemalint.personal.retention import table_named as table_named
    from schemalint.personal.words import CLASSES as CLASSES
    from schemalint.rule import *

_ROOMS = (
    "rule", "model.schema", "model.change", "model.diagnostic", "model.expression", "model.name", "model.text",
    "model.document", "model.project", "model.replay", "model.run", "model.page", "model.query", "model.churn", "model.declaration",
    "model.validator", "model.privacy",
)  # fmt: skip
_FACTS = {
    "Action": "dialects.locks.facts",
    "CLASSES": "personal.words",
    "Personal": "personal.classes",
    "personal_columns": "personal.classes",
    "Given": "personal.access",
    "Reader": "personal.access",
    "Readers": "personal.access",
    "given": "personal.access",
    "held_on": "personal.access",
    "plain_role": "personal.access",
    "Body": "personal.bodies",
    "bodies": "personal.bodies",
    "erasures": "personal.bodies",
    "without_comments": "personal.bodies",
    "STORED_COPIES": "personal.copies",
    "Copies": "personal.copies",
    "Copy": "personal.copies",
    "Purge": "personal.retention",
    "purges": "personal.retention",
    "retention": "personal.retention",
    "table_named": "personal.retention",
    "Entry": "personal.record",
    "Erasure": "personal.bodies",
    "Sight": "personal.record",
    "record": "personal.record",
    "Builtins": "dialects.builtins",
    "Framework": "frameworks",
    "Lazy": "model.lazy",
    "Lock": "dialects.locks",
    "ServerParameter": "dialects.parameters",
    "Parameters": "dialects.parameters",
    "Signature": "dialects.builtins",
    "affinity": "dialects.types",
    "built_in": "dialects.types",
    "builtins": "dialects.builtins",
    "fold": "dialects.folding",
    "lock_of": "dialects.locks",
    "meaning": "dialects.conditions",
    "name_limit": "dialects.limits",
    "day_of": "frameworks.versions",
    "named": "frameworks",
    "parameters": "dialects.parameters",
    "reserved_words": "dialects.reserved",
    "server": "dialects.locks",
    "version_of": "dialects.locks",
    "versions_of": "dialects.builtins",
}
_MODULES = (
    "api", "around", "cache", "cases", "cli", "config", "describe", "examples", "extract", "hooks", "origins",
    "other_parsers", "phasing", "plugins", "policies", "publish", "recall", "repair", "rollback", "rollouts", "rule",
    "run", "scaffold", "study", "testing", "verify", "yamlplaces",
)  # fmt: skip
"""Asked for by `from schemalint import …` like everything else; looking for them in every room would load them all."""


def __getattr__(name: str) -> object:
    if not name.startswith("_") and name not in _MODULES:
        from importlib import import_module

        for room in (_FACTS[name],) if name in _FACTS else _ROOMS:
            found = getattr(import_module(f"schemalint.{room}"), name, None)
            if found is not None:
                globals()[name] = found
                return found
    raise AttributeError(f"module 'schemalint' has no attribute {name!r}")
