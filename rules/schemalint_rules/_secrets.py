"""What looks like a password, a key or a token, and what only stands for one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from math import log2
from typing import NamedTuple

from schemalint import Lazy


class Secret(NamedTuple):
    """A secret in a text."""

    start: int
    end: int
    what: str
    """For messages: `a password`, `an access key of AWS`."""


TOKEN = "a JSON web token"

KNOWN: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("an access key of AWS", ("AKIA",), r"AKIA(?<!\wAKIA)[0-9A-Z]{16}\b"),
    ("a token of GitHub", ("gh",), r"gh(?<!\wgh)[pousr]_[A-Za-z0-9]{36,}\b"),
    ("a token of GitHub", ("github_pat_",), r"github_pat_[A-Za-z0-9_]{40,}\b"),
    ("a token of GitLab", ("glpat-",), r"glpat-(?<!\wglpat-)[A-Za-z0-9_-]{20,}"),
    ("a token of Slack", ("xox",), r"xox(?<!\wxox)[baprs]-[A-Za-z0-9-]{20,}"),
    ("a live key of Stripe", ("k_live_",), r"(?<![A-Za-z0-9])[sr]k_live_[A-Za-z0-9]{16,}\b"),
    ("a key of Google", ("AIza",), r"AIza(?<!\wAIza)[0-9A-Za-z_-]{35}(?![\w-])"),
    ("a key of SendGrid", ("SG.",), r"SG\.(?<!\wSG\.)[\w-]{20,24}\.[\w-]{39,50}"),
    ("a token of npm", ("npm_",), r"npm_(?<!\wnpm_)[A-Za-z0-9]{36}\b"),
    ("a webhook of Slack", ("hooks.slack.com",), r"hooks\.slack\.com/services/T[0-9A-Z]{6,}/B[0-9A-Z]{6,}/[0-9A-Za-z]{16,}"),
    ("a key of Azure", ("AccountKey=",), r"AccountKey=[A-Za-z0-9+/]{60,}={0,2}"),
    ("a key of OpenAI or Anthropic", ("sk-",), r"sk-(?<!\wsk-)(?:proj-|ant-|svcacct-)?[A-Za-z0-9_]{2,20}-?[A-Za-z0-9_-]{36,}"),
    ("a token of Shopify", ("shpat_",), r"shpat_[0-9a-fA-F]{32}\b"),
    ("a token of Hugging Face", ("hf_",), r"hf_(?<!\whf_)[A-Za-z]{34,}\b"),
    ("a token of DigitalOcean", ("dop_v1_",), r"dop_v1_[0-9a-f]{64}\b"),
    (TOKEN, ("eyJ",), r"eyJ(?<!\weyJ)[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}"),
    ("a private key", ("PRIVATE KEY",), r"-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY-----(?:\\n|\s)*[A-Za-z0-9+/=]{24,}"),
)  # fmt: skip
"""Secrets that their own form gives away: what they are, texts of which one stands in each, their pattern. A pattern that begins with
plain letters is looked for several times faster than one that begins with a boundary, so that stands behind them."""

PLACEHOLDER = Lazy(
    r"[<>{}\[\]$%*•…]|\.{3}|^[&:@?]|^x{3,}|^(.)\1*$|(?:change|replace|insert|enter|fill|put|set)[-_ ]?(?:me|it|this|here|with|in|your|by)|\byour[-_ ]?|^your|^my[-_ ]|example|dummy|placeholder|"
    r"redacted|^(?:none|null|nil|true|false|yes|no|on|off|n/?a|unknown|default|disabled|invalid|locked|empty|random|generated|todo|tbd|required|never|unset|nologin)$|"
    r"^(?:env|vault|secret|ssm|kms|file|op|arn|aws|gcp|azure|keyring)[:(/]|getenv|^\s*$|_here$|^some[-_]|^(?:the|a)[-_ ]",
    re.I,
)  # fmt: skip
"""What stands for a secret: a variable, a template, a word that asks for one."""

SAMPLES = Lazy(
    r"pass(?:word|wd|phrase)?|secret|secure|strong|changeme|hunter2|letmein|^(?:test|demo|sample|admin|user|postgres|root|mysql|foo|bar|baz|app|abc|dev|local)\w{0,6}$|^pwd|^p[a@]ss|\d?1234",
    re.I,
)
"""What documents and tests write for a password: it shows the place of one."""

HASHED = Lazy(
    r"\$(?:2[abxy]?|argon2\w*|pbkdf2\S*|5|6|1|7|y|scrypt|P|H|s0)\$|^\{\w+\}|^(?:md5|sha\d*|scram-sha-256|pbkdf2\w*|bcrypt\w*|argon2\w*)[$:]|^SCRAM-SHA-256\$|^md5[0-9a-f]{32}$|^\*[0-9A-F]{40}$|"
    r"^(?:0x|\\x)?(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{48}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$|^(?:0x|\\x)[0-9a-f]{16,}$|^0x0[12]00",
    re.I,
)
"""A hash or a verifier: no more than the password's shadow."""

