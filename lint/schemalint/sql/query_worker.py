"""The worker that takes queries apart with sqlglot: run as a program, killed from outside when it hangs.

Reads one JSON object a line (`sql`, `dialect`), writes one a line: `problem`, or `scopes`, `calls` and `types` as the lists that
`queries.py` makes values of. Every name is told by where it stands in the text, so what sqlglot makes of its case does not
matter. The first line it writes is `{"ready": true}`, or `{"ready": false, "message": …}` when sqlglot is missing or broken.

sqlglot's parser gives the tree; the scopes are built here, because its optimizer knows those of SELECT alone: not what a
writing statement or a trigger reaches, nor which clauses of which server may name what the SELECT list calls its items.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

_DIALECTS = {"postgres": "postgres", "mysql": "mysql", "mariadb": "mysql", "sqlite": "sqlite", "tsql": "tsql", "oracle": "oracle"}  # fmt: skip


OLDEST = (30, 30)
"""The oldest sqlglot whose trees are trusted; those before it tell fewer places, and take some statements for others."""


def version(sqlglot: Any) -> tuple[int, ...]:
    """The version of a module, as far as it is numbers; a development version counts as new."""
    parts = str(getattr(sqlglot, "__version__", "")).split(".")[:2]
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else OLDEST


def taker() -> Callable[[str, Any], dict[str, Any]]:
    """The function that takes a text apart. Raises ImportError where sqlglot is missing or too old."""
    import sqlglot
    from sqlglot.dialects.dialect import Dialect

    if version(sqlglot) < OLDEST:
        raise ImportError(f"version {getattr(sqlglot, '__version__', '')} does not tell well enough where names stand")
    speakers = {name: Dialect.get_or_raise(theirs) for name, theirs in _DIALECTS.items()}
    from schemalint.sql.answering import plain
    from schemalint.sql.apart.statements import Statement
    from schemalint.sql.apart.trees import Unusable

    def take(sql: str, dialect: Any) -> dict[str, Any]:
        try:
            speaker = speakers[dialect]
            tokens = speaker.tokenize(sql)
            trees = [tree for tree in speaker.parser().parse(tokens, sql) if tree is not None]
        except sqlglot.ParseError as error:
            first = error.errors[0] if error.errors else {}
            return {"problem": plain(str(first.get("description") or "it cannot be parsed"))}
        except sqlglot.errors.TokenError:
            return {"problem": "it cannot be cut into tokens"}
        if len(trees) != 1:
            return {"problem": "it is more than one statement" if trees else "it is empty"}
        try:
            return Statement(sql, dialect, tokens, speaker.parser_class.FUNCTION_PARSERS).taken(trees[0])
        except Unusable as reason:
            return {"problem": str(reason)}

    return take


def main() -> None:
    """Answers until standard input ends."""
    from schemalint.sql.answering import serve

    serve(taker, lambda error: {"failed": f"taking it apart broke: {error}"})


if __name__ == "__main__":
    sys.path[:] = json.loads(sys.argv[2])
    main()
