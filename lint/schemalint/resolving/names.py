"""What a statement's names mean nothing as, gathered while it is looked through."""

from __future__ import annotations

from schemalint.model.change import Step
from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.query import Called, NameFault, NameKind, Place
from schemalint.model.text import Span
from schemalint.resolving import nearest
from schemalint.resolving.functions import Functions
from schemalint.resolving.reach import Reach
from schemalint.resolving.relations import Relation


class Names:
    """The faults of one statement, each once a place."""

    __slots__ = ("faults", "functions", "late", "place", "reach", "step")

    def __init__(self, step: Step, reach: Reach, functions: Functions) -> None:
        self.step = step
        self.reach = reach
        self.functions = functions
        self.place: Place = "query"
        self.late = False
        self.faults: dict[tuple[str, Span], NameFault] = {}

    def tell(
        self,
        kind: NameKind,
        name: str,
        span: Span,
        *,
        reason: str = "missing",
        ref: Ref | None = None,
        near: str = "",
        late: bool | None = None,
    ) -> None:
        """Note a name that means nothing. The first that is said about a place stays."""
        if span.end <= span.start:
            span = self.step.statement.span
        self.faults.setdefault(
            (kind, span),
            NameFault(kind, name, span, self.late if late is None else late, ref, reason, near, self.place),  # type: ignore[arg-type]
        )

    def table(self, name: ObjectName, *, late: bool | None = None) -> Relation | None:
        """The relation of that name; a fault where there is none."""
        found = self.reach.relation(name)
        if found is None:
            ref = self.reach.ref(name)
            self.tell("table", name.text, name.span, ref=ref, near=nearest.table(ref, self.reach.before), late=late)
        return found

    def column(self, name: str, span: Span, relation: Relation) -> None:
        """A fault where the relation certainly lacks the column."""
        if relation.lacks(name) and not self.reach.doubts.about(name, self.reach.before, "column"):
            self.tell("column", name, span, ref=relation.ref, near=nearest.among(name, relation.columns))

    def call(self, call: Called) -> None:
        """A fault where no function can be meant."""
        problem = self.functions.problem(call, self.reach)
        if problem:
            near = nearest.routine(call.name, self.reach.before) if problem == "missing" else ""
            self.tell(
                "function", call.name.text, call.name.span, reason=problem, ref=self.reach.ref(call.name), near=near
            )

    def type(self, name: ObjectName, span: Span) -> None:
        """A fault where no type can be meant."""
        if not self.reach.has_type(name):
            self.tell(
                "type", name.text, span, ref=self.reach.ref(name), near=nearest.type(name.value, self.reach.before)
            )

    def sequence(self, name: ObjectName, span: Span, *, late: bool | None = None) -> None:
        """A fault where no sequence can be meant."""
        if name.value and not self.reach.has_sequence(name):
            near = nearest.sequence(name.value, self.reach.before)
            self.tell("sequence", name.text, span, ref=self.reach.ref(name), near=near, late=late)


def named(value: str, schema: str, span: Span) -> ObjectName:
    """A folded name at a place."""
    return ObjectName(Name(value, value, span), Name(schema, schema, span) if schema else None)
