"""Atlas: `20240101000000_users.sql` beside `atlas.sum`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="atlas",
    title="Atlas",
    pattern=r"(?:^|/)(?P<v>\d+)(?:_(?P<d>[^/]+))?\.sql$",
    rank=20,
    sentinels=(("atlas.sum", ""),),
    marker=r"^-- atlas:(?:txmode|delimiter|checkpoint|sum|import|txtar)\b",
    marker_words=("atlas:",),
    marker_in=0,
    reads_others=True,
    order="text",
    transaction="each",
    opt_out=r"^-- atlas:txmode[ \t]+none\b",
    opt_out_text="-- atlas:txmode none\n",
    opt_out_words="`-- atlas:txmode none` at the top, then a blank line",
    understands=("GO", "DELIMITER"),
    words="Atlas runs each file in one transaction",
    forward_only=True,
    hashed=True,
    new=(Template("{version}_{name}.sql", "{up}"),),
    after_writing="run `atlas migrate hash`",
    # Outside the directory, where it is never run forward.
    rollback=Template("../rollbacks/{stem}.sql", "{down}"),
)
