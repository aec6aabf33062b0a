"""tern: `001_users.sql`, split by `---- create above / drop below ----`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="tern",
    title="tern",
    pattern=r"(?:^|/)(?P<v>\d+)_(?P<d>[^/]+)\.sql$",
    rank=20,
    sentinels=(("tern.conf", ""),),
    marker=r"^---- create above / drop below ----|^---- tern: disable-tx ----",
    marker_words=("----",),
    marker_in=0,
    down=r"---- create above / drop below ----",
    before="up",
    transaction="each",
    opt_out=r"^---- tern: disable-tx ----[ \t]*\r?$",
    opt_out_in="section",
    opt_out_text="---- tern: disable-tx ----",
    opt_out_words="`---- tern: disable-tx ----` on a line of its own",
    words="tern runs each migration in one transaction",
    dialect="postgres",
    new=(Template("{version}_{name}.sql", "{up}\n---- create above / drop below ----\n\n{down}"),),
    rollback=Template("", "---- create above / drop below ----\n\n{down}"),
)
