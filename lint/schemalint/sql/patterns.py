"""The regular expressions of the lexer, put together per dialect when first needed."""

from __future__ import annotations

import re
from functools import cache

from schemalint.dialects.words import SQLCMD, SQLPLUS
from schemalint.model.document import Dialect

# Every form that may stay open ends in an optional quote, so an unterminated one runs to the end of the region
# and no alternative is ever given back character by character.
PLAIN = r"'[^']*(?:''[^']*)*'?"
ESCAPED = r"'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*'?"
DOUBLE = r'"[^"]*(?:""[^"]*)*"?'
DOUBLE_ESCAPED = r'"[^"\\]*(?:(?:\\[\s\S]|"")[^"\\]*)*"?'
BACKTICK = r"`[^`]*(?:``[^`]*)*`?"
BRACKET = r"\[[^\]]*(?:\]\][^\]]*)*\]?"
COMMENT = r"/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/)?"
DOLLAR = r"\$\$[^$]*(?:\$(?!\$)[^$]*)*(?:\$\$)?"
ALTERNATIVE_QUOTE = "|".join(
    rf"{left}[^{right}]*(?:{right}(?!')[^{right}]*)*(?:{right}')?"
    for left, right in ((r"\[", r"\]"), (r"\{", r"\}"), (r"\(", r"\)"), ("<", ">"))
)
# A marker inside a quote may hold the same quotes: "{{ index .Options "Namespace" }}". It begins with a name or a dot, so
# that '{{' || a || '}}' stays three tokens, and none of its parts is searched past the line or another brace.
MARKED_PLAIN, MARKED_ESCAPED, MARKED_DOUBLE, MARKED_DOUBLE_ESCAPED, MARKED_BACKTICK = (
    rf"{q}[^{q}{{{back}]*(?:(?:{escape}{q}{q}|\{{\{{-?[ \t]*[\w.$(][^{{}}\n{q}]*(?:{q}[^{{}}\n{q}]*{q}[^{{}}\n{q}]*)*\}}\}}|\{{)[^{q}{{{back}]*)*{q}?"
    for q, back, escape in (
        ("'", "", ""),
        ("'", r"\\", r"\\[\s\S]|"),
        ('"', "", ""),
        ('"', r"\\", r"\\[\s\S]|"),
        ("`", "", ""),
    )
)
BASED_NUMBER = r"0[bB][01_]+|0[oO][0-7_]+|0[xX][0-9A-Fa-f_]+|\d+(?:_\d+)+(?:\.\d[\d_]*)?|"
NUMBER = r"0[xX][0-9A-Fa-f]+|0[bB][01]+\b|\d+(?:\.(?!\.)\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?"

# Bounded: an opening that is never closed must not be searched for to the end of the text again and again.
TEMPLATE = (
    r"\{\{(?:[^{}]|\}(?!\})|\{(?!\{)){0,1000}\}\}"
    r"|\{%[^%]{0,1000}%\}|\{\#[^\#]{0,1000}\#\}"
    r"|\$\{[^{}\n]{1,200}\}|\$\([A-Za-z_]\w*\)"
    r"|\{[A-Za-z_][\w.]*\}"
    r"|\.\.\.+|…"
    r"|(?<![\w<])<[A-Za-z_][\w-]*>"
    r"|(?<![\w)\]])%s\b|%\(\w+\)s"
)
PARAMETER = r"(?<![\w:)\]'\"`]):(?:[A-Za-z_]\w*|'[^'\n]*'|\"[^\"\n]*\")"
NAMED_BRACKET = r"(?<![\w\])\"])\[[A-Za-z_][\w -]*\]"
BRACKET_NAME = r"(?<![\w\])])\[[A-Za-z_][^\]\[\n,'\"]*\]"

POSTGRES_OPERATORS = r"@-@|\#\#|\?-\||\?\|\||\?-|\?\#|~<=~|~>=~|~<~|~>~|<~>|~=|\^@|<<%|%>>|<%(?=[\s'\w])|%>|<\^|>\^|\|&>|<<<->|<->>>|<<->|<->>|!!|"
"""Operators of PostgreSQL and its usual extensions that would mean two tokens elsewhere."""

OPERATORS = (
    r"::|:=|\+=|-=|\*=|/=|%=|&=|\^=|\|=|=>|<=>|<->|<\#>|<\+>|->>|->|\#>>|\#>|\#-|!~~\*|!~~|~~\*|~~|!~\*|~\*|!~"
    r"|<<=|>>=|<<\||\|>>|<<|>>|<=|>=|<>|<@|@>|@@@|@@|@\?|!=|==|!<|!>|&<\||&<|&>|&&|\|\|/|\|/|\|\||-\|-|\?\||\?&|\*\*|\.\."
)

NESTING: frozenset[Dialect] = frozenset(("postgres", "tsql", "standard"))
"""Dialects whose block comments nest."""

BACKSLASH: frozenset[Dialect] = frozenset(("mysql", "mariadb"))
"""Dialects where a backslash escapes in plain strings, and double quotes hold strings."""


