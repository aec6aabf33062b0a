"""Whether a server takes the value of a setting."""

from __future__ import annotations

import re

from schemalint import ServerParameter
from schemalint_rules._settings import Setting

MEMORY = {"B": 1, "kB": 1024, "MB": 1024**2, "GB": 1024**3, "TB": 1024**4}
TIME = {"us": 0.001, "ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}
UNITS = {"8kB": 8192, "4kB": 4096, "16kB": 16384, "32kB": 32768, "16MB": 16 * 1024**2, **MEMORY}
"""What a parameter of PostgreSQL counts in, in bytes."""
SWITCHES = frozenset(
    {
        "on",
        "off",
        "true",
        "false",
        "yes",
        "no",
        "1",
        "0",
        "t",
        "f",
        "y",
        "n",
        "of",
        "tr",
        "tru",
        "fa",
        "fal",
        "fals",
        "ye",
    }
)
BUILT: dict[str, str] = {
    "default_toast_compression": "pglz lz4", "wal_compression": "pglz lz4 zstd", "io_method": "sync worker io_uring",
    "wal_sync_method": "open_datasync fdatasync fsync fsync_writethrough open_sync", "dynamic_shared_memory_type": "posix sysv windows mmap none",
    "shared_memory_type": "mmap sysv windows", "recovery_init_sync_method": "fsync syncfs",
    "ssl_min_protocol_version": "tlsv1 tlsv1.1 tlsv1.2 tlsv1.3", "ssl_max_protocol_version": "tlsv1 tlsv1.1 tlsv1.2 tlsv1.3",
    "syslog_facility": "local0 local1 local2 local3 local4 local5 local6 local7",
}  # fmt: skip
"""More values of enumerations, which a server takes that was built otherwise or runs elsewhere."""
PRAGMAS = {
    "journal_mode": "delete truncate persist memory wal off", "synchronous": "off normal full extra 0 1 2 3",
    "temp_store": "default file memory 0 1 2", "auto_vacuum": "none full incremental 0 1 2", "locking_mode": "normal exclusive",
    "foreign_keys": "", "recursive_triggers": "", "cell_size_check": "", "automatic_index": "", "query_only": "", "defer_foreign_keys": "",
    "ignore_check_constraints": "", "read_uncommitted": "", "reverse_unordered_selects": "",
}  # fmt: skip
"""The values of pragmas; none listed is a switch."""
OPEN = re.compile(
    r"[\[\]{}<>$]|\.{3}|…|^$|^(?:default|x+|n/?a|-+|–|—|\?+|varies|auto|custom|tbd|todo)$|\b(?:ram|of|cores?|cpus?|memory|per)\b",
    re.I,
)
"""Values that are left open, or described in words."""
_NUMBER = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|0[xX][0-9a-fA-F]+)\s*([A-Za-zµ]*)")


def complaint(setting: Setting, known: tuple[ServerParameter, ...]) -> str:
    """What is wrong with the value, in words; empty where some version that may be meant takes it."""
    value = setting.value.strip()
    if OPEN.search(value) or (setting.form == "row" and "," in value):
        return ""
    told = ""
    for parameter in known:
        match setting.product:
            case "postgres":
                told = _postgres(setting, parameter, value)
            case "mysql" | "mariadb":
                told = _mysql(setting, parameter, value)
            case "sqlite":
                told = _sqlite(setting, value)
            case _:
                told = ""
        if not told:
            return ""
    return told


def _postgres(setting: Setting, one: ServerParameter, value: str) -> str:
    if one.type == "bool":
        return "" if value.lower() in SWITCHES else f"takes on or off, not {value}"
    if one.type == "enum":
        if value.lower() in _listed(one):
            return ""
        return f"takes {', '.join(one.values)}, not {value}"
    if one.type not in ("integer", "real"):
        return ""
    number = _NUMBER.fullmatch(value)
    if number is None:
        return f"takes a number, not {value}"
    if number[1][:2].lower() == "0x":
        amount = float(int(number[1], 16))
    elif one.type == "integer" and re.fullmatch(r"0[0-7]+", number[1]):
        amount = float(int(number[1], 8))
    else:
        amount = float(number[1])
    unit = number[2]
    if unit and not setting.quoted and setting.form in ("set", "system", "database"):
        return f"needs quotes around {value} in a statement"
    if unit:
        scale: dict[str, float] = {**MEMORY} if one.unit in UNITS else {**TIME} if one.unit in TIME else {}
        if not scale:
            return f"has no unit, so {value} is refused"
        if unit not in scale:
            right = next(
                (name for name in scale if name.lower() == unit.lower() or name.lower() == f"{unit.lower()}b"), ""
            )
            hint = f" (write {number[1]}{right})" if right else ""
            return f"takes the units {', '.join(scale)}, in these letters, not {unit}{hint}"
        amount = amount * scale[unit] / (UNITS[one.unit] if one.unit in UNITS else TIME[one.unit])
    if one.type == "integer":
        amount = round(amount)
    least, most = float(one.least or "-inf"), float(one.most or "inf")
    if not least <= amount <= most:
        counted = f" {one.unit}" if one.unit else ""
        return f"takes {one.least} to {one.most}{counted}, not {value}"
    return ""


def _listed(one: ServerParameter) -> set[str]:
    """The values of an enumeration, with those that a server takes without listing them."""
    listed = {name.lower() for name in one.values}
    if listed & {"on", "off"}:
        listed |= SWITCHES
    if "debug5" in listed:
        listed.add("debug")
    if one.name == "wal_level":
        listed |= {"archive", "hot_standby"}
    return {*listed, *BUILT.get(one.name, "").split()}


def _mysql(setting: Setting, one: ServerParameter, value: str) -> str:
    number = _NUMBER.fullmatch(value)
    if one.type == "bool":
        return "" if value.lower() in SWITCHES else f"takes ON or OFF, not {value}"
    if one.type == "enum" and number is None and one.values:
        listed = {name.lower() for name in one.values}
        return (
            ""
            if value.lower() in listed or value.lower() in SWITCHES
            else f"takes {', '.join(one.values)}, not {value}"
        )
    if number is not None and "." in number[1] and one.type == "integer":
        return f"takes a whole number, not {value}"
    if number is None or not number[2]:
        if one.type in ("integer", "real") and number is None and not value.startswith(("@", "(")):
            return f"takes a number, not {value}" if value.replace("_", "").isalnum() else ""
        return ""
    suffix = number[2]
    if one.type not in ("integer", ""):
        return ""
    if len(suffix) == 2 and suffix[0].upper() in "KMGTPE" and suffix[1].lower() == "b":
        return f"takes the suffixes K, M, G, T, not {suffix} (write {number[1]}{suffix[0].upper()})"
    if suffix.upper() in ("K", "M", "G", "T", "P", "E"):
        if setting.form in ("set", "system"):
            return f"takes no suffix in a statement, only in an option file: {value} is refused"
        return ""
    return f"takes the suffixes K, M, G, T, not {suffix}" if one.type == "integer" else ""


def _sqlite(setting: Setting, value: str) -> str:
    listed = PRAGMAS.get(setting.name)
    if listed is None:
        return ""
    if listed == "":
        return "" if value.lower() in SWITCHES or value.lstrip("-").isdigit() else f"takes ON or OFF, not {value}"
    return "" if value.lower() in listed.split() else f"takes {', '.join(listed.split())}, not {value}"
