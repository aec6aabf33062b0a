"""Evolve: Flyway's names in either case, without a way back, in `Sql_Scripts`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="evolve",
    title="Evolve",
    pattern=r"(?:^|/)(?:[Vv](?P<v>\d+(?:[._]\d+)*)__|(?P<repeatable>[Rr])__)(?P<d>[^/]+)\.sql$",
    rank=9,
    sentinels=(("evolve.json", ""), ("*.csproj", "")),
    folder=r"(?:^|/)Sql_Scripts(?:/|$)",
    marker=r"\A[^\n]*\bevolve-(?:tx-off|repeat-always)\b",
    marker_words=("evolve-",),
    marker_in=0,
    recursive=True,
    order="dotted",
    transaction="each",
    opt_out=r"[^\n]*\bevolve-tx-off\b",
    opt_out_in="start",
    opt_out_text="-- evolve-tx-off",
    opt_out_words="`-- evolve-tx-off` on the first line",
    words="Evolve runs each file in one transaction",
    forward_only=True,
    hashed=True,
    new=(Template("V{version}__{name}.sql", "{up}"),),
    # Outside the directory, where it is never run forward.
    rollback=Template("../rollbacks/{stem}.sql", "{down}"),
)
