"""Plans of several releases, as a script with comments for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schemalint.model.document import Document
from schemalint.model.rollout import Piece, Rollout

VERSION = 1


def as_text(plans: Sequence[Rollout], documents: Mapping[str, Document]) -> str:
    """SQL with comments: what to run is SQL, what to do is a comment."""
    return "\n".join(_plan(plan, documents) for plan in plans)


def _plan(plan: Rollout, documents: Mapping[str, Document]) -> str:
    lines = [f"-- {_place(plan, documents)}: {plan.title} [{plan.rule}]", f"-- In several steps, because {plan.why}."]
    for release in plan.releases:
        lines += ["", f"-- {release.title}"]
        for piece in release.pieces:
            lines += _piece(piece)
    return "\n".join(lines) + "\n"


def _piece(piece: Piece) -> list[str]:
    lines = [
        f"-- {piece.words}{' (again, until no row is changed)' if piece.repeat else ''}:"
        if piece.statements
        else f"-- {piece.words}."
    ]
    body = [f"{statement};" for statement in piece.statements]
    return [*lines, "BEGIN;", *body, "COMMIT;"] if piece.together and len(body) > 1 else [*lines, *body]


def _place(plan: Rollout, documents: Mapping[str, Document]) -> str:
    document = documents.get(plan.span.path)
    line = document.lines.position(min(plan.span.start, len(document.text))).line if document is not None else 1
    return f"{plan.span.path}:{line}"


def as_json(plans: Sequence[Rollout], documents: Mapping[str, Document]) -> str:
    """The plans as values."""
    import json

    told = [
        {
            "rule": plan.rule,
            "path": plan.span.path,
            "line": int(_place(plan, documents).rpartition(":")[2]),
            "title": plan.title,
            "why": plan.why,
            "releases": [
                {
                    "title": release.title,
                    "pieces": [
                        {
                            "words": piece.words,
                            "statements": list(piece.statements),
                            "repeat": piece.repeat,
                            "together": piece.together,
                        }
                        for piece in release.pieces
                    ],
                }
                for release in plan.releases
            ],
        }
        for plan in plans
    ]
    return json.dumps({"version": VERSION, "plans": told}, indent=2, ensure_ascii=False) + "\n"
