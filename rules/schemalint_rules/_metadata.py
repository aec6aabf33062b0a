"""What a document says about itself: version, author, database, status and the answers, in the languages they are written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from schemalint import Edit, GridTable, Metadata, Page, Span
from schemalint_rules._dictionary import new_row
from schemalint_rules._documents import heading_of

LANGUAGES = ("en", "de", "fr", "es", "pt", "ru", "zh", "ja", "ko")

KEYS: dict[str, dict[str, tuple[str, ...]]] = {
    "version": {
        "en": ("Version", "document version", "doc version", "schema version", "revision"),
        "de": ("Version", "dokumentversion"), "fr": ("Version", "version du document"),
        "es": ("Versión", "version", "versión del documento"), "pt": ("Versão", "versao", "versão do documento"),
        "ru": ("Версия", "версия документа"), "zh": ("版本", "版本号", "版本號", "文档版本"), "ja": ("バージョン", "版", "版数"),
        "ko": ("버전", "문서 버전"),
    },
    "created": {
        "en": ("Created", "created at", "created on", "creation date", "date created", "date"),
        "de": ("Erstellt", "erstellt am", "erstellungsdatum", "datum"), "fr": ("Créé le", "créé", "date de création"),
        "es": ("Creado", "creado el", "fecha de creación", "fecha"), "pt": ("Criado em", "criado", "data de criação", "data"),
        "ru": ("Создан", "создано", "дата создания", "дата"),
        "zh": ("创建日期", "创建", "创建时间", "建立日期", "建立時間", "日期"), "ja": ("作成日", "作成日時", "日付"), "ko": ("작성일", "생성일", "날짜"),
    },
    "author": {
        "en": ("Author", "authors", "written by", "created by", "owner", "owners", "maintainer", "maintainers", "team"),
        "de": ("Autor", "autoren", "autorin", "verfasser", "verantwortlich"), "fr": ("Auteur", "auteurs", "autrice", "responsable"),
        "es": ("Autor", "autores", "autora", "responsable"), "pt": ("Autor", "autores", "autora", "responsável"),
        "ru": ("Автор", "авторы", "владелец", "ответственный"), "zh": ("作者", "撰写人", "负责人", "負責人"), "ja": ("作成者", "著者", "担当者"),
        "ko": ("작성자", "저자", "담당자"),
    },
    "database": {
        "en": ("Database", "database type", "database engine", "database system", "dbms", "rdbms", "engine", "db", "db engine", "platform"),
        "de": ("Datenbank", "datenbanksystem", "datenbanktyp"), "fr": ("Base de données", "sgbd", "type de base de données"),
        "es": ("Base de datos", "sgbd", "motor", "tipo de base de datos"), "pt": ("Banco de dados", "sgbd", "tipo de banco de dados"),
        "ru": ("База данных", "субд", "бд"), "zh": ("数据库", "資料庫", "数据库类型", "資料庫類型"), "ja": ("データベース", "データベース種別", "dbms"),
        "ko": ("데이터베이스", "데이터베이스 종류"),
    },
    "status": {
        "en": ("Status", "document status", "state"), "de": ("Status", "dokumentstatus", "zustand"), "fr": ("Statut", "état"),
        "es": ("Estado", "estatus"), "pt": ("Status", "estado", "situação"), "ru": ("Статус", "состояние"),
        "zh": ("状态", "狀態", "文档状态"), "ja": ("ステータス", "状態"), "ko": ("상태",),
    },
    "updated": {
        "en": ("Updated", "last updated", "last update", "last modified", "modified", "updated at", "updated on"),
        "de": ("Aktualisiert", "aktualisiert am", "zuletzt aktualisiert", "stand"), "fr": ("Mis à jour", "mis à jour le", "dernière mise à jour"),
        "es": ("Actualizado", "última actualización"), "pt": ("Atualizado", "atualizado em", "última atualização"),
        "ru": ("Обновлено", "обновлён", "последнее обновление"), "zh": ("更新日期", "更新时间", "更新時間", "最后更新", "最後更新"),
        "ja": ("更新日", "最終更新", "更新日時"), "ko": ("수정일", "최종 수정일"),
    },
    "project": {
        "en": ("Project", "project name", "system", "system name", "application"), "de": ("Projekt", "projektname", "anwendung"),
        "fr": ("Projet", "application"), "es": ("Proyecto", "aplicación"), "pt": ("Projeto", "aplicação"), "ru": ("Проект", "система"),
        "zh": ("项目", "項目", "项目名称", "專案", "系统"), "ja": ("プロジェクト", "システム"), "ko": ("프로젝트", "시스템"),
    },
    "focus": {"en": ("Database Focus", "focus", "focus area"), "de": ("Schwerpunkt",), "fr": ("Périmètre",), "es": ("Enfoque",), "pt": ("Foco",),
              "ru": ("Фокус",), "zh": ("数据库重点",), "ja": ("対象領域",), "ko": ("데이터베이스 초점",)},
    "use case": {
        "en": ("Use Case", "primary use case", "use cases", "workload", "workload type", "usage pattern"),
        "de": ("Anwendungsfall", "einsatzzweck", "nutzung"), "fr": ("Cas d'usage", "cas d'utilisation", "usage"),
        "es": ("Caso de uso", "uso"), "pt": ("Caso de uso", "uso"), "ru": ("Сценарий использования", "нагрузка"),
        "zh": ("使用场景", "主要用途", "应用场景"), "ja": ("ユースケース", "用途"), "ko": ("사용 사례", "용도"),
    },
    "volume": {
        "en": ("Data Volume", "expected data volume", "expected volume", "volume", "expected scale", "scale", "data size", "database size",
               "expected size", "estimated records", "storage size", "expected rows"),
        "de": ("Datenvolumen", "datenmenge", "erwartete größe"), "fr": ("Volume de données", "volumétrie", "volume"),
        "es": ("Volumen de datos", "volumen"), "pt": ("Volume de dados", "volume"), "ru": ("Объём данных", "объем данных"),
        "zh": ("数据量", "資料量", "预期规模"), "ja": ("データ量", "データ容量"), "ko": ("데이터 용량", "데이터 규모", "데이터량"),
    },
    "consistency": {
        "en": ("Consistency", "consistency requirements", "consistency model", "consistency level"), "de": ("Konsistenz", "konsistenzanforderungen"),
        "fr": ("Cohérence",), "es": ("Consistencia",), "pt": ("Consistência",), "ru": ("Согласованность",), "zh": ("一致性", "一致性要求"),
        "ja": ("一貫性", "整合性"), "ko": ("일관성", "일관성 요구사항"),
    },
    "performance": {
        "en": ("Performance Priorities", "performance priority", "performance requirements", "performance targets", "performance goals",
               "performance objectives", "performance sla", "performance"),
        "de": ("Leistungsprioritäten", "leistungsanforderungen", "leistungsziele"), "fr": ("Priorités de performance", "exigences de performance"),
        "es": ("Prioridades de rendimiento", "requisitos de rendimiento"), "pt": ("Prioridades de desempenho", "requisitos de desempenho"),
        "ru": ("Приоритеты производительности", "требования к производительности"), "zh": ("性能优先级", "性能要求", "性能目标"),
        "ja": ("性能要件", "性能の優先順位"), "ko": ("성능 우선순위", "성능 요구사항"),
    },
}  # fmt: skip
"""The names of each thing by language; the first is how it is written where it has to be added."""

_TEMPLATE_KEYS = {"database type": "database", "expected scale": "volume", "performance requirements": "performance"}
"""What templates call things otherwise."""

_MEANING: dict[str, str] = {
    name.casefold(): kind for kind, names in reversed(KEYS.items()) for spelled in names.values() for name in spelled
}
PRODUCTS = {
    "postgres": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB", "sqlite": "SQLite", "tsql": "SQL Server", "oracle": "Oracle",
}  # fmt: skip
"""The product that speaks each dialect, as templates call it."""


class Stated(NamedTuple):
    """One thing that a document says about itself."""

    kind: str
    """A key of `KEYS`; any other key of the document in lower case."""
    key: str
    value: str
    value_span: Span
    line: Span
    grid: GridTable | None = None
    row: int = -1
    """In a table of two columns, which row of it."""


def meaning(key: str) -> str:
    """The key of `KEYS` that a written one means; itself, in lower case, where it means none."""
    folded = " ".join(key.casefold().split())
    return _MEANING.get(folded, folded)


def stated(page: Page) -> tuple[Stated, ...]:
    """What the document says about itself, in its order: lines of metadata, front matter, and a table of two columns above the
    second heading."""
    found = [Stated(meaning(one.key), one.key, *_bare(page, one), one.span) for one in page.metadata]
    heads = [section.heading.start for section in page.sections if section.level < 7]
    until = heads[1] if len(heads) > 1 else len(page.text)
    for grid in page.tables:
        if grid.span.start >= until or len(grid.header) != 2:
            continue
        rows = [(at, row) for at, row in enumerate(grid.rows) if meaning(row[0].text.rstrip(":： ")) in KEYS]
        if len(rows) * 2 < len(grid.rows):
            continue
        for at, row in rows:
            key = row[0].text.rstrip(":： ")
            found.append(Stated(meaning(key), key, row[1].text, row[1].span, grid.row_spans[at], grid, at))
    return tuple(sorted(found, key=lambda one: one.value_span))


def _bare(page: Page, one: Metadata) -> tuple[str, Span]:
    """The value and its place, without quotes and without a comment behind it."""
    written = page.written(one.value_span)
    if "<!--" not in written:
        return one.value.strip().strip("`\"'"), one.value_span
    kept = written.partition("<!--")[0].rstrip()
    value = one.value.partition("<!--")[0].strip().strip("`\"'") if kept else ""
    return value, Span(page.path, one.value_span.start, one.value_span.start + len(kept))


def value_of(page: Page, kind: str) -> Stated | None:
    """The first line that states `kind` and holds a value."""
    return next((one for one in stated(page) if one.kind == kind and one.value), None)


def is_placeholder(page: Page, one: Stated) -> bool:
    """Whether the value still is to be filled in."""
    return any(one.value_span.covers(place.span) or place.span.covers(one.value_span) for place in page.placeholders)


def wanted(page: Page) -> tuple[tuple[str, str], ...]:
    """What the page's template asks a document to say about itself: kind, and key as the template writes it."""
    return tuple((_TEMPLATE_KEYS.get(key.casefold()) or meaning(key), key) for key in page.template_metadata)


