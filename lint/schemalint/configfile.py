"""Reads a configuration file: every key has a kind, every mistake is told with its line and the nearest known name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast

import schemalint.tomlplaces as tomlplaces
from schemalint.config import (
    BASELINE,
    FILES,
    GROUNDS,
    Config,
    ConfigError,
    Documents,
    Migrations,
    Mistake,
    Override,
    RuleSetting,
    matcher,
)
from schemalint.model.policy import PLACEHOLDERS, Example, Policy, placeholders
from schemalint.model.privacy import Privacy
from schemalint.settings import (
    CUSTOM,
    DIALECTS,
    DOCUMENTS,
    EXAMPLE,
    FRAMEWORKS,
    KINDS,
    LEVELS,
    MIGRATIONS,
    OVERRIDE,
    POLICY,
    PRIVACY,
    STORES,
    TOP,
    WORD_KINDS,
    Keys,
    is_date,
    nearest,
)
from schemalint.tomltext import parse

if TYPE_CHECKING:
    from typing import Any

    from schemalint.frameworks.custom import Layout
    from schemalint.model.diagnostic import Severity
    from schemalint.model.document import Dialect
    from schemalint.plugins import RuleEntry


def read(file: str, entries: Mapping[str, RuleEntry] | None = None) -> Config:
    """The configuration in `file`. Raises ConfigError with every mistake."""
    reader, values = _opened(file, entries)
    config = reader.config(values)
    if reader.mistakes:
        raise ConfigError(sorted(reader.mistakes, key=lambda one: (one.file != file, one.file, one.line)))
    return config


def _opened(file: str, entries: Mapping[str, RuleEntry] | None) -> tuple[_Reader, Mapping[str, object]]:
    """The values in `file` that are ours, and what reads them. Raises ConfigError."""
    try:
        with open(file, encoding="utf-8-sig") as stream:
            text = stream.read()
        values: Mapping[str, object] = parse(text)
    except OSError as error:
        raise ConfigError([Mistake(file, 1, "", f"cannot be read: {error.strerror or error}")]) from None
    except UnicodeDecodeError as error:
        raise ConfigError([Mistake(file, 1, "", f"is not UTF-8: {error.reason}")]) from None
    except (ValueError, RecursionError) as error:
        said = str(error)
        at = re.search(r"line (\d+)", said)
        raise ConfigError([Mistake(file, int(at[1]) if at else 1, "", f"is not valid TOML: {said}")]) from None
    prefix: tuple[str, ...] = ()
    if os.path.basename(file) not in FILES[:2]:
        tool = values.get("tool")
        ours = tool.get("schemalint") if isinstance(tool, dict) else None
        if isinstance(ours, dict):
            prefix, values = ("tool", "schemalint"), ours
        elif os.path.basename(file) == FILES[2]:
            values = {}
    return _Reader(file, tomlplaces.places(text), prefix, text, entries), values


def check(values: Mapping[str, object], root: str, entries: Mapping[str, RuleEntry] | None = None) -> Config:
    """The configuration that these values make, in the folder `root`. Raises ConfigError with every mistake."""
    reader = _Reader("", {}, (), "", entries)
    reader.root = root
    config = reader.config(values)
    if reader.mistakes:
        raise ConfigError(reader.mistakes)
    return config


class _Reader:
    """Turns values into a Config, and collects what is wrong with them."""

    def __init__(
        self,
        file: str,
        places: Mapping[tomlplaces.Path, int],
        prefix: tuple[str, ...],
        text: str,
        entries: Mapping[str, RuleEntry] | None,
    ) -> None:
        self.file = file
        self.root = os.path.dirname(file)
        self.places = places
        self.prefix = prefix
        self.text = text.splitlines()
        self._entries = entries
        self.chain: tuple[str, ...] = (file,)
        """The files on the way here, each extended by the one before."""
        self.extends: list[str] = []
        self.policies: dict[str, str] = {}
        """The files of the policies there are, inherited ones included, by name."""
        self.judged: dict[str, str] = {}
        """The rules of the policies there are, by name."""
        self.partial = False
        """Whether something that is extended could not be read, so that names may be unknown for that alone."""
        self.mistakes: list[Mistake] = []

    @property
    def entries(self) -> Mapping[str, RuleEntry]:
        """The rules there are; asked for only when the file names one."""
        if self._entries is None:
            from schemalint.plugins import manager, rules

            self._entries = rules(manager())
        return self._entries

    def config(self, values: Mapping[str, object]) -> Config:
        """The configuration that these values and those of the files they extend make."""
        shared = self.shared(values)
        found = self.built(values)
        if self.extends and not self.mistakes:
            # Every file has been held against the keys there are, so that nothing is left to be said of them together.
            whole = _Reader(self.file, {}, (), "", self._entries)
            whole.root, whole.policies = self.root, self.policies
            found = whole.built(inherited(shared, values))._replace(extends=tuple(dict.fromkeys(self.extends)))
        if not self.mistakes:
            self.asked(found, values)
        return found

    def asked(self, config: Config, values: Mapping[str, object]) -> None:
        """Notes the policies of this file that can say nothing; inherited ones may wait for a repository to complete them."""
        places = {one.get("name"): str(at) for at, one in enumerate(_tables(values.get("policy")))}
        for policy in config.policies:
            if policy.file != self.file:
                continue
            entry = self.entries[policy.rule]
            settings = [config.rules.get(entry.name), *(one.rules.get(policy.name) for one in config.overrides)]
            given = {*policy.options, *(key for one in settings if one for key in one.options)}
            given |= {key for one in entry.sets.values() for key in one}
            if entry.asks and {key.replace("_", "-") for key in given}.isdisjoint(entry.asks):
                one = " or ".join(f"`{key}`" for key in entry.asks)
                self.wrong(("policy", places[policy.name]), f"says nothing until {one} is set")

    def shared(self, values: Mapping[str, object]) -> Mapping[str, object]:
        """The values of the files that these extend, the later ones laid over the earlier."""
        found: Mapping[str, object] = {}
        for name in _texts(values.get("extends")):
            file = self.shared_file(name) if isinstance(name, str) else ""
            self.partial |= not file
            if not file:
                continue
            if file in self.chain or len(self.chain) > DEEPEST:
                self.wrong(("extends",), f"`{name}` leads back to this file, or too far", name)
                continue
            try:
                reader, below = _opened(file, self._entries)
            except ConfigError as error:
                self.mistakes += error.mistakes
                self.partial = True
                continue
            reader.chain = (*self.chain, file)
            further = reader.shared(below)
            reader.built(below)
            self.policies |= reader.policies
            self.partial |= reader.partial
            if reader.mistakes:
                self.mistakes += reader.mistakes
                continue
            self.extends += (file, *reader.extends)
            below = inherited(further, {**below, **reader.elsewhere(below)})
            found = inherited(found, {key: value for key, value in below.items() if key not in OF_ONE_REPOSITORY})
        self.judged = {str(one.get("name")): str(one.get("rule", "")) for one in _tables(found.get("policy"))}
        return found

    def shared_file(self, name: str) -> str:
        """The absolute path of what `extends` names; empty, with a mistake noted, where there is none."""
        if name.endswith(".toml") or "/" in name:
            file = os.path.normpath(os.path.join(self.root, *name.split("/")) if name[:1] != "/" else name)
            if os.path.isfile(file):
                return file
            self.wrong(("extends",), f"the file {name} does not exist", name)
            return ""
        from schemalint import plugins

        known = plugins.shared()
        found = known.get(name) or known.get(name.replace("_", "-").lower(), "")
        if not found:
            there = nearest(name, known) or (f" (there are: {', '.join(sorted(known))})" if known else "")
            problem = (
                f"no installed package `{name}` brings a {plugins.SHARED}; the name of a file ends in .toml{there}"
            )
            self.wrong(("extends",), problem, name)
        return found

    def elsewhere(self, values: Mapping[str, object]) -> Mapping[str, object]:
        """What of these values means a file beside this one, for those that extend it from other folders."""
        documents = _mapping(values.get("documents"))
        name = documents.get("template")
        file = os.path.join(self.root, *name.split("/")) if isinstance(name, str) else ""
        return {"documents": {**documents, "template": file}} if file and os.path.isfile(file) else {}

    def built(self, values: Mapping[str, object]) -> Config:
        """The configuration that these values make by themselves."""
        for one in _tables(values.get("policy")):
            if isinstance(one, dict) and "name" in one:
                name = str(one["name"])
                self.policies.setdefault(name, self.file)
                if "rule" in one:
                    self.judged[name] = str(one["rule"])
        top = self.table(values, TOP, ())
        baseline = str(top.get("baseline", ""))
        version = top.get("server-version", "")
        default = os.path.join(self.root, BASELINE)
        rules = self.rules(_mapping(top.get("rules")), ("rules",))
        return Config(
            root=self.root,
            file=self.file,
            dialect=str(top.get("dialect", "")),
            dialects=self.dialects(_mapping(top.get("dialects"))),
            server_version="" if isinstance(version, dict) else str(version),
            server_versions=self.versions(_mapping(version)),
            edition=str(top.get("edition", "")),
            preset=str(top.get("preset", "recommended")),
            select=_texts(top.get("select")),
            ignore=_texts(top.get("ignore")),
            extend_select=_texts(top.get("extend-select")),
            include=_texts(top.get("include")),
            exclude=_texts(top.get("exclude")),
            rules=rules,
            overrides=(*self.per_path(_mapping(top.get("per-path-ignores"))), *self.overrides(top.get("overrides"))),
            policies=self.policy(top.get("policy"), rules),
            migrations=self.migrations(_mapping(top.get("migrations"))),
            documents=self.documents(_mapping(top.get("documents"))),
            privacy=self.privacy(_mapping(top.get("privacy"))),
            check_against=_texts(top.get("check-against")),
            baseline=os.path.join(self.root, baseline) if baseline else default if os.path.isfile(default) else "",
            fail_on=str(top.get("fail-on", "warning")),
            max_warnings=cast("int | None", top.get("max-warnings")),
            assume_transaction=cast("bool | None", top.get("assume-transaction")),
            since=str(top.get("since", "")),
        )

    # --- tables -----------------------------------------------------------------------------------------------

    def dialects(self, values: Mapping[str, object]) -> tuple[tuple[str, Dialect], ...]:
        return cast("tuple[tuple[str, Dialect], ...]", self.by_path(values, DIALECTS, ("dialects",)))

    def by_path(
        self, values: Mapping[str, object], words: tuple[str, ...], table: tomlplaces.Path
    ) -> tuple[tuple[str, str], ...]:
        """One of `words` for each path pattern."""
        found: list[tuple[str, str]] = []
        for pattern, value in values.items():
            path = (*table, pattern)
            self.pattern(pattern, path)
            checked = self.value(value, words, path)
            if checked is not None:
                found.append((pattern, str(checked)))
        return tuple(found)

    def versions(self, values: Mapping[str, object]) -> Mapping[str, str]:
        checked = self.table(values, dict.fromkeys(DIALECTS, "version"), ("server-version",))
        return {dialect: str(version) for dialect, version in checked.items()}

    def per_path(self, values: Mapping[str, object]) -> tuple[Override, ...]:
        found: list[Override] = []
        for pattern, value in values.items():
            path = ("per-path-ignores", pattern)
            self.pattern(pattern, path)
            found.append(Override(paths=(pattern,), ignore=_texts(self.value(value, "names", path))))
        return tuple(found)

    def rules(
        self, values: Mapping[str, object], path: tomlplaces.Path, policies: Mapping[str, str] | None = None
    ) -> Mapping[str, RuleSetting]:
        """Settings by rule. `policies` are the rules of those that may be named too."""
        judged = policies or {}
        found: dict[str, RuleSetting] = {}
        for name, value in values.items():
            at = (*path, name)
            rule = judged.get(name, name)
            if rule not in self.entries:
                if name in self.policies and policies is None:
                    self.wrong(at, "is a policy: its settings stand in its own [[policy]] table")
                elif rule == name and not (self.partial and policies is not None):
                    known = (*self.entries, *judged)
                    what = "rule or policy" if policies is not None else "rule"
                    self.wrong(at, f"there is no {what} `{name}`" + nearest(name, known))
            elif not isinstance(value, dict):
                self.wrong(at, f"must be a table of settings, not {_shown(value)}" + _ignoring(value, name))
            else:
                found[name] = self.setting(name, rule, value, at)
        return found

    def setting(self, name: str, rule: str, value: Mapping[str, object], path: tomlplaces.Path) -> RuleSetting:
        severity = self.severity(value, name, path)
        options = {key: one for key, one in value.items() if key != "severity"}
        return RuleSetting(severity, self.options(rule, options, path))

    def severity(self, values: Mapping[str, object], name: str, path: tomlplaces.Path) -> Severity | None:
        """The severity in a table of the rule or policy `name`."""
        written = values.get("severity")
        if written in ("off", False):
            self.wrong((*path, "severity"), f"must be one of {', '.join(LEVELS)}" + _ignoring(written, name))
        elif "severity" in values:
            return cast("Severity | None", self.value(written, LEVELS, (*path, "severity")))
        return None

    def options(self, name: str, values: Mapping[str, object], path: tomlplaces.Path) -> Mapping[str, object]:
        """The options of the rule `name`, held against what its class declares."""
        if not values:
            return {}
        from schemalint.rule import OptionError

        cls = self.entries[name].load()
        good: dict[str, object] = {}
        for key, value in values.items():
            try:
                cls(**{key: value})
            except OptionError as error:
                self.wrong((*path, key), error.problem)
            else:
                good[key] = value
        return good

    def overrides(self, tables: object) -> tuple[Override, ...]:
        found: list[Override] = []
        for at, table in enumerate(_tables(tables)):
            path = ("overrides", str(at))
            values = self.table(table, OVERRIDE, path)
            if not (table.get("tables") or table.get("paths")):
                self.wrong(path, "needs `tables` or `paths`, the patterns of what it is for")
            found.append(
                Override(
                    _texts(values.get("tables")),
                    _texts(values.get("paths")),
                    _texts(values.get("select")),
                    _texts(values.get("extend-select")),
                    _texts(values.get("ignore")),
                    self.rules(_mapping(values.get("rules")), (*path, "rules"), self.judged),
                    str(values.get("until", "")),
                )
            )
        return tuple(found)

    def policy(self, tables: object, rules: Mapping[str, RuleSetting]) -> tuple[Policy, ...]:
        """The policies; one that says no severity has what `rules` give its rule."""
        found: list[Policy] = []
        seen: set[str] = set()
        for at, table in enumerate(_tables(tables)):
            path = ("policy", str(at))
            name = str(table.get("name", ""))
            severity = self.severity(table, name, path)
            known = {key: value for key, value in table.items() if key in POLICY and key != "severity"}
            values = self.table(known, POLICY, path)
            rule = self.judged.get(name, "")
            missing = [key for key in ("name", "rule") if key not in table and not (key == "rule" and rule)]
            for key in missing if not self.partial else ():
                self.wrong(path, f"needs `{key}`")
            if missing or "name" not in values:
                continue
            if name in self.entries or name in {entry.group for entry in self.entries.values()}:
                self.wrong((*path, "name"), f"`{name}` is the name of a rule or a group already")
            if name in seen:
                self.wrong((*path, "name"), f"`{name}` is the name of another policy already")
            seen.add(name)
            if rule not in self.entries:
                self.wrong((*path, "rule"), f"there is no rule `{rule}`" + nearest(rule, self.entries))
                continue
            options = self.options(rule, self.not_misspelled(rule, table, path), path)
            further = self.options(rule, _mapping(values.get("options")), (*path, "options"))
            since, until = str(values.get("since", "")), str(values.get("until", ""))
            if until and since > until:
                self.wrong((*path, "until"), f"comes before `since`, {since}")
            found.append(
                Policy(
                    name,
                    rule,
                    _texts(values.get("tables")),
                    self.dialects_of(self.entries[rule], _texts(values.get("dialects")), (*path, "dialects")),
                    severity or rules.get(rule, RuleSetting()).severity,
                    self.message(str(values.get("message", "")), (*path, "message")),
                    {**options, **further},
                    str(values.get("link", "")),
                    str(values.get("owner", "")),
                    since,
                    until,
                    self.examples(values.get("good"), (*path, "good")),
                    self.examples(values.get("bad"), (*path, "bad")),
                    self.policies.get(name, self.file),
                )
            )
        return tuple(found)

    def dialects_of(self, entry: RuleEntry, words: tuple[str, ...], path: tomlplaces.Path) -> tuple[str, ...]:
        for word in words:
            if word not in (*DIALECTS, *STORES):
                self.wrong(path, f"there is no dialect `{word}`" + nearest(word, (*DIALECTS, *STORES)), word)
            elif word not in entry.dialects:
                self.wrong(path, f"the rule `{entry.name}` says nothing about {word}", word)
        return words

    def not_misspelled(self, rule: str, table: Mapping[str, object], path: tomlplaces.Path) -> Mapping[str, object]:
        """What in the table of a policy may be options of its rule; a slip in a key of the table itself is noted."""
        rest = {key: value for key, value in table.items() if key not in POLICY}
        known = {*POLICY, *self.entries[rule].load().options} if rest else set()
        for key in list(rest):
            dashed = key.replace("_", "-")
            near = "" if dashed in known else nearest(dashed, known)
            if near:
                self.wrong((*path, key), f"unknown key{near}")
                del rest[key]
        return rest

    def message(self, text: str, path: tomlplaces.Path) -> str:
        for word in placeholders(text):
            if word not in PLACEHOLDERS:
                there = (
                    nearest(word, PLACEHOLDERS) or f" (there are: {', '.join(f'{{{one}}}' for one in PLACEHOLDERS)})"
                )
                self.wrong(path, f"there is no `{{{word}}}` to put into a message{there}")
        return text

    def examples(self, listed: object, path: tomlplaces.Path) -> tuple[Example, ...]:
        found: list[Example] = []
        for at, one in enumerate(cast("list[object]", listed or ())):
            if isinstance(one, str):
                found.append(Example(one))
                continue
            values = self.table(_mapping(one), EXAMPLE, (*path, str(at)))
            if "sql" not in values:
                self.wrong((*path, str(at)), "needs `sql`")
                continue
            if path[-1] == "good" and "at" in values:
                self.wrong((*path, str(at), "at"), "only a bad example has a place that is underlined")
            found.append(Example(*(str(values.get(key, "")) for key in EXAMPLE)))
        return tuple(found)

    def migrations(self, values: Mapping[str, object]) -> Migrations:
        path = ("migrations",)
        checked = self.table(values, MIGRATIONS, path)
        return Migrations(
            _texts(checked.get("directories")),
            str(checked.get("framework", "")),
            self.by_path(_mapping(checked.get("frameworks")), FRAMEWORKS, (*path, "frameworks")),
            self.custom(checked.get("custom")),
            str(checked.get("frozen", "")),
        )

    def custom(self, tables: object) -> tuple[Layout, ...]:
        found: list[Layout] = []
        for at, table in enumerate(_tables(tables)):
            from schemalint.frameworks.custom import Layout, shape

            path = ("migrations", "custom", str(at))
            values = self.table(table, CUSTOM, path)
            if "up" not in table:
                self.wrong(path, "needs `up`, the pattern of the files that go forward")
            if ("metadata" in table) != ("files" in table):
                self.wrong(path, "`metadata` and `files` stand together: the file, and the key of its list of files")
            layout = Layout(
                _texts(values.get("up")),
                _texts(values.get("down")),
                cast("Any", values.get("order", "version")),
                str(values.get("metadata", "")),
                str(values.get("files", "")),
                cast("bool | None", values.get("transaction")),
                str(values.get("no-transaction", "")),
            )
            wrong = len(self.mistakes)
            for key, patterns in (("up", layout.up), ("down", layout.down)):
                for pattern in patterns:
                    try:
                        shape(Layout((pattern,)))
                    except ValueError as error:
                        self.wrong((*path, key), str(error), pattern)
            if layout.up and len(self.mistakes) == wrong:
                found.append(layout)
        return tuple(found)

    def documents(self, values: Mapping[str, object]) -> Documents:
        checked = self.table(values, DOCUMENTS, ("documents",))
        usual = Documents()
        folder = str(checked.get("folder", usual.folder)).removeprefix("./").strip("/") or "."
        return Documents(
            _texts(checked.get("patterns")),
            self.template(str(checked.get("template", ""))),
            folder,
            str(checked.get("name", usual.name)),
            str(checked.get("tracking", usual.tracking)).removeprefix("./"),
            _texts(checked["against"]) if "against" in checked else usual.against,
            str(checked.get("author", usual.author)),
            self.words(_mapping(checked.get("words"))),
        )

    def privacy(self, values: Mapping[str, object]) -> Privacy:
        checked = self.table(values, PRIVACY, ("privacy",))
        classes = self.classes(_mapping(checked.get("classes")))
        periods = _mapping(checked.get("periods"))
        readers = _mapping(checked.get("readers"))
        for key, patterns in (("periods", periods), ("readers", readers)):
            for pattern in patterns:
                self.objects(pattern, ("privacy", key, pattern), "schema.table")
        return Privacy(
            classes,
            tuple((pattern, str(said).strip()) for pattern, said in periods.items()),
            tuple((pattern, _texts(roles)) for pattern, roles in readers.items()),
        )

    def classes(self, values: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
        """The class of columns by pattern, in the words of `CLASSES` where it is one of those."""
        from schemalint.personal.words import CLASSES, named_class

        found: list[tuple[str, str]] = []
        for pattern, said in values.items():
            path = ("privacy", "classes", pattern)
            self.objects(pattern, path, "table.column")
            if "." not in pattern:
                self.wrong(path, "names no column; write `table.column`, or `*.column` for that of any table")
            word = str(said).strip()
            kind = named_class(word)
            near = "" if kind else nearest(word, CLASSES)
            if near:
                self.wrong(path, f"there is no class `{word}`{near}")
            found.append((pattern, kind or word))
        return tuple(found)

    def objects(self, pattern: str, path: tomlplaces.Path, form: str) -> None:
        """Notes a pattern of tables or columns that means nothing."""
        if not pattern.strip() or pattern.count("[") > pattern.count("]"):
            self.wrong(path, f"the pattern {pattern!r} is not valid; write `{form}` with *, ? and […]", pattern)

    def words(self, values: Mapping[str, object]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The words by kind, or by the title of a template's section; what is neither is found where templates are read."""
        for key in values:
            dashed = key.replace("_", "-")
            if dashed != key and dashed in WORD_KINDS:
                self.wrong(("documents", "words", key), f"unknown key; did you mean `{dashed}`?")
        return tuple((key, tuple(word.strip() for word in _texts(listed))) for key, listed in values.items())

    def template(self, name: str) -> str:
        """The name of a template that comes with the program, or the absolute path of the file that holds one."""
        if not name:
            return ""
        from schemalint.model.page import TEMPLATES

        file = name if os.path.isabs(name) else os.path.join(self.root, *name.split("/"))
        if name in TEMPLATES or os.path.isfile(file):
            return name if name in TEMPLATES else file
        known = ", ".join(TEMPLATES)
        self.wrong(
            ("documents", "template"), f"there is no template `{name}` ({known}, or a file){nearest(name, TEMPLATES)}"
        )
        return ""

    # --- values -----------------------------------------------------------------------------------------------

    def table(self, values: Mapping[str, object], keys: Keys, path: tomlplaces.Path) -> dict[str, object]:
        """The values whose keys are known and whose kinds are right."""
        found: dict[str, object] = {}
        for key, value in values.items():
            at = (*path, key)
            if key not in keys:
                self.wrong(at, self.unknown(key, keys))
                continue
            checked = self.value(value, keys[key], at)
            if checked is not None:
                found[key] = checked
        return found

    def unknown(self, key: str, keys: Keys) -> str:
        dashed = key.replace("_", "-").lower()
        hint = nearest(dashed, keys)
        if keys is TOP and key == "tool":
            return "unknown key; in this file the settings stand at the top, without [tool.schemalint]"
        if not hint and keys is TOP and dashed in self.entries:
            hint = f"; the settings of a rule stand in [{'.'.join((*self.prefix, 'rules', dashed))}]"
        if not hint:
            homes = {"migrations": MIGRATIONS, "documents": DOCUMENTS, "privacy": PRIVACY, "the top level": TOP}
            home = next((name for name, known in homes.items() if dashed in known), "")
            hint = f"; it belongs to {home}" if home else f" (there are: {', '.join(sorted(keys))})"
        return f"unknown key{hint}"

    def value(self, value: object, kind: str | tuple[str, ...], path: tomlplaces.Path) -> object:
        """The value where it is of its kind; None, with a mistake noted, where it is not."""
        if isinstance(kind, tuple):
            if isinstance(value, str) and value in kind:
                return value
            near = nearest(str(value), kind) if isinstance(value, str) else ""
            self.wrong(path, f"must be one of {', '.join(kind)}, not {_shown(value)}{near}")
            return None
        problem = KINDS[kind](value)
        if problem:
            self.wrong(path, f"must be {problem}, not {_shown(value)}")
            return None
        if kind in ("version", "step") or (kind == "versions" and not isinstance(value, dict)):
            return str(value)
        if kind == "date":
            return self.date(value, path)
        if kind == "shared":
            return [value] if isinstance(value, str) else value
        if kind == "names":
            self.names(cast("list[str]", value), path)
        elif kind == "paths":
            for pattern in cast("list[str]", value):
                self.pattern(pattern, path)
        elif kind == "grounds":
            for word in cast("list[str]", value):
                if word not in GROUNDS:
                    self.wrong(
                        path, f"must be of {', '.join(GROUNDS)}, not {_shown(word)}{nearest(word, GROUNDS)}", word
                    )
        elif kind == "objects":
            value = [value] if isinstance(value, str) else value
            for pattern in cast("list[str]", value):
                self.objects(pattern, path, "schema.table")
        return value

    def date(self, value: object, path: tomlplaces.Path) -> str | None:
        text = str(value)
        if is_date(text):
            return text
        self.wrong(path, f"must be a date such as 2027-01-31, not {_shown(value)}")
        return None

    def names(self, names: Iterable[str], path: tomlplaces.Path) -> None:
        known = {"all", *self.entries, *(entry.group for entry in self.entries.values()), *self.policies}
        for name in names:
            if name not in known and not self.partial:
                self.wrong(path, f"there is no rule, group or policy `{name}`" + nearest(name, known), name)

    def pattern(self, pattern: str, path: tomlplaces.Path) -> None:
        try:
            matcher([pattern])
        except ValueError as error:
            self.wrong(path, str(error), pattern)

    def wrong(self, path: tomlplaces.Path, problem: str, element: str = "") -> None:
        """Notes a mistake; `element` is the item of a list that it is about, to find its line."""
        full = (*self.prefix, *path)
        line = tomlplaces.line_of(full, self.places)
        if element:
            for at in range(line - 1, len(self.text)):
                if f'"{element}"' in self.text[at] or f"'{element}'" in self.text[at]:
                    line = at + 1
                    break
        self.mistakes.append(Mistake(self.file, line, _dotted(full), problem))


