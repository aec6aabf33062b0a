"""Down parts run on the server behind their up parts: what the replay says they leave different is what the server shows.

`FULL=1` takes every history; else a few.
"""

from __future__ import annotations

import os
import re
from collections import Counter

import picture
import pytest
from wire import Session

from schemalint.config import Options
from schemalint.generating.ddl import statements
from schemalint.model.replay import Applied, Replay, Way
from schemalint.model.text import Span
from schemalint.replay.backwards import missing_steps, with_downs
from schemalint.study import studies

FOLDERS = ("svix", "nakama", "openfga/postgres", "keto")
MORE = ("concourse", "crates-io", "sqitch-fixtures")

BESIDE = ("order", "view columns", "grant", "sequence")
"""What no down part can bring back, or what belongs to what is compared already."""

EXPLAINED = {
    "20170322130523_version_downloads_needs_no_id": "the server spells an index over date(date) anew when the column becomes a date",
    "1517330648_add_worker_resource_certs": "the server keeps brackets of a condition that mean nothing",
    "2017-09-23-210614_move_readme_rendering_onto_versions": "names that the server chose are not compared",
    "2018-04-27-194025_remove_unused_indexes": "the same index, made anew",
}
"""Where the server and the replay differ, and why."""


def text_of(replay: Replay, applied: Applied, texts: dict[str, str], down: bool) -> str:
    parts = applied.migration.down if down else applied.migration.up
    text = "\n".join(texts[one.path][one.start : one.end] for one in parts)
    # Neither runs inside the transaction that takes everything back afterwards.
    text = re.sub(r"\bCONCURRENTLY\b", "", text, flags=re.I)
    return re.sub(r"(?im)^\s*(?:BEGIN|COMMIT|START TRANSACTION)\s*(?:TRANSACTION|WORK)?\s*;", "", text)


@pytest.mark.corpus
@pytest.mark.server
@pytest.mark.parametrize("folder", (*FOLDERS, *(MORE if os.environ.get("FULL") else ())))
def test_what_is_left_is_what_the_server_shows(postgres, folder: str) -> None:
    corpus = os.environ.get("SCHEMALINT_CORPUS")
    if corpus is None:
        pytest.skip("SCHEMALINT_CORPUS names no corpus")
    told: Counter[str] = Counter()
    wrong: list[str] = []
    for number, study in enumerate(studies([os.path.join(corpus, folder)], Options(isolated=True, no_cache=True))):
        texts = {path: document.text for path, document in study.documents.items()}
        for at, found in enumerate(one for one in study.replays if one.applied and one.dialect == "postgres"):
            database = postgres.database(f"downs_{re.sub(r'[^a-z]', '_', folder)}_{number}_{at}")
            with Session(postgres.folder, database) as session:
                for applied in with_downs(found, lambda _: "").applied:
                    before = picture.of_session(session) | {"extension": extensions(session)} if applied.back else {}
                    refused = session.run(text_of(found, applied, texts, False))
                    if refused:
                        told["up refused"] += 1
                        break
                    if applied.back:
                        judged(session, found, applied, applied.back, texts, before, told, wrong)
    print(f"\n{folder}: {dict(told)}", *wrong, sep="\n  ")
    assert told["equal"] + told["different"]
    assert len(wrong) * 50 <= told["equal"] + told["different"] + told["down refused"], wrong


def extensions(session: Session) -> set[tuple[str, ...]]:
    return {tuple(row) for row in session.rows("SELECT extname FROM pg_extension")}


def plain(found: picture.Picture) -> picture.Picture:
    """Without the casts that stay in an expression when a column's type goes there and back."""
    kept = {kind: rows for kind, rows in found.items() if kind != "extension"}
    return kept | {
        "expression": {(*row[:-1], re.sub(r"\((\w+)\)::\w+", r"\1", row[-1])) for row in found["expression"]}
    }


def left(session: Session, before: picture.Picture) -> list[str]:
    """In what the schema is not as before."""
    lines = picture.differences(plain(picture.of_session(session)), plain(before), BESIDE)
    return lines + sorted({row[0] for row in before["extension"]} ^ {row[0] for row in extensions(session)})


def completed(
    session: Session, found: Replay, applied: Applied, texts: dict[str, str], before: picture.Picture, told: Counter[str],
    wrong: list[str],
) -> None:  # fmt: skip
    """Runs what completes the down part: the server takes it, and shows the schema that there was."""

    def source(span: Span) -> str | None:
        return texts[span.path][span.start : span.end] if span.path in texts else None

    steps = missing_steps(applied, found)
    if not steps:
        told["not completed"] += 1
        return
    for step in steps:
        for text in statements(step.change, "postgres", step.before, step.after, source):
            refused = session.run(text)
            if refused:
                wrong.append(f"{applied.migration.name}: completed by {text}, refused: {refused.words}")
                return
    lines = left(session, before)
    told["completed"] += 1
    if lines and applied.migration.name not in EXPLAINED:
        wrong.append(f"{applied.migration.name}: completed, but {lines[:4]}")


def judged(
    session: Session, found: Replay, applied: Applied, back: Way, texts: dict[str, str], before: picture.Picture,
    told: Counter[str], wrong: list[str],
) -> None:  # fmt: skip
    """Runs the down part inside a transaction that is taken back, and compares."""
    name = applied.migration.name
    session.run("BEGIN")
    refused = session.run(text_of(found, applied, texts, True))
    faults = [fault for step in back.steps for fault in step.faults]
    if refused:
        session.run("ROLLBACK")
        told["syntax" if refused.code == "42601" else "down refused"] += 1
        if not faults and refused.code != "42601":
            wrong.append(f"{name}: the server refuses it ({refused.code} {refused.words}), the replay does not")
        return
    lines = left(session, before)
    if lines and back.left:
        completed(session, found, applied, texts, before, told, wrong)
    session.run("ROLLBACK")
    if faults:
        wrong.append(f"{name}: the replay refuses it ({faults[0]}), the server does not")
    elif back.left is None:
        told["not checked"] += 1
    elif bool(back.left) != bool(lines) and name not in EXPLAINED:
        wrong.append(f"{name}: ours {back.left[:4]}, the server's {lines[:4]}")
    told["different" if lines else "equal"] += 1