def place_of(page: Page, lines: tuple[Stated, ...]) -> Span:
    """Where a finding about what the document does not say of itself stands: its first line of metadata, else its title."""
    return lines[0].line if lines else heading_of(page)


def language(page: Page, lines: tuple[Stated, ...]) -> str:
    """The language of the keys that are there; English where they do not tell."""
    votes = dict.fromkeys(LANGUAGES, 0)
    for one in lines:
        spellings = KEYS.get(one.kind, {})
        for spoken, names in spellings.items():
            votes[spoken] += one.key.casefold() in {name.casefold() for name in names}
    best = max(votes, key=lambda spoken: votes[spoken])
    return best if votes[best] > votes["en"] else "en"


def added(
    page: Page, lines: tuple[Stated, ...], new: dict[str, tuple[str, str]], order: tuple[str, ...]
) -> tuple[Edit, ...]:
    """The edits that add lines, `kind: (key, value)`, in the style of the block: each behind the last of those that come before
    it in `order`, above all where there is none, behind the title where there is no block."""
    if not lines:
        return _new_block(page, new)
    block = [one for one in lines if one.grid is lines[0].grid]
    behind: dict[int, list[tuple[str, str]]] = {}
    for kind, (key, value) in new.items():
        before = set(order[: order.index(kind)]) if kind in order else set(order)
        held = [at for at, one in enumerate(block) if one.kind in before]
        behind.setdefault(held[-1] if held else -1, []).append((key, value))
    edits = []
    for at, pairs in behind.items():
        like = block[max(at, 0)]
        texts = [_line_like(page, like, key, value) for key, value in pairs]
        if at < 0:
            start = page.text.rfind("\n", 0, like.line.start) + 1
            edits.append(
                Edit(Span(page.path, start, start), "".join(f"{text}{_ending(page, block)}\n" for text in texts))
            )
            continue
        end = page.text.find("\n", like.line.end)
        end = len(page.text) if end < 0 else end
        if page.text[end - 1 : end] == "\r":
            end -= 1
        hard = _ending(page, block)
        lead = (
            hard
            if hard
            and like.grid is None
            and not page.text[like.line.end : end].strip("\r\n")
            and not _is_hard(page, like)
            else ""
        )
        last = at == len(block) - 1
        tail = [f"{text}{hard}" for text in texts]
        if last and not _is_hard(page, like):
            tail[-1] = texts[-1]
        edits.append(Edit(Span(page.path, end, end), lead + "".join(f"\n{text}" for text in tail)))
    return tuple(edits)


