"""Test cases for rule authors: every example of every rule, and scenario pages, as parametrised pytest cases.

    from schemalint import testing
    import acme_rules

    @testing.examples(acme_rules)
    def test_examples(case: testing.Case) -> None:
        case.run()

    @testing.scenarios("fixtures/scenarios")
    def test_scenarios(scenario: testing.Scenario) -> None:
        scenario.run()

A scenario page is Markdown, named after its rule. Each `##` heading is a case; its fences are the project's files
(```` ```sql postgres migrations/2_x.sql ````: language, dialect, path; the last two may be left out); a `toml` fence is the
configuration. Where a fence has the word `released`, the case stands in a git repository whose default branch holds that file as it is there;
a second fence of the same path is what it is now. A line that ends in `-- want: rule-name` is where that rule must speak, and the page's rule may speak nowhere else; in a diagram,
which takes no comment behind a line, `%% want: rule-name` stands on a line of its own above.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any

from schemalint import cases, plugins
from schemalint.api import check_project, fix_project
from schemalint.model.diagnostic import Diagnostic
from schemalint.model.record import NamedTuple
from schemalint.model.text import Lines
from schemalint.rule import Bad, Good, Rule
from schemalint.tomltext import parse


class Case(NamedTuple):
    """One example of one rule."""

    rule: type[Rule]
    example: Good | Bad

    @property
    def name(self) -> str:
        kind = "good" if isinstance(self.example, Good) else "bad"
        shown = self.rule.good if kind == "good" else self.rule.bad
        return f"{self.rule.name}-{kind}{shown.index(self.example) + 1}"

    def files(self) -> tuple[dict[str, str], str]:
        """The project's files, and the path of the one that holds the example."""
        return cases.files(self.rule, self.example)

    def config(self) -> dict[str, Any]:
        """The configuration: this rule alone, with the example's dialect, version and options."""
        config: dict[str, Any] = {"select": [self.rule.name]}
        if self.example.dialect not in cases.SCHEMA_FILES and self.example.dialect != "standard":  # which nothing tells
            config["dialect"] = self.example.dialect
        if self.example.version:
            config["server-version"] = self.example.version
        if self.example.options:
            config["rules"] = {self.rule.name: dict(self.example.options)}
        return config

    def run(self) -> None:
        """Raises AssertionError where the rule does not say what the example wants."""
        files, path = self.files()
        base = None if self.example.base is None else dict(self.example.base)
        report = check_project(files, self.config(), base=base)
        assert not report.failures, report.failures
        found = [one for one in report.diagnostics if one.rule == self.rule.name and not one.suppressed]
        if isinstance(self.example, Good):
            assert not found, f"{self.name} should be silent:\n{_told(found, files)}"
            return
        self._bad(self.example, found, files, path)

    def _bad(self, bad: Bad, found: list[Diagnostic], files: dict[str, str], path: str) -> None:
        assert bad.at in bad.text, f"{self.name}: {bad.at!r} does not stand in the example"
        inside = [one for one in found if one.span.path == path]
        start = files[path].index(bad.at, len(bad.given) if files[path] != bad.text else 0)
        wanted = (start, start + len(bad.at))
        spans = [(one.span.start, one.span.end) for one in inside]
        assert wanted in spans, f"{self.name} should underline {bad.at!r}, but:\n{_told(found, files)}"
        assert len(found) == bad.times, f"{self.name} should speak {bad.times} time(s), but:\n{_told(found, files)}"
        speaking = inside[spans.index(wanted)]
        assert bad.message in speaking.text, f"{self.name} should say {bad.message!r}, but says: {speaking.text}"
        if bad.fixed is not None:
            after = fix_project(files, self.config(), unsafe=True)
            prefix = files[path][: len(files[path]) - len(bad.text)]
            assert after.get(path) == prefix + bad.fixed, f"{self.name} was fixed to:\n{after.get(path)}"
            rest = check_project(after, self.config()).diagnostics
            assert not [one for one in rest if one.rule == self.rule.name], "the finding does not vanish when fixed"


