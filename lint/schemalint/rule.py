"""What a rule is: a named check with options, good and bad examples, and a page of its own in its docstring.

A rule is a class in a file of its own. Its base class says what it looks at; its class attributes are data that the engine
reads without importing the file, so they must be literals. `check` yields findings and keeps no state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar

from schemalint.model.diagnostic import Diagnostic, Kept, Subject
from schemalint.model.document import Dialect
from schemalint.model.record import NamedTuple

if TYPE_CHECKING:
    from schemalint.model.change import Reading, Step
    from schemalint.model.diagnostic import Finding, Fix, Related, Severity
    from schemalint.model.document import Document
    from schemalint.model.page import Page
    from schemalint.model.replay import Applied, Replay
    from schemalint.model.run import Run
    from schemalint.model.schema import Catalog, Table
    from schemalint.model.text import Span

Preset = Literal["recommended", "strict", "policy"]

ALL_DIALECTS: tuple[Dialect, ...] = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard")
"""Those of SQL: a rule speaks of a document store only where it says so."""

T = TypeVar("T")


class Good(NamedTuple):
    """An example the rule has nothing to say about."""

    text: str
    """SQL, or Markdown where the rule looks at pages."""
    given: str = ""
    """SQL that ran before: what stands earlier in the schema, or the released migrations for rules that judge new steps."""
    dialect: Dialect = "postgres"
    version: str = ""
    options: Mapping[str, object] | None = None
    path: str = ""
    """The file name, where the framework or the role matters: `migrations/0002_x.up.sql`."""
    files: tuple[tuple[str, str], ...] = ()
    """Other files of the project, by path."""
    base: tuple[tuple[str, str], ...] | None = None
    """The files, by path, as the default branch of a git repository holds them; None for a project outside git. What is there and
    in the project as well has to be named in both."""


class Bad(NamedTuple):
    """An example the rule speaks of."""

    text: str
    at: str
    """The exact text underlined; its first occurrence in `text`."""
    fixed: str | None = None
    """What the rule's fix makes of `text`."""
    given: str = ""
    dialect: Dialect = "postgres"
    version: str = ""
    options: Mapping[str, object] | None = None
    path: str = ""
    files: tuple[tuple[str, str], ...] = ()
    times: int = 1
    """How many findings of the rule there are in all."""
    message: str = ""
    """Text that the message or repair must hold."""
    base: tuple[tuple[str, str], ...] | None = None


class Option(NamedTuple):
    """A setting of a rule."""

    default: object
    help: str
    choices: tuple[str, ...] = ()


class OptionError(ValueError):
    """A configured option that the rule does not have, or a value of the wrong type."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}")
        self.key = key
        self.problem = problem


def option(default: T, help: str, *, choices: tuple[str, ...] = ()) -> T:
    """Declares an option of a rule: the class attribute becomes `default`, configuration may replace it."""
    return Option(default, help, choices)  # type: ignore[return-value]


class Rule:
    """A check. Not subclassed directly: take the class that says what the rule looks at."""

    name: ClassVar[str] = ""
    """Kebab-case; equals the file's stem."""
    severity: ClassVar[Severity] = "warning"
    on: ClassVar[Preset] = "recommended"
    dialects: ClassVar[tuple[Dialect, ...]] = ALL_DIALECTS
    fixes: ClassVar[Literal["safe", "unsafe"] | None] = None
    """Whether the rule mends what it finds, and how safe that is."""
    convention: ClassVar[bool] = False
    """Follows the schema: yields `Kept` for each place that is as it should be. Where at least 80 % of the places depart, the
    departure is the schema's convention and is told once, with the count."""
    new_only: ClassVar[bool] = False
    """Judges only steps that are not released yet."""
    yields_to: ClassVar[tuple[str, ...]] = ()
    """More exact rules: where one of them speaks about the same statement or object, this rule stays silent."""
    changes: ClassVar[tuple[str, ...]] = ()
    """The classes of changes, by name, empty for all: those that a `StepRule` looks at, for a dump has thousands of steps; for
    other rules on catalogues, those of which one must be there for them to have anything to say."""
    only_with: ClassVar[tuple[str, ...]] = ()
    """What it is about cannot be written without one of these, in lower case, whatever case the SQL is in: where none stands in
    any document, the rule is not even imported. Empty where there is no such word. A word may be part of a longer one."""
    needs: ClassVar[tuple[str, ...]] = ()
    """What must be asked before: `verdicts`, what other parsers say of statements that were not read completely; `queries`,
    the queries inside statements taken apart (`Reading.queries`); `names`, all names held against the catalogue
    (`Step.names`); `downs`, the down parts replayed behind their migrations (`Applied.back`, `Applied.one_way`), whose
    steps a `StepRule` then sees too; `days`, when each
    migration was made (`Applied.day`); `former`, what edited ones were when they were released (`Applied.former`); `examples`, the
    queries that documents show (`Page.examples`), which a `StepRule` then sees too; and of `Page.around`: `place`, where the document is and should be;
    `tracking`, the file that lists the documents; `links`, what links lead to; `dates`, when it was made; `base`, what it and its schema were at the base
    revision; `pages`, the other documents of the project."""
    asks: ClassVar[tuple[str, ...]] = ()
    """Options of which one must be set for the rule to say anything, with dashes; a policy without any of them is a mistake."""
    options: ClassVar[Mapping[str, Option]] = {}
    good: ClassVar[tuple[Good, ...]] = ()
    bad: ClassVar[tuple[Bad, ...]] = ()

    each: bool = False
    """Option of convention rules: tell every place, whatever the schema's convention is."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        found = dict(cls.options)
        for key, value in list(vars(cls).items()):
            if isinstance(value, Option):
                found[key.replace("_", "-")] = value
                setattr(cls, key, value.default)
        if cls.convention and "each" not in found:
            found["each"] = Option(False, "Tell every place, whatever the schema's own convention is.")
        cls.options = found

    def __init__(self, **values: object) -> None:
        """An instance with some options replaced; keys with `-` or `_`. Raises OptionError."""
        for key, value in values.items():
            dashed = key.replace("_", "-")
            known = self.options.get(dashed)
            if known is None:
                raise OptionError(key, _unknown(dashed, self.options))
            object.__setattr__(self, dashed.replace("-", "_"), _checked(dashed, value, known))

    def __setattr__(self, key: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} keeps no state; {key} cannot be set")

    def found(
        self,
        span: Span,
        message: str,
        *,
        subject: Subject | None = None,
        repair: str = "",
        related: Iterable[Related] = (),
        fix: Fix | None = None,
        severity: Severity | None = None,
        cause: Span | None = None,
    ) -> Diagnostic:
        """A finding of this rule at `span`; `severity` where it differs from the rule's own."""
        return Diagnostic(
            self.name, severity or self.severity, message, span, subject, repair, tuple(related), fix, cause
        )

    def kept(self, span: Span, table: Table) -> Kept:
        """A place in a table that is as it should be, for convention rules."""
        return Kept(span, Subject("table", table.schema or None, None, table.name))

    @classmethod
    def page(cls) -> str:
        """The docstring, without its indentation."""
        import inspect

        return inspect.cleandoc(cls.__doc__ or "")


