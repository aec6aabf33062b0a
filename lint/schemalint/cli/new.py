"""`schemalint new`: begin a database with its document."""

from __future__ import annotations

import sys
from typing import Any

import click

from schemalint.cli.options import emit, options, server
from schemalint.config import UsageError
from schemalint.generating.beginning import QUESTIONS, Answers, Question, meant


@click.command(
    "new",
    help="""Begin the database NAME: a document from its template, the script of its tables, sample data, and a line in the
list of documents. With a second argument, FOCUS, the document is a specification.""",
)
@click.argument("name")
@click.argument("focus", required=False, default="")
@click.option("--database", metavar="NAME", help="PostgreSQL, MySQL, MariaDB, SQLite, SQL Server, Oracle, MongoDB, …")
@click.option("--use-case", metavar="ANSWER", help="A letter of the question, or words.")
@click.option("--volume", metavar="ANSWER", help="How much data is expected.")
@click.option("--consistency", metavar="ANSWER", help="Which consistency is required.")
@click.option("--performance", metavar="ANSWER", help="What must be fast.")
@click.option(
    "--entity", "entities", multiple=True, metavar="NAME", help="What a table is wanted for; may be repeated."
)
@click.option("--author", metavar="NAME", default="", help="Who writes the document; git's user without it.")
@click.option("--template", metavar="NAME", default="", help="schema-document, database-spec, or a template's file.")
@click.option("--input/--no-input", "ask", default=None, help="Ask the questions, or leave them open.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing.")
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@click.option("--today", metavar="DATE", hidden=True, help="Take this for today's date.")
@click.option("-q", "--quiet", is_flag=True, help="No notes on standard error.")
@server
def command(
    name: str,
    focus: str,
    entities: tuple[str, ...],
    author: str,
    template: str,
    ask: bool | None,
    yes: bool,
    force: bool,
    quiet: bool,
    **given: Any,
) -> int:
    from schemalint.describe import template_named
    from schemalint.scaffold import scaffold, write_begun

    said = {question.field: given.pop(question.field) for question in QUESTIONS}
    _, asked = options((), given)
    if not any(char.isalnum() for char in name):
        raise UsageError("a name needs a letter or a digit, for the document's file is called after it")
    asking = sys.stdin.isatty() if ask is None else ask
    found = {one.field: _answer(one, said[one.field], asking and not yes) for one in QUESTIONS}
    names = tuple(one.strip() for text in entities for one in text.split(",") if one.strip())
    if not names and asking and not yes:
        words = click.prompt("Which entities? Names with commas", default="", show_default=False, err=True)
        names = tuple(one.strip() for one in words.split(",") if one.strip())
    answers = Answers(entities=names, author=author, focus=focus, **found)
    begun = scaffold(name, asked, answers=answers, template=template_named(template), force=force)
    write_begun(begun)
    emit("".join(f"wrote {file.path}\n" for file in begun.files))
    emit(f"\n{begun.message}")
    if not quiet:
        for note in begun.notes:
            click.echo(f"note: {note}", err=True)
        if begun.left:
            click.echo(
                f"note: `schemalint check {begun.files[0].path}` shows {begun.left} places left to people", err=True
            )
    return 0


def _answer(question: Question, said: str | None, asking: bool) -> str:
    """What was said on the command line, else what a person answers; empty where the question stays open."""
    if said is not None:
        answer = meant(question, said)
        if said.strip() and not answer:
            raise UsageError(f"`{said}` answers nothing of: {'; '.join(_options(question))}")
        return answer
    if not asking:
        return ""
    click.echo("\n".join((question.words, *(f"  {one}" for one in _options(question)))), err=True)
    while True:
        words = click.prompt("A letter or words; nothing leaves it open", default="", show_default=False, err=True)
        answer = meant(question, words)
        if answer or not words.strip():
            return answer
        click.echo(f"`{words}` is none of them", err=True)


def _options(question: Question) -> list[str]:
    return [f"{chr(ord('A') + at)}) {text}" for at, text in enumerate(question.options)]