def filled(page: Page, one: Stated, value: str) -> Edit:
    """The edit that gives a value to a line that has none."""
    at = one.value_span.start
    lead = "" if one.grid or page.text[at - 1 : at] in " \t" else " "
    end = one.value_span.end
    tail = " " if page.text[end : end + 4] == "<!--" else ""
    if page.text[end : end + 1] == " " and page.text[end + 1 : end + 2] in ("", "\r", "\n"):
        end += 1  # one blank at the end of the line was meant for the value
    return Edit(Span(page.path, at, end), lead + value + tail)


def _ending(page: Page, block: list[Stated]) -> str:
    """What ends the lines of the block so that each stays a line: two blanks or a backslash; empty where nothing does."""
    ends = [_hard(page, one) for one in block if one.grid is None]
    return next((end for end in ends if end), "")


def _hard(page: Page, one: Stated) -> str:
    end = page.text.find("\n", one.line.end)
    rest = page.text[one.line.start : len(page.text) if end < 0 else end].rstrip("\r")
    if rest.endswith("\\"):
        return "\\"
    return "  " if rest.endswith("  ") else ""


def _is_hard(page: Page, one: Stated) -> bool:
    return bool(_hard(page, one))


_KEY_FIRST = re.compile(
    r"^(?P<lead>[ \t>]*(?:[-*+][ \t]+)?)(?P<open>\*\*|__|)(?P<key>[^*_\n:：]+?)(?P<sep>\s*[:：]\s*(?:\*\*|__)?|(?:\*\*|__)\s*[:：])(?P<gap>\s*)"
)