DEEPEST = 16
"""So many files may extend one another in a row."""
OF_ONE_REPOSITORY = frozenset(("extends", "include", "check-against", "baseline", "since"))
"""What is not inherited."""
_JOINED = frozenset(("ignore", "extend-select", "exclude", "overrides"))


def inherited(under: Mapping[str, object], over: Mapping[str, object]) -> Mapping[str, object]:
    """One file's values laid over those it inherits: lists that leave out and add are joined, tables are merged key by key,
    settings of one rule and of one policy too; all else is replaced. What `over` selects by name is ignored no longer."""
    found = dict(under)
    chosen = {*_texts(over.get("select")), *_texts(over.get("extend-select"))}
    if chosen and "ignore" in found:
        found["ignore"] = [name for name in _texts(found["ignore"]) if name not in chosen]
    for key, value in over.items():
        held = found.get(key)
        if key == "policy":
            found[key] = _policies(_tables(held), _tables(value))
        elif key in _JOINED and isinstance(value, list):
            found[key] = [*cast("list[object]", held or ()), *value]
        else:
            found[key] = _laid(held, value, 2)
    return found


def _laid(under: object, over: object, depth: int) -> object:
    if not depth or not isinstance(under, dict) or not isinstance(over, dict):
        return over
    # What is laid over comes last, for of several patterns that fit the last one counts.
    kept = {key: value for key, value in under.items() if key not in over}
    return {**kept, **{key: _laid(under.get(key), value, depth - 1) for key, value in over.items()}}