INVISIBLE = "\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
"""Characters that cannot be seen. Between words they count as white space, as a no-break space does, though servers refuse both
or take them for a part of the name: what stands beside them is still read, and a rule tells of them."""
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u109f\u1780-\u17df\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f"
)
"""Marks that continue a letter, as in a decomposed `é`; Python's \\w leaves them out."""


@cache
def token(dialect: Dialect, ascii_only: bool, marked: bool = False) -> re.Pattern[str]:
    """The expression that matches one token, stretch of white space or comment; it matches at every character.

    `marked` says that the text holds `{{`, so a quote may hold a marker with quotes in it.
    """
    plain, escaped_plain, double, escaped_double, backtick = (
        (MARKED_PLAIN, MARKED_ESCAPED, MARKED_DOUBLE, MARKED_DOUBLE_ESCAPED, MARKED_BACKTICK)
        if marked
        else (PLAIN, ESCAPED, DOUBLE, DOUBLE_ESCAPED, BACKTICK)
    )
    first, rest, digits = ("A-Za-z_", "A-Za-z0-9_", "0-9") if ascii_only else (r"^\W\d", rf"\w{_MARKS}", r"\d")
    extra = {"oracle": "$#", "tsql": "$#@", "sqlite": "$"}.get(dialect, "$")
    joined = "" if ascii_only else f"(?:[{INVISIBLE}]+[{rest}{extra}]+)*"
    word = f"[{first}][{rest}{extra}]*{joined}"
    prefixes = {"tsql": "Nn", "oracle": "NnQq", "sqlite": "Xx"}.get(dialect, "BbEeNnXxUu")
    if ascii_only:
        letters = "".join(c for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_" if c not in prefixes)
        plain_word = f"[{letters}][{rest}{extra}]*"
    else:
        plain_word = f"(?![{prefixes}]){word}"
    escaped = dialect in BACKSLASH
    spaces = r"[ \t\r\n\f\v]+" if ascii_only else rf"[\s{INVISIBLE}]+"
    parts = [spaces, plain_word, r"[(),;]", r"\.(?![.\d])"]
    if dialect == "oracle":
        parts += [rf"[Nn]?[Qq]'(?:{ALTERNATIVE_QUOTE})", f"[Nn]{plain}"]
    elif dialect == "tsql":
        parts.append(f"[Nn]{plain}")
    elif dialect == "sqlite":
        parts.append(f"[Xx]{plain}")
    elif escaped:
        parts.append(f"[NnBbXx]{escaped_plain}")
    else:
        parts += [f"[Ee]{escaped_plain}", f"[BbNnXx]{plain}", f"[Uu]&(?:{plain}|{double})"]
    if escaped:
        # Names may begin with a digit; what reads as a number is one.
        parts.append(rf"(?:{NUMBER})(?![{rest}$])|\d[{rest}$]*")
    parts += [
        word,
        BASED_NUMBER + NUMBER if dialect == "postgres" else NUMBER,
        escaped_plain if escaped else plain,
        escaped_double if escaped else double,
    ]
    if dialect in ("mysql", "mariadb", "sqlite", "standard"):
        parts.append(backtick)
    if escaped:
        parts += [
            r"\\[gG](?!\w)",
            r"--(?=[\x00-\x20]|\Z)[^\r\n]*",
            r"\#[^\r\n]*",
            # A version no server reaches: mysqldump's sandbox line, and the idiom for code that never runs.
            rf"(?=/\*M?!9{{5,6}}\b){COMMENT}",
            r"/\*M?!\d*",
            COMMENT,
            r"\*/",
        ]
        parts.append(rf"@@?[{rest}.$]+")
        parts.append(rf"\$(?=[{rest}$]*[^\W\d])[{rest}$]+")
    else:
        parts += [r"--[^\r\n]*", COMMENT]
    if dialect in ("postgres", "standard"):
        parts += [rf"\$[{digits}]+", DOLLAR, r"\\;", r"\\[^\r\n]*"]
    if dialect == "tsql":
        parts.append(r"<[A-Za-z_]\w*,[^<>\n]{0,100},[^<>\n]{0,100}>")
        parts += [BRACKET, rf"@@?[{rest}$#@]+|\#\#?[{rest}$#@]+", r"\$\d+(?:\.\d*)?", rf"\$[{rest}]+\$?"]
    elif dialect == "sqlite":
        parts += [r"\[[^\]]*\]?", rf"[@$][{rest}:]+", r"\?\d+"]
    elif dialect == "standard":
        parts.append(BRACKET_NAME)
        parts.append(rf"@@?[{rest}]+")
    else:
        parts.append(NAMED_BRACKET)
    parts += [TEMPLATE, PARAMETER]
    if dialect == "oracle":
        parts += [r"&&?\w+\.?", r"(?<![\w:)\]'\"`]):\d+"]
    parts += [POSTGRES_OPERATORS + OPERATORS if dialect == "postgres" else OPERATORS, r"[\s\S]"]
    return re.compile("|".join(parts))


@cache
def stops(dialect: Dialect, wanted: frozenset[str], bare: bool = False) -> re.Pattern[str] | None:
    """The expression for the places the token expression cannot pass alone; its groups are named after them.

    `wanted` names the stops the text can hold at all; `bare` says that lines may end in a carriage return alone. None when
    there is nothing to stop at.
    """
    parts = []
    line = r"(?<![^\r\n])" if bare else "^"
    if "block" in wanted:
        # Go templates write their own comments so: {{/* … */}}.
        parts.append(r"(?<!\{\{)(?<!\{\{- )(?P<block>/\*)")
    if "dollar" in wanted:
        parts.append(r"(?<![\w$])(?P<dollar>\$[^\W\d]\w*\$)")
    if "quote" in wanted:
        parts.append(r"(?<![\w$#])(?P<quote>[Nn]?[Qq]'[^\[{(<\s])")
    if "copy" in wanted:
        parts.append(rf"{line}[ \t]*(?P<copy>\\?(?i:COPY)\b)")
    if "go" in wanted:
        parts.append(rf"{line}[ \t]*(?P<go>(?i:GO)(?:[ \t]+\d+)?)(?=[ \t]*;?[ \t]*(?:--[^\r\n]*)?(?:[\r\n]|\Z))")
    if "slash" in wanted:
        parts.append(rf"{line}[ \t]*(?P<slash>/)(?=[ \t]*(?:[\r\n]|\Z))")
    if "delimiter" in wanted:
        parts.append(rf"{line}[ \t]*(?P<delimiter>(?i:DELIMITER)[ \t]+[^\s][^\r\n]*)")
    if "sqlcmd" in wanted:
        parts.append(rf"{line}[ \t]*(?P<sqlcmd>(?::(?i:{SQLCMD})(?!\w)|!!)[^\r\n]*)")
    if "dot" in wanted:
        parts.append(rf"{line}(?P<dot>\.[a-z]+[^\r\n]*)")
    if "mysql" in wanted:
        parts.append(rf"{line}[ \t]*(?P<mysql>(?i:SOURCE[ \t]+[^\r\n]+|USE[ \t]+[^\s;]+(?=[ \t]*(?:[\r\n]|\Z))))")
    if "remark" in wanted:
        parts.append(rf"{line}[ \t]*(?P<remark>(?i:REM(?:ARK)?)(?!\w)[^\r\n]*)")
    if "period" in wanted:
        parts.append(rf"{line}[ \t]*(?P<period>\.)(?=[ \t]*(?:[\r\n]|\Z))")
    if "java" in wanted:
        parts.append(rf"{line}[ \t]*(?P<java>{_JAVA})")
    if "script" in wanted:
        parts.append(rf"{line}[ \t]*(?P<script>@@?[^\s@][^\r\n]*)")
    if "sqlplus" in wanted:
        parts.append(rf"{line}[ \t]*(?P<sqlplus>(?i:{SQLPLUS})(?![\w$#])(?:[^\r\n]*[^-\r\n]-[ \t]*\r?\n)*[^\r\n]*)")
    return re.compile("|".join(parts), re.MULTILINE) if parts else None


_JAVA = r"(?i:CREATE\s+(?:OR\s+REPLACE\s+)?(?:AND\s+(?:RESOLVE|COMPILE)\s+)?(?:NOFORCE\s+)?JAVA\s+SOURCE)\b"


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """One of the expressions below; most texts need none of them, so they are compiled when first used."""
    return re.compile(pattern)


JAVA_AS = r"(?i)\bAS\b"
JAVA_PIECE = r"\s+|\w+|[\s\S]"
"""Java is no SQL: its quotes and comments are cut into single characters, so none of them runs on past the end."""
SLASH_LINE = r"(?<![^\r\n])[ \t]*/[ \t]*(?=[\r\n]|\Z)"
NEST = r"/\*|\*/"
COPY_END = r"\\\.(?<![^\r\n]\\\.)[ \t]*(?=[\r\n]|\Z)"
BEGINS = (
    r"(?i)(?<=[\r\n])(?:CREATE\s+(?:OR|TABLE|UNIQUE|INDEX|VIEW|MATERIALIZED|SEQUENCE|TYPE|FUNCTION|PROCEDURE|TRIGGER|SCHEMA|EXTENSION)"
    r"|ALTER\s+(?:TABLE|SEQUENCE|TYPE|INDEX|VIEW)|DROP\s+(?:TABLE|INDEX|VIEW|SEQUENCE|TYPE|FUNCTION|SCHEMA)|COMMENT\s+ON"
    r"|INSERT\s+INTO|DELETE\s+FROM|GRANT\s+[\w ,]+\s+(?:ON|TO)|REVOKE\s+[\w ,]+\s+(?:ON|FROM))\b"
)
"""A line that begins a statement, at its very start: there a quote that was never closed is taken to end."""
CLOSED = r"""[^'"`]*(?:'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*")"""
ATLAS = r"\s*(?:--[^\r\n]*\r?\n\s*)*?--[ \t]*atlas:delimiter[ \t]+([^\r\n]+)"
STDIN = r"(?i)\bFROM\s+P?STDIN\b"