def _line_like(page: Page, one: Stated, key: str, value: str) -> str:
    """A line for another key, written like the one that is there."""
    if one.grid is not None:
        return new_row(page, one.grid, one.row, {0: _as_cell(page, one, key), 1: value})
    start = page.text.rfind("\n", 0, one.line.start) + 1
    found = _KEY_FIRST.match(page.text[start : one.line.end])
    if found is None:
        return f"**{key}:** {value}"
    if not found["open"] and found["key"].islower() and found["key"].isascii():
        key = key.lower()  # as in front matter
    return f"{found['lead']}{found['open']}{key}{found['sep'].rstrip()}{found['gap'] or ' '}{value}"


def _as_cell(page: Page, one: Stated, key: str) -> str:
    written = one.grid.rows[one.row][0].written if one.grid else ""
    plain = one.key
    return written.replace(plain, key) if plain in written else key


def _new_block(page: Page, new: dict[str, tuple[str, str]]) -> tuple[Edit, ...]:
    """Below the heading that the template has for it, else below the title, else above everything."""
    text = "".join(f"**{key}:** {value}\n" for key, value in new.values())
    heads = [section for section in page.sections if section.level < 7]
    homes = [one.section for one in page.outline if "metadata" in one.wanted.holds and one.section]
    title = heads[0] if heads and heads[0].level == 1 else None
    home = homes[0] if homes else title
    if home is None:
        start = heads[0].heading.start if heads else 0
        return (Edit(Span(page.path, start, start), text + "\n"),)
    at = home.body.start
    lead = "" if page.text[at - 1 : at] == "\n" else "\n"
    gap = "" if page.text[at : at + 2].lstrip("\r").startswith("\n") or not page.text[at:].strip() else "\n"
    return (Edit(Span(page.path, at, at), f"{lead}\n{text}{gap}"),)