def _policies(
    under: Iterable[Mapping[str, object]], over: Iterable[Mapping[str, object]]
) -> list[Mapping[str, object]]:
    """Inherited policies with the keys that a policy of the same name replaces, then the further ones. One that names another
    rule has nothing of the old."""
    found = {one.get("name"): one for one in under}
    for one in over:
        held = found.get(one.get("name"), {})
        same = one.get("rule", held.get("rule")) == held.get("rule")
        found[one.get("name")] = {**held, **one} if same else one
    return list(found.values())


def _ignoring(value: object, name: str) -> str:
    return f'; to switch it off write ignore = ["{name}"]' if value in (False, "off") else ""


def _dotted(path: tomlplaces.Path) -> str:
    out = ""
    for part in path:
        if part.isdigit():
            out += f"[{part}]"
        else:
            plain = re.fullmatch(r"[A-Za-z0-9_-]+", part)
            out += ("." if out else "") + (part if plain else f'"{part}"')
    return out


def _shown(value: object) -> str:
    import json

    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) < 60 else text[:57] + "…"


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(cast("list[str]", value)) if isinstance(value, (list, tuple)) else ()


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def _tables(value: object) -> list[Mapping[str, object]]:
    return cast("list[Mapping[str, object]]", value) if isinstance(value, list) else []
