"""MyBatis migrations: `001_users.sql` with `-- //@UNDO` before the down part."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="mybatis",
    title="MyBatis Migrations",
    pattern=r"(?:^|/)(?P<v>\d+)_(?P<d>[^/]+)\.sql$",
    rank=20,
    beside=r"(?:^|/)(?:bootstrap|onabort)\.sql$",
    unwrapped_where=(("../environments/*.properties", r"(?m)^[ \t]*auto_commit[ \t]*[=:][ \t]*true\b"),),
    marker=r"^[ \t]*(?:--|//)[ \t]*//[ \t]*@UNDO\b",
    marker_words=("@UNDO",),
    marker_in=0.5,
    down=r"[ \t]*(?:--|//)[ \t]*//[ \t]*@UNDO\b",
    before="up",
    transaction="each",
    cut="line-ends",
    cut_where=(
        (
            "../environments/*.properties",
            r"(?ms)\A(?!.*^[ \t]*(?:delimiter[ \t]*[=:][ \t]*(?!;[ \t]*$)|full_line_delimiter[ \t]*[=:][ \t]*true))"
            r".*^[ \t]*send_full_script[ \t]*[=:][ \t]*false",
        ),
    ),
    understands=("GO", "/"),
    words="MyBatis Migrations runs each script in one transaction",
    new=(Template("{version}_{name}.sql", "-- // {name}\n{up}\n-- //@UNDO\n{down}"),),
    rollback=Template("", "-- //@UNDO\n{down}"),
)
