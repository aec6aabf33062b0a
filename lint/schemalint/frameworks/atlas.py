"""Atlas: `20240101000000_users.sql` beside `atlas.sum`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="atlas",
    title="Atlas",
    pattern=r"(?:^|/)(?P<v>\d+)(?:_(?P<d>[^/]+))?\.sql$",
    rank=20,
    sentinels=(("atlas.sum", ""),),
    # Directories in the form of another framework have a `format`.
    homes=(("atlas.hcl", r"\bdir[ \t]*=[ \t]*\"(?P<dir>[^\"?\n]+)(?:\?format=atlas)?\""),),
    baseline=r"^-- atlas:checkpoint\b",
    marker=r"^-- atlas:(?:txmode|delimiter|checkpoint|sum|import|txtar)\b",
    marker_words=("atlas:",),
    marker_in=0,
    reads_others=True,
    order="text",
    transaction="each",
    # Only the comments at the top that a blank line follows are directives.
    opt_out=r"(?:--[^\n]*\n)*?-- atlas:txmode[ \t]+none[ \t]*\r?\n(?:--[^\n]*\n)*[ \t]*\r?(?:\n|\Z)",
    opt_out_in="start",
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