class DocumentRule(Rule):
    """Looks at one file's text and encoding."""

    def check(self, document: Document) -> Iterator[Finding]:
        raise NotImplementedError


class StatementRule(Rule):
    """Looks at one statement and what it was read as."""

    def check(self, reading: Reading) -> Iterator[Finding]:
        raise NotImplementedError


class StepRule(Rule):
    """Looks at one change, with the catalogue before and after it."""

    def check(self, step: Step, replay: Replay) -> Iterator[Finding]:
        raise NotImplementedError


class TableRule(Rule):
    """Looks at each table of the final catalogue. Tables that were not wholly understood are not shown to it."""

    def check(self, table: Table, catalog: Catalog) -> Iterator[Finding]:
        raise NotImplementedError


class CatalogRule(Rule):
    """Looks at the final catalogue as a whole."""

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Finding]:
        raise NotImplementedError


class MigrationRule(Rule):
    """Looks at one migration of a history."""

    def check(self, applied: Applied, replay: Replay) -> Iterator[Finding]:
        raise NotImplementedError


class PageRule(Rule):
    """Looks at one schema document. `against` holds the schemas it is held against: its own fences first, where they define
    tables, then the histories and dumps of its project."""

    def check(self, page: Page, against: tuple[Replay, ...]) -> Iterator[Finding]:
        raise NotImplementedError


class RunRule(Rule):
    """Looks at the run itself, after every other rule has spoken."""

    def check(self, run: Run) -> Iterator[Finding]:
        raise NotImplementedError


def _unknown(key: str, known: Mapping[str, Option]) -> str:
    import difflib

    if not known:
        return "the rule has no options"
    near = difflib.get_close_matches(key, known, 1)
    hint = f"; did you mean `{near[0]}`?" if near else ""
    return f"no such option (there are: {', '.join(sorted(known))}){hint}"


def _checked(key: str, value: object, known: Option) -> object:
    default = known.default
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise OptionError(key, f"must be true or false, not {value!r}")
    elif isinstance(default, int):
        if isinstance(value, bool) or not isinstance(value, int):
            raise OptionError(key, f"must be a whole number, not {value!r}")
    elif isinstance(default, str):
        if not isinstance(value, str):
            raise OptionError(key, f"must be a string, not {value!r}")
        if known.choices and value not in known.choices:
            raise OptionError(key, f"must be one of {', '.join(known.choices)}, not {value!r}")
    elif isinstance(default, tuple):
        if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
            raise OptionError(key, f"must be a list of strings, not {value!r}")
        return tuple(value)
    elif isinstance(default, Mapping):
        if not isinstance(value, Mapping):
            raise OptionError(key, f"must be a table, not {value!r}")
        wrong = next((one for one in value if not isinstance(value[one], str)), None)
        if wrong is not None and all(isinstance(one, str) for one in default.values()):
            raise OptionError(key, f"`{wrong}` must be a string, not {value[wrong]!r}")
    return value
