"""Play evolutions: `evolutions/default/1.sql` with `# --- !Ups` and `# --- !Downs`."""

from __future__ import annotations

from schemalint.frameworks.framework import Framework, Template

FRAMEWORK = Framework(
    name="play",
    title="Play evolutions",
    pattern=r"(?:^|/)(?P<v>\d+)(?P<d>)\.sql$",
    rank=20,
    folder=r"(?:^|/)evolutions/[^/]+$",
    marker=r"^(?:#|--).*!(?:Ups|Downs)\b",
    marker_words=("!Ups", "!Downs"),
    up=r"(?:#|--)[^\r\n]*!Ups\b",
    down=r"(?:#|--)[^\r\n]*!Downs\b",
    transaction="none",
    wrapped_where=(
        ("application.conf", r"(?m)^[ \t]*(?:play\.evolutions\.)?(?:db\.\w+\.)?autocommit[ \t]*[=:][ \t]*false\b"),
    ),
    words="Play commits each statement by itself",
    cut="doubled",
    inner_terminator=";;",
    new=(Template("{version}.sql", "# --- !Ups\n{up}\n# --- !Downs\n{down}"),),
    rollback=Template("", "# --- !Downs\n{down}"),
)
