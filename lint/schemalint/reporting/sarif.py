"""SARIF 2.1.0, as code scanning reads it: the rules with their pages, places in UTF-16, fingerprints that survive moves."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import cast
from urllib.parse import quote

from schemalint import __version__
from schemalint.model.diagnostic import SEVERITIES, Diagnostic, Fix
from schemalint.model.policy import Policy, placeholders
from schemalint.model.run import Report
from schemalint.model.text import Span
from schemalint.plugins import RuleEntry
from schemalint.reporting import Asked
from schemalint.reporting.json import lines
from schemalint.reporting.linehash import line_hashes
from schemalint.reporting.places import Places, dotted
from schemalint.reporting.rulepage import page, policy_page
from schemalint.reporting.summary import plural

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}
SECURITY = {"error": "8.5", "warning": "6.0", "info": "3.0"}
"""`security-severity` of the rules of the group `security`, whose findings are security alerts."""

ALLOWED = "%:/?#[]@!$&'()*+,;=-._~"
"""What an address may hold as it is."""

MOST_RESULTS = 25_000
"""Results of one run that code scanning takes; beyond, it refuses the file."""
MOST_RELATED = 100
LONGEST_TEXT = 1024
LONGEST_HELP = 30_000
LONGEST_SNIPPET = 400

Json = dict[str, object]


def report(report: Report, asked: Asked) -> str:
    """One run with all findings; suppressed ones only where they were asked for, since code scanning shows them as open."""
    found = [one for one in report.diagnostics if asked.show_suppressed or not one.suppressed]
    told = found
    notes = [("note", text) for text in report.notes] + [("error", text) for text in report.failures]
    if len(found) > MOST_RESULTS:
        told = sorted(found, key=lambda one: SEVERITIES.index(one.severity))[:MOST_RESULTS]
        left = plural(len(found) - MOST_RESULTS, "finding")
        notes.append(("warning", f"{left} of the mildest left out: code scanning takes {MOST_RESULTS} in one run."))
    entries = sorted(asked.rules.items())
    numbers = {name: at for at, (name, _) in enumerate(entries)}
    writer = _Writer(report)
    run: Json = {
        "tool": {
            "driver": {
                "name": "schemalint",
                "fullName": "schemalint, a schema-quality linter",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(name, entry, report.policies.get(name)) for name, entry in entries],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not report.failures,
                "workingDirectory": {"uri": uri(os.getcwd() + "/")},
                "toolExecutionNotifications": [
                    {"level": level, "message": {"text": _message(text)}} for level, text in notes
                ],
            }
        ],
        "automationDetails": {"id": "schemalint/"},
        "columnKind": "utf16CodeUnits",
    }
    results = lines(writer.result(one, numbers) for one in told)
    head = json.dumps({"$schema": SCHEMA, "version": "2.1.0"})[:-1]
    return f'{head}, "runs": [{json.dumps(run)[:-1]},\n"results": {results}}}]}}\n'


def _rule(name: str, entry: RuleEntry, policy: Policy | None) -> Json:
    text = (policy_page(policy, entry) if policy else page(entry))[:LONGEST_HELP]
    severity = (policy.severity if policy else None) or entry.severity
    summary = (policy.message if policy and not placeholders(policy.message) else "") or entry.summary or name
    about = _plain(entry.load().page()) or entry.summary or name
    title = "".join(word.capitalize() for word in re.split(r"[-_\W]+", name) if word)
    properties: Json = {
        "tags": [entry.group, "database", "sql"][:10],
        "precision": "medium" if entry.convention else "very-high" if entry.severity == "error" else "high",
        "problem.severity": PROBLEMS[severity],
    }
    if entry.group == "security":
        properties["security-severity"] = SECURITY[severity]
    if policy:
        properties |= {"rule": policy.rule, **({"owner": policy.owner} if policy.owner else {})}
    return {
        "id": name,
        "name": title if title != name else f"{title}Rule",
        "shortDescription": {"text": _sentence(summary)},
        "fullDescription": {"text": _sentence(about if summary == entry.summary else f"{_sentence(summary)} {about}")},
        **({"helpUri": quote(policy.link, safe=ALLOWED)} if policy and policy.link else {}),
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": LEVELS[severity]},
        "properties": properties,
    }


def _plain(page: str) -> str:
    """The summary and what the rule does, as one paragraph."""
    first, _, rest = page.partition("\n\n")
    body = rest.partition("## What it does\n")[2].partition("\n## ")[0]
    return " ".join(f"{first} {body}".split())


def _sentence(text: str) -> str:
    """At most LONGEST_TEXT characters that end in a full stop."""
    text = " ".join(text.split())
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - 2].rsplit(" ", 1)[0].rstrip(".,;: ") + "…"
    return text if text.endswith(".") else f"{text}."


class _Writer:
    def __init__(self, report: Report) -> None:
        self.documents = report.documents
        self.places = Places(report)
        self.hashes: dict[str, tuple[str, ...]] = {}

    def result(self, one: Diagnostic, numbers: dict[str, int]) -> Json:
        result: Json = {"ruleId": one.rule}
        if one.rule in numbers:
            result["ruleIndex"] = numbers[one.rule]
        result |= {
            "level": LEVELS[one.severity],
            "message": {"text": _message(one.text)},
            "locations": [self.location(one)],
            "partialFingerprints": self.fingerprints(one),
        }
        related = [place for place in one.related if place.span.path][:MOST_RELATED]
        if related:
            result["relatedLocations"] = [
                {"id": at, "physicalLocation": self.place(place.span), "message": {"text": _message(place.message)}}
                for at, place in enumerate(related, 1)
            ]
        if one.fix and one.fix.edits and not one.fix.creates:
            result["fixes"] = [self.fix(one.fix)]
        if one.suppressed:
            kind = "inSource" if one.suppressed == "inline" else "external"
            result["suppressions"] = [{"kind": kind, "status": "accepted"}]
        result["properties"] = {
            "released": one.released,
            **({"fixSafety": one.fix.safety} if one.fix else {}),
        }
        return result

    def location(self, one: Diagnostic) -> Json:
        place = self.place(one.span)
        text = self.places.lines(one.span.path).text[one.span.start : one.span.end]
        if 0 < len(text) <= LONGEST_SNIPPET:
            place["region"] = {**cast("Json", place["region"]), "snippet": {"text": text}}
        location: Json = {"physicalLocation": place}
        if one.subject and one.subject.name:
            location["logicalLocations"] = [
                {"name": one.subject.name, "fullyQualifiedName": dotted(one.subject), "kind": one.subject.kind}
            ]
        return location

    def place(self, span: Span) -> Json:
        return {"artifactLocation": {"uri": uri(span.path)}, "region": self.region(span)}

    def region(self, span: Span) -> Json:
        start, end = self.places.start(span), self.places.end(span)
        return {
            "startLine": start.line,
            "startColumn": self.column(span.path, start.line, start.column),
            "endLine": end.line,
            "endColumn": self.column(span.path, end.line, end.column),
        }

    def column(self, path: str, line: int, column: int) -> int:
        """The column in UTF-16 code units."""
        lines = self.places.lines(path)
        start = lines.starts[line - 1]
        before = lines.text[start : start + column - 1]
        return column if before.isascii() else len(before.encode("utf-16-le", "surrogatepass")) // 2 + 1

    def fingerprints(self, one: Diagnostic) -> Json:
        path = one.span.path
        if path not in self.hashes:
            document = self.documents.get(path)
            mark = "\ufeff" if document and document.bom else ""
            self.hashes[path] = line_hashes(mark + (document.text if document else ""))
        line = self.places.start(one.span).line
        found: Json = {"primaryLocationLineHash": self.hashes[path][line - 1]}
        if one.fingerprint:
            found["schemalintFinding/v1"] = one.fingerprint
        return found

    def fix(self, fix: Fix) -> Json:
        by_path: dict[str, list[Json]] = {}
        for edit in fix.edits:
            replacement = {"deletedRegion": self.region(edit.span), "insertedContent": {"text": edit.text}}
            by_path.setdefault(edit.span.path, []).append(replacement)
        return {
            "description": {"text": _sentence(fix.title)},
            "artifactChanges": [
                {"artifactLocation": {"uri": uri(path)}, "replacements": replacements}
                for path, replacements in by_path.items()
            ],
        }


def uri(path: str) -> str:
    """A path as a URI: relative ones stay relative, absolute ones become `file:` URIs; percent-encoded."""
    path = path.replace("\\", "/") if sys.platform == "win32" else path
    encoded = quote(path.encode("utf-8", "surrogateescape"), safe="/-._~!$&'()*+,;=@")
    if path.startswith("/"):
        return f"file://{encoded}"
    if re.match(r"[A-Za-z]:/", path):
        return f"file:///{path[0]}:{encoded[encoded.index('/') :]}"
    return encoded


_LINK = re.compile(r"\[(?=[^\]\[]*\]\()")
_ARGUMENT = re.compile(r"\{(\d+)\}")


def _message(text: str) -> str:
    """Text that a reader of SARIF takes as it is: no link, no argument."""
    return _ARGUMENT.sub(r"{{\1}}", _LINK.sub(r"\\[", text))
