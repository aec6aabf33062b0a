"""migrate-mongo: scripts in JavaScript with the functions `up` and `down`, which are given a database of MongoDB."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework

FRAMEWORK = Framework(
    name="migrate-mongo",
    title="migrate-mongo",
    pattern=r"(?:^|/)(?P<v>\d+)[-_](?P<d>[^/]+?)\.[cm]?js$",
    marker=r"\A\s*(?:module\.)?exports\b",
    marker_words=("exports",),
    order="text",
    paired_by="stem",
    transaction="none",
    dialect="mongodb",
    words="migrate-mongo runs the function `up` of a script",
)