SECRET_NAMES = (
    "password", "passwd", "pwd", "passwort", "kennwort", "contrasena", "senha", "passphrase", "secret", "client_secret", "api_key", "apikey",
    "api_secret", "secret_key", "access_key", "private_key", "auth_token", "access_token", "api_token", "encryption_key", "signing_key", "jwt_secret", "webhook_secret", "mot_de_passe", "motdepasse", "contraseña", "pass_word", "wachtwoord", "haslo",
)  # fmt: skip
"""What columns with a secret are called, or end in, words joined by `_`."""
PASSWORDS = frozenset({"password", "passwd", "pwd", "passwort", "kennwort", "contrasena", "senha", "passphrase", "mot_de_passe", "motdepasse", "contraseña", "pass_word", "wachtwoord", "haslo"})  # fmt: skip


@cache
def _known(number: int) -> re.Pattern[str]:
    return re.compile(KNOWN[number][2])


def known_secrets(text: str) -> Iterator[Secret]:
    """The secrets that their form gives away. Keys that manuals print as examples are none."""
    for number, (what, marks, _) in enumerate(KNOWN):
        if not any(mark in text for mark in marks):
            continue  # a pattern takes far longer to find nothing
        for found in _known(number).finditer(text):
            if "EXAMPLE" in found[0].upper() or len(set(found[0][8:])) < 6:
                continue
            if what is not TOKEN or _lets_in(found[0]):
                yield Secret(found.start(), found.end(), what)


def _lets_in(token: str) -> bool:
    """Whether a JSON web token may open something: not the one that clients of Supabase show everybody, nor one from a manual."""
    import base64
    import binascii

    payload = token.split(".")[1]
    try:
        said = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode("utf-8", "replace")
    except (ValueError, binascii.Error):
        return False
    return not re.search(r'"role"\s*:\s*"anon"|"1234567890"|supabase-demo', said)


def secret_column(words: tuple[str, ...]) -> str:
    """`password` or `key` where a column of these words holds a password or another secret; else empty."""
    for length in (3, 2, 1):
        ending = "_".join(words[-length:])
        if ending in PASSWORDS:
            return "password"
        if ending in SECRET_NAMES:
            return "key"
    return ""


def is_random(text: str) -> bool:
    """Whether a text has so many different characters that nobody made it up to be read."""
    if not 16 <= len(text) <= 512 or " " in text:
        return False
    counts: dict[str, int] = {}
    for char in text:
        counts[char] = counts.get(char, 0) + 1
    entropy = -sum(count / len(text) * log2(count / len(text)) for count in counts.values())
    mixed = any(char.isdigit() for char in text) and any(char.isalpha() for char in text)
    return mixed and entropy >= 3.3


def is_password(text: str, *, shown: bool) -> bool:
    """Whether the literal may be somebody's password as it stands; `shown` in documents and tests, where samples are usual."""
    if len(text) < 3 or PLACEHOLDER.search(text) or HASHED.search(text):
        return False
    return not (shown and SAMPLES.search(text))