def each_line(page: Page) -> Iterator[Stated]:
    """What the document says about itself, without what is still to be filled in."""
    for one in stated(page):
        if one.value and not is_placeholder(page, one):
            yield one


_PRODUCT_WORDS: tuple[tuple[str, str], ...] = (
    (r"postgre(?:s|sql)\b|\bpgsql\b|\bpg\s?\d|supabase|timescale|aurora postgres|neon\b|\bpostgis\b|alloydb", "postgres"),
    (r"maria\s?db", "mariadb"), (r"mysql|percona|planetscale|\bvitess\b|\btidb\b", "mysql"),
    (r"sqlite|libsql|\bturso\b|cloudflare d1|\bd1\b", "sqlite"), (r"(?:ms|microsoft|azure)?\s?sql[\s-]?server|\bmssql\b|azure sql|t-sql", "tsql"),
    (r"\boracle\b", "oracle"), (r"mongo", "mongodb"), (r"dynamo", "dynamodb"),
    (r"cassandra|scylla|redis|neo4j|snowflake|bigquery|redshift|cockroach|yugabyte|duckdb|clickhouse|firebird|\bdb2\b|elastic|couch|influx|"
     r"firestore|cosmos\s?db|databricks|teradata|spanner|\bh2\b|hsqldb|derby|access\b|sybase|informix|vertica|greenplum|\bhana\b|surrealdb|"
     r"poly\s?glot|multiple", "other"),
)  # fmt: skip
_PRODUCT = re.compile("|".join(f"(?P<{name}>{words})" for words, name in _PRODUCT_WORDS), re.I)


def products(value: str) -> tuple[str, ...]:
    """The database products that a text names, by dialect; `mongodb`, `dynamodb` and `other` have none."""
    return tuple(dict.fromkeys(str(found.lastgroup) for found in _PRODUCT.finditer(value)))


_YEAR_FIRST = re.compile(r"(\d{4})[-/.年]\s?(\d{1,2})[-/.月]\s?(\d{1,2})日?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_WORDED = re.compile(r"\b(?:19|20)\d{2}\b")
_MONTH = re.compile(
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|févr|avr|juin|juil|août|déc|ene|abr|ago|dic|fev|set|out|"
    r"янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек|q[1-4]|spring|summer|autumn|winter",
    re.I,
)


def dates(value: str) -> tuple[str, ...] | None:
    """The days that a text may mean, as ISO dates: one where it is clear, two where day and month can be taken for each other, none
    where there is no such day. None where it is no date at all."""
    text = value.strip()
    found = _YEAR_FIRST.match(text) or _COMPACT.match(text)
    if found:
        return _days((int(found[1]), int(found[2]), int(found[3])))
    last = _YEAR_LAST.match(text)
    if last:
        first, second, year = int(last[1]), int(last[3]), int(last[4])
        if last[2] == ".":
            return _days((year, second, first))
        return _days((year, second, first), (year, first, second))
    if re.fullmatch(r"\d{4}(?:[-/.年]\s?(?:0?[1-9]|1[0-2])月?)?年?", text):
        return (text[:4],)
    worded = _WORDED.search(text)
    if worded and _MONTH.search(text):
        return (worded[0],)
    return None


def _days(*readings: tuple[int, int, int]) -> tuple[str, ...]:
    import datetime

    found = []
    for year, month, day in readings:
        try:
            found.append(datetime.date(year, month, day).isoformat())
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))


def prose_of(page: Page) -> str:
    """The text outside of fences, comments and what is still to be filled in."""
    left_out = [fence.span for fence in page.fences]
    left_out += [comment.span for comment in page.comments]
    left_out += [place.span for place in page.placeholders]
    pieces = []
    at = 0
    for span in sorted(left_out):
        if span.start > at:
            pieces.append(page.text[at : span.start])
        at = max(at, span.end)
    pieces.append(page.text[at:])
    return "\n".join(pieces)