class Scenario(NamedTuple):
    """One case of a scenario page."""

    page: str
    title: str
    rule: str
    files: dict[str, str]
    config: dict[str, Any]
    base: dict[str, str] | None = None

    @property
    def name(self) -> str:
        return f"{self.rule}-{self.title}".replace(" ", "-")

    def run(self) -> None:
        """Raises AssertionError where the findings are not the wanted ones."""
        names = {self.rule} | {name for text in self.files.values() for _, name in _wants(text)}
        report = check_project(self.files, {"select": sorted(names), **self.config}, base=self.base)
        assert not report.failures, report.failures
        got = set()
        for one in report.diagnostics:
            if one.rule in names and not one.suppressed:
                lines = Lines(self.files.get(one.span.path, ""))
                got.add((one.span.path, lines.position(one.span.start).line, one.rule))
        wanted = {(path, line, name) for path, text in self.files.items() for line, name in _wants(text)}
        extra = "\n".join(map(str, sorted(got - wanted)))
        lacking = "\n".join(map(str, sorted(wanted - got)))
        assert got == wanted, f"{self.page}, {self.title}\nnot wanted:\n{extra}\nlacking:\n{lacking}"


def examples(package: ModuleType) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Parametrises a test function's `case` over every example of every rule in `package`."""
    import pytest

    found: list[Case] = []
    for entry in plugins.rules_in(package):
        rule = entry.load()
        found.extend(Case(rule, good) for good in rule.good)
        found.extend(Case(rule, bad) for bad in rule.bad)
    return pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in found])


def scenarios(folder: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Parametrises a test function's `scenario` over every case of every page in `folder`."""
    import pytest

    found = [
        scenario
        for name in sorted(os.listdir(folder))
        if name.endswith(".md")
        for scenario in read_scenarios(os.path.join(folder, name))
    ]
    return pytest.mark.parametrize("scenario", [pytest.param(one, id=one.name) for one in found])


_CASE = re.compile(r"^## +(?P<title>.+?) *$", re.M)
_FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=ticks) *$", re.M | re.S)
_WANT = re.compile(r"(?:--|<!--|#|%%|//) *want: *(?P<names>[a-z0-9-]+(?: *, *[a-z0-9-]+)*)")


def read_scenarios(path: str) -> Iterator[Scenario]:
    """The cases of one scenario page."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    rule = os.path.splitext(os.path.basename(path))[0]
    inside = [fence.span() for fence in _FENCE.finditer(text)]
    starts = [case for case in _CASE.finditer(text) if not any(start < case.start() < end for start, end in inside)]
    for at, case in enumerate(starts):
        part = text[case.end() : starts[at + 1].start() if at + 1 < len(starts) else len(text)]
        files: dict[str, str] = {}
        base: dict[str, str] = {}
        config: dict[str, Any] = {}
        for fence in _FENCE.finditer(part):
            language, *rest = fence["info"].split() or [""]
            if language == "toml":
                config = {**parse(fence["text"]), **config}
                continue
            dialects = [word for word in rest if "." not in word and word != "released"]
            paths = [word for word in rest if "." in word]
            if dialects and dialects[0] not in cases.SCHEMA_FILES:
                config.setdefault("dialect", dialects[0])
            schema = next((cases.SCHEMA_FILES[word] for word in dialects if word in cases.SCHEMA_FILES), "schema.sql")
            default = "docs/database-schema-example.md" if language == "markdown" else schema
            files[paths[0] if paths else default] = fence["text"]
            if "released" in rest:
                base[paths[0] if paths else default] = fence["text"]
        yield Scenario(path, case["title"], rule, files, config, base or None)


def _wants(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        for want in _WANT.finditer(line):
            for name in want["names"].split(","):
                yield number + line.lstrip().startswith("%%"), name.strip()


def _told(found: list[Diagnostic], files: Mapping[str, str]) -> str:
    rows = []
    for one in found:
        text = files.get(one.span.path, "")[one.span.start : one.span.end]
        rows.append(f"  {one.span.path}:{one.span.start}: {text!r}: {one.text}")
    return "\n".join(rows) or "  nothing was said"
