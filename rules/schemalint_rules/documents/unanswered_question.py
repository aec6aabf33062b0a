from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Fix, Good, Page, PageRule, Replay, Subject
from schemalint_rules._metadata import KEYS, added, language, meaning, place_of, prose_of, stated, wanted

_QUESTIONS: dict[str, tuple[str, str, str]] = {
    "use case": (
        "what the database is used for",
        "[Transactional (OLTP), analytics (OLAP), mixed workload, time series, document store, or graph relationships]",
        r"\bOLTP\b|\bOLAP\b|\bHTAP\b|transactional\b|analytical\b|data warehouse|time[- ]series|document store|graph (?:relationships|database)|"
        r"mixed workload|транзакционн|аналитическ|事务型|分析型|トランザクション処理|트랜잭션 처리",
    ),
    "volume": (
        "how much data is expected",
        "[Under 1 GB, 1 to 10 GB, 10 to 100 GB, 100 GB to 1 TB, or over 1 TB]",
        r"\d\s*[KMGT]i?B\b|\b(?:giga|tera|mega)bytes?\b|(?<![\d.,])\d[\d.,]{0,30}\s{0,3}(?:k|m|thousand|million|billion|mio\.?|millones|milhões|млн|万|億|만)?\s{0,3}\+?\s{0,3}"
        r"(?:rows|records|users|orders|events|documents|customers|datensätze|zeilen|lignes|filas|registros|linhas|строк|записей|行|条|件|건)\b",
    ),
    "consistency": (
        "how consistent reads must be",
        "[Strong consistency (ACID), eventual consistency, read-after-write, causal consistency, or mixed]",
        r"\bACID\b|eventual(?:ly)?[- ]consisten|strong(?:ly)?[- ]consisten|read[- ](?:after[- ]write|your[- ]writes)|causal(?:ly)?[- ]consisten|"
        r"consistency (?:model|level|requirement)|serializable|isolation level|強一貫性|强一致|最终一致|согласованност",
    ),
    "performance": (
        "what must be fast",
        "[Fast writes, fast reads, complex queries, real-time analytics, or balanced reads and writes]",
        r"\bp(?:50|90|95|99)\b|\blatency\b|\bthroughput\b|(?:queries|reads|writes|transactions|requests) per second|\b[QT]PS\b|read[- ]heavy|write[- ]heavy|"
        r"fast (?:reads|writes)|real-time analytics|balanced read|response times?\b|\d\s*ms\b",
    ),
}  # fmt: skip
"""By kind of metadata: the question in words, the placeholder for its answer, and words of a text that answers it."""
_KEYED = re.compile(r"(?:\*\*|__)([^*_\n:：]{2,60})\s*(?:[:：]\s*(?:\*\*|__)|(?:\*\*|__)\s*[:：])")


class UnansweredQuestion(PageRule):
    """A document should say what its database is used for, how large it gets, how consistent and how fast it must be.

    ## What it does
    In documents that follow a template, looks for the answers to its clarifying questions: the use case, the volume of data, the
    consistency and the priorities of performance. An answer may stand in the metadata, in a section or a row of its own, or in
    the text, where words such as OLTP, 40 GB, ACID or p95 give it. An answer that still is a placeholder is left to
    `unfilled-placeholder`. A document is told once, with all questions that are open.

    ## Why is this bad
    The choice of types, keys, indexes and partitions rests on these answers. Who changes the schema later has to guess
    them.

    ## Fix
    Adds the lines to the metadata, each with a placeholder that shows what there is to choose from. Safe: only the document changes.

    ## References
    - ISO/IEC 25010:2023, Product quality model (performance efficiency, reliability)
    - ISO/IEC/IEEE 29148:2018, Requirements engineering, 5.2.5
    """

    name = "unanswered-question"
    severity = "info"
    on = "strict"
    fixes = "safe"
    good = (
        Good(
            "# Shop\n\n**Version:** 1.0.0\n**Use Case:** Transactional (OLTP)\n**Data Volume:** 10 to 100 GB\n**Consistency:** Strong\n"
            "**Performance Priorities:** Fast reads\n"
        ),
        Good(
            "# Shop\n\nThe transactional data of the shop: about 2 million orders, ACID throughout.\n\n"
            "## Performance Requirements\n\nReads come first.\n"
        ),
        Good("# Tables\n\nThe tables.\n", path="docs/tables.md"),
    )
    bad = (
        Bad(
            "# Shop\n\n**Version:** 1.0.0\n**Use Case:** Transactional (OLTP)\n**Consistency:** Strong\n**Performance Priorities:** Fast reads\n",
            at="**Version:** 1.0.0",
            message="how much data",
            fixed="# Shop\n\n**Version:** 1.0.0\n**Use Case:** Transactional (OLTP)\n"
            "**Data Volume:** [Under 1 GB, 1 to 10 GB, 10 to 100 GB, 100 GB to 1 TB, or over 1 TB]\n"
            "**Consistency:** Strong\n**Performance Priorities:** Fast reads\n",
        ),
        Bad("# Shop\n\nThe tables of the shop.\n", at="# Shop", message="what the database is used for, how much"),
    )

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Diagnostic]:
        if not page.template:
            return
        lines = stated(page)
        told = {one.kind for one in lines} | set(_titled(page))
        text = prose_of(page)
        open_ = [kind for kind in _QUESTIONS if kind not in told and not re.search(_QUESTIONS[kind][2], text, re.I)]
        if not open_:
            return
        spoken = language(page, lines)
        new = {kind: (KEYS[kind][spoken][0], _QUESTIONS[kind][1]) for kind in open_}
        questions = [_QUESTIONS[kind][0] for kind in open_]
        named = " nor ".join(filter(None, (", ".join(questions[:-1]), questions[-1])))
        order = tuple(dict.fromkeys((*(name for name, _ in wanted(page)), *_QUESTIONS)))
        yield self.found(
            place_of(page, lines),
            f"The document does not say {named}, so whoever changes the schema has to guess.",
            subject=Subject("other", None, None, "questions"),
            repair="; ".join(f"add {key}: {placeholder}" for key, placeholder in new.values()),
            fix=Fix(f"Ask {', '.join(questions)}", "safe", edits=added(page, lines, new, order)),
        )


def _titled(page: Page) -> Iterator[str]:
    """What sections, rows of tables, figures and words in bold are about."""
    for section in page.sections:
        if section not in page.empty_sections:
            yield meaning(section.title)
    for grid in page.tables:
        for row in grid.rows:
            for cell in row[:1]:
                yield meaning(cell.text.rstrip(":： "))
    for metric in page.metrics:
        yield meaning(metric.name)
    for found in _KEYED.finditer(page.text):
        yield meaning(found[1])
