"""Migration frameworks as data: how each is recognised, ordered, paired, wrapped in transactions and written.

One module a framework, each holding one `Framework` value. Nothing here opens a file.
"""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Region, Template
from schemalint.model.project import History

__all__ = ["Framework", "Region", "Template", "every", "named", "running"]

_MODULES = (
    "flyway",
    "refinery",
    "evolve",
    "golang_migrate",
    "goose",
    "dbmate",
    "sql_migrate",
    "sqlx",
    "diesel",
    "prisma",
    "drizzle",
    "supabase",
    "hasura",
    "atlas",
    "d1",
    "tern",
    "node_pg_migrate",
    "db_migrate",
    "sqitch",
    "play",
    "mybatis",
    "yoyo",
    "shmig",
    "graphile",
    "postgrator",
    "postgres_migrations",
    "pop",
    "bun",
    "liquibase",
    "typeorm",
    "mikro_orm",
    "migrate_mongo",
    "alembic",
    "django",
    "numbered",
    "custom",
)

_loaded: dict[str, Framework] = {}


def every() -> tuple[Framework, ...]:
    """All frameworks. Loaded once, when the first SQL file is arranged."""
    if not _loaded:
        from importlib import import_module

        for module in _MODULES:
            framework: Framework = import_module(f"schemalint.frameworks.{module}").FRAMEWORK
            _loaded[framework.name] = framework
    return tuple(_loaded.values())


def named(name: str) -> Framework | None:
    """The framework with this name, as in `history --format json`; None when there is none."""
    every()
    return _loaded.get(name)


def running(history: History) -> Framework | None:
    """The framework that runs a history, with the form that new files have there; None when there is none of that name."""
    found = named(history.framework)
    if found is None or history.form is None:
        return found
    pattern, new, back, opt_out = history.form
    return found._replace(
        pattern=pattern,
        new=tuple(Template(*one) for one in new),
        rollback=Template(*back) if back else None,
        opt_out_text=opt_out,
    )
