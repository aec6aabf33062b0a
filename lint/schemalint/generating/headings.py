"""Headings as their document writes them: level, number and what stands around the number."""

from __future__ import annotations

import re
from collections.abc import Iterable

from schemalint.model.page import Outlined, Section
from schemalint.model.record import NamedTuple

_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_HAN = "〇一二三四五六七八九"


class Style(NamedTuple):
    """How the headings of one level are written."""

    before: str = ""
    """In front of the number: `Section `, `**`."""
    after: str = ". "
    """Between the number and the title."""
    close: str = ""
    """Behind the title: the `**` that close the ones in front."""
    numbered: bool = True

    def heading(self, level: int, number: str, title: str) -> str:
        """The whole line."""
        marks = "#" * min(level, 6)
        if not self.numbered or not number:
            return f"{marks} {self.before if not self.numbered else ''}{title}{self.close}"
        return f"{marks} {self.before}{number}{self.after}{title}{self.close}"


_SCRIPTS = (
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
)
"""The letters that tell a language; kana before Han, which Japanese writes too."""
APPENDICES = {
    "de": "Anhang", "fr": "Annexe", "es": "Apéndice", "pt": "Apêndice", "ru": "Приложение", "zh": "附录", "ja": "付録", "ko": "부록",
}  # fmt: skip


def language_of(outline: Iterable[Outlined]) -> str:
    """The two letters of the language that most headings of the template are written in; empty for English, and where
    nothing tells."""
    told: list[str] = []
    for entry in outline:
        if entry.section is None:
            continue
        title = entry.section.title.casefold()
        script = next((language for language, letters in _SCRIPTS if letters.search(title)), "")
        named = [language for language, words in entry.wanted.titles if words.casefold() == title]
        if title == entry.wanted.title.casefold() and not script:
            told.append("")
        elif script and (script != "zh" or not named):
            told.append(script)
        else:
            # Words in Han may be Chinese and Japanese.
            told.extend(named)
    return max(dict.fromkeys(told), key=told.count, default="")


def title_in(language: str, entry: Outlined) -> str:
    """What a section is called in a language; in English where the template does not say."""
    return dict(entry.wanted.titles).get(language, entry.wanted.title)


CHAPTER = Style("", ". ")
PART = Style("", " ")
APPENDIX = Style("Appendix ", ": ")
PLAIN = Style("", "", "", False)


def style_of(section: Section) -> Style:
    """The style that a heading shows."""
    written = section.written
    marks = re.match(r"[*_]*", written)
    opening = marks[0] if marks else ""
    close = opening[::-1] if opening and written.endswith(opening[::-1]) else ""
    if not section.number:
        return Style(opening if close else "", "", close, False)
    title = written.find(section.title.split()[0]) if section.title else len(written)
    at = written.rfind(section.number, 0, title if title > 0 else len(written))
    if at < 0:
        return PART
    end = at + len(section.number)
    found = re.compile(r"[.):：、]?(?:\s*[-–—](?=\s))?\s*").match(written, end)
    after = found[0] if found else " "
    return Style(written[:at], after or " ", close)


def common(sections: Iterable[Section], otherwise: Style) -> Style:
    """The style that most of the headings show."""
    styles = [style_of(section) for section in sections]
    return max(styles, key=styles.count) if styles else otherwise


def between(before: str, after: str) -> str:
    """A number that comes after `before` and, where there is one, before `after`: the next one, or the same with a letter
    where there is no room. Both are the last parts of numbers, as written; empty for none."""
    letter = before[-1:] if before[-1:].islower() and value_of(before[:-1]) is not None else ""
    base = before[:-1] if letter else before
    low = value_of(base) if base else 0
    if low is None:
        return ""
    high = value_of(after.rstrip("abcdefghijklmnopqrstuvwxyz")) if after else None
    if high is None or high > low + 1:
        return _like(low + 1, base or after)
    if not base:
        return "0"
    return f"{base}{chr(ord(letter) + 1) if letter and letter < 'z' else 'a'}"


def value_of(number: str) -> int | None:
    """The value of a number in digits, Roman or Chinese numerals; None for anything else."""
    if number.isascii() and number.isdigit():
        return int(number)
    if number and set(number) <= set("IVX"):
        for value in range(1, 40):
            if _roman(value) == number:
                return value
    if number and set(number) <= set(_HAN + "十"):
        for value in range(1, 100):
            if _han(value) == number:
                return value
    return None


def _like(value: int, sample: str) -> str:
    if sample and set(sample) <= set("IVX"):
        return _roman(value)
    if sample and set(sample) <= set(_HAN + "十"):
        return _han(value)
    return str(value)


def _roman(value: int) -> str:
    out = ""
    for size, letters in _ROMAN:
        while value >= size:
            out += letters
            value -= size
    return out


def _han(value: int) -> str:
    tens, ones = divmod(value, 10)
    text = "" if not tens else ("" if tens == 1 else _HAN[tens]) + "十"
    return text + (_HAN[ones] if ones or not tens else "")
