"""What was proved on real servers: for people, as JSON, as Markdown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from schemalint.model.proof import Proof, Verification
from schemalint.reporting.terminal import clean

FORMATS = ("text", "json", "markdown")


def report(found: Sequence[Verification], form: str) -> str:
    """The report in one of the FORMATS; ends with a line break."""
    if form == "json":
        return (
            json.dumps({"version": 1, "summary": counted(found), "histories": list(map(_history, found))}, indent=2)
            + "\n"
        )
    lines = _markdown(found) if form == "markdown" else _text(found)
    return "\n".join(lines) + "\n"


def counted(found: Sequence[Verification]) -> dict[str, int]:
    """How many migrations were proved, failed and were not verified, and how many statements were watched."""
    proofs = [proof for one in found for proof in one.proofs]
    told = Counter(proof.verdict for proof in proofs)
    return {
        "migrations": len(proofs),
        "proved": told["proved"],
        "failed": told["failed"],
        "not_verified": told["not verified"],
        "watched": sum(len(proof.observed) for proof in proofs),
    }


def _history(one: Verification) -> dict[str, object]:
    return {
        "path": one.path,
        "framework": one.framework,
        "dialect": one.dialect,
        "engine": one.engine or None,
        "reason": one.reason or None,
        "migrations": [_migration(proof) for proof in one.proofs],
    }


def _migration(proof: Proof) -> dict[str, object]:
    return {
        "name": proof.name,
        "path": proof.path,
        "line": proof.line,
        "verdict": proof.verdict,
        "down": proof.down,
        "turns": list(proof.turns),
        "failures": [one._asdict() for one in proof.failures],
        "apart": list(proof.apart),
        "not_verified": list(proof.unverified),
        "observed": [one._asdict() for one in proof.observed],
    }


def _turns(proof: Proof) -> str:
    if not proof.turns:
        return ""
    return ", ".join(
        f"{turn} (generated)" if turn == "down" and proof.down == "generated" else turn for turn in proof.turns
    )


def _details(proof: Proof) -> Iterator[tuple[str, str]]:
    for one in proof.failures:
        place = f"{one.path}:{one.line}: " if one.line else ""
        yield one.kind, f"{place}{one.words}"
    for words in proof.apart:
        yield "apart", words
    for words in proof.unverified:
        yield "not verified", words
    for seen in proof.observed:
        if seen.agrees:
            work = f", {seen.work}" if seen.work else ""
            yield "seen", f"line {seen.line}: {seen.action} on {seen.table}: {seen.lock}{work}, as we say"


def _text(found: Sequence[Verification]) -> Iterator[str]:
    for one in found:
        yield clean(f"{one.path} ({one.framework}, {one.dialect})")
        yield clean(f"  on {one.engine}" if one.engine else "  not verified")
        if one.reason:
            yield clean(f"  not verified: {one.reason}")
        for proof in one.proofs:
            turns = _turns(proof)
            yield clean(f"  {proof.verdict:<12}  {proof.name}{f': {turns}' if turns else ''}")
            for kind, words in _details(proof):
                yield clean(f"      {kind}: {words}")
        yield ""
    yield _sum(found)


def _sum(found: Sequence[Verification]) -> str:
    told = counted(found)
    return (
        f"{told['proved']} of {told['migrations']} migrations proved, {told['failed']} failed, {told['not_verified']} not verified; "
        f"{told['watched']} locks watched"
    )


def _markdown(found: Sequence[Verification]) -> Iterator[str]:
    yield "# Proof of the migrations"
    yield ""
    yield f"{_sum(found)}."
    for one in found:
        yield ""
        yield f"## {_escaped(one.path)}"
        yield ""
        yield _escaped(
            f"{one.framework}, {one.dialect}; "
            + (f"on {one.engine}." if one.engine else f"not verified: {one.reason}.")
        )
        if one.engine and one.reason:
            yield _escaped(f"Not verified to the end: {one.reason}.")
        if not one.proofs:
            continue
        yield ""
        yield "| Migration | Verdict | Turns | What was found |"
        yield "|---|---|---|---|"
        for proof in one.proofs:
            said = "<br>".join(_escaped(f"{kind}: {words}") for kind, words in _details(proof))
            yield f"| {_escaped(proof.name)} | {proof.verdict} | {_turns(proof)} | {said} |"


def _escaped(text: str) -> str:
    kept = clean(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("`", "\\`")
    return " ".join(kept.replace("*", "\\*").replace("[", "\\[").split())
