"""The models of a Django project as its migrations leave them, one operation after another."""

from __future__ import annotations

import re
from typing import Any

from immutables import Map

from schemalint.model.document import Dialect
from schemalint.model.record import NamedTuple
from schemalint.translating.django_fields import Field, column_type, differs, field_of, referring_type
from schemalint.translating.python_source import Called, Named
from schemalint.translating.spelling import placeholder

Key = tuple[str, str]
"""The label of an app and the name of a model in small letters."""

_TABLES: dict[Key, str] = {
    ("contenttypes", "contenttype"): "django_content_type",
    ("sites", "site"): "django_site",
    ("admin", "logentry"): "django_admin_log",
    ("sessions", "session"): "django_session",
    ("flatpages", "flatpage"): "django_flatpage",
    ("redirects", "redirect"): "django_redirect",
}
_OF_DJANGO = frozenset({"auth", "contenttypes", "sites", "admin", "flatpages", "redirects"})
"""Apps of Django itself, whose keys are integers."""

_LONGEST: dict[str, int] = {"postgres": 63, "standard": 63, "mysql": 64, "mariadb": 64, "oracle": 30, "tsql": 128}


class Model(NamedTuple):
    """A model: the table that it stands for, if it has one, and its fields."""

    app: str
    name: str
    table: str
    fields: tuple[Field, ...] = ()
    managed: bool = True
    """It has a table of its own: it is no proxy and not left to others."""
    uniques: tuple[tuple[tuple[str, ...], str], ...] = ()
    """Fields that are unique together, and the name of the constraint."""
    together: tuple[tuple[tuple[str, ...], str], ...] = ()
    """Fields that are indexed together, and the name of the index."""
    indexes: tuple[tuple[str, Called], ...] = ()
    constraints: tuple[tuple[str, Called], ...] = ()
    comment: str = ""
    own_table: bool = False
    """`db_table` names the table."""

    @property
    def key(self) -> Key:
        return self.app, self.name.lower()

    def field(self, name: str) -> Field | None:
        """The field with this name."""
        return next((one for one in self.fields if one.name == name), None)

    @property
    def primary(self) -> Field | None:
        return next((one for one in self.fields if one.key), None)


def digest(*names: str, length: int) -> str:
    """The hash that Django puts at the end of names it makes."""
    from hashlib import md5

    found = md5(usedforsecurity=False)
    for name in names:
        found.update(name.encode())
    return found.hexdigest()[:length]


class State:
    """The models after some operation. Values of this class do not change."""

    __slots__ = ("auto", "dialect", "longest", "models", "user")

    def __init__(self, dialect: Dialect, user: Key, auto: str, models: Map[Key, Model] | None = None) -> None:
        """`user` is the model that `AUTH_USER_MODEL` stands for, `auto` the class of keys that nobody states."""
        self.dialect: Dialect = dialect
        self.user = user
        self.auto = auto
        self.models: Map[Key, Model] = models if models is not None else Map()
        self.longest = _LONGEST.get(dialect, 0)

    def having(self, models: Map[Key, Model]) -> State:
        """The state with other models."""
        return State(self.dialect, self.user, self.auto, models)

    def setting(self, model: Model) -> State:
        """The state with this model in place of the one of its name."""
        return self.having(self.models.set(model.key, model))

    def model(self, app: str, name: Any) -> Model | None:
        """The model of an app."""
        return self.models.get((app, name.lower())) if isinstance(name, str) else None

    # --- names ------------------------------------------------------------------------------------------------------

    def shortened(self, name: str) -> str:
        """A name of a table as Django cuts it."""
        if not self.longest or len(name) <= self.longest:
            return name
        return name[: self.longest - 4] + digest(name, length=4)

    def index_name(self, table: str, columns: list[str], suffix: str) -> str:
        """The name that Django makes for an index or a constraint."""
        table = table.replace('"', "").rpartition(".")[2]
        end = digest(table, *columns, length=8) + suffix
        longest = self.longest or 200
        found = f"{table}_{'_'.join(columns)}_{end}"
        if len(found) <= longest:
            return found
        if len(end) > longest / 3:
            end = end[: longest // 3]
        other = (longest - len(end)) // 2 - 1
        found = f"{table[:other]}_{'_'.join(columns)[:other]}_{end}"
        return f"D{found[:-1]}" if found[0] == "_" or found[0].isdigit() else found

    # --- relations --------------------------------------------------------------------------------------------------

    def target(self, field: Field, model: Model) -> Key | None:
        """The model that a relation leads to; None where the file does not tell."""
        given = field.named.get("to", field.call.args[0] if field.call.args else None)
        if isinstance(given, Named):
            return self.user if given.path.endswith("AUTH_USER_MODEL") else None
        if not isinstance(given, str) or not given:
            return None
        if given == "self":
            return model.key
        app, dot, name = given.partition(".")
        return (app, name.lower()) if dot else (model.app, app.lower())

    def table_of(self, key: Key) -> str:
        """The table of a model, as Django names it where its app is not known."""
        known = self.models.get(key)
        if known is not None:
            return known.table
        return _TABLES.get(key) or self.shortened(f"{key[0]}_{key[1]}")

    def referred(self, field: Field, model: Model, depth: int = 0) -> tuple[str, str, str]:
        """The table and the column that a foreign key refers to, and the type of its own column."""
        key = self.target(field, model)
        if key is None:
            return "", "", placeholder("ForeignKey")
        known = self.models.get(key)
        wanted = field.named.get("to_field")
        other = None
        if known is not None:
            other = known.field(wanted) if isinstance(wanted, str) else known.primary
        if known is None or other is None:
            kind = "integer" if key[0] in _OF_DJANGO else placeholder("ForeignKey")
            if known is not None and not isinstance(wanted, str):
                kind = referring_type(_auto_key(self.auto, field.call), self.dialect)
            column = wanted if isinstance(wanted, str) else "id"
            return self.table_of(key), column, kind
        if other.relates:
            kind = self.referred(other, known, depth + 1)[2] if depth < 8 else placeholder("ForeignKey")
        else:
            kind = referring_type(other, self.dialect)
        return known.table, other.column, kind

    def type_of(self, field: Field, model: Model) -> str:
        """The type of a field's column."""
        return self.referred(field, model)[2] if field.relates else column_type(field, self.dialect)

    def referring_to(self, field: Field, model: Model) -> str:
        """The type of the columns that refer to a field."""
        return self.referred(field, model)[2] if field.relates else referring_type(field, self.dialect)

    def naming(self, field: Field, model: Model, before: Field | None = None) -> Field:
        """The field with the names of what is made for it; what was made before keeps its names."""
        if not field.has_column:
            return field
        column = field.column
        fk = ""
        if field.constrained:
            table, other, _ = self.referred(field, model)
            if table:
                fk = self.index_name(model.table, [column], f"_fk_{table}_{other}")
        return field._replace(
            fk_name=before.fk_name if before is not None and before.fk_name and fk else fk,
            unique_name=before.unique_name if before is not None and before.unique else "",
            index_name=self.index_name(model.table, [column], ""),
            like_name=self.index_name(model.table, [column], "_like"),
        )

    def joining(self, field: Field, model: Model) -> Model | None:
        """The table of a many-to-many relation that has no model of its own; None where it has one, or nobody can tell."""
        if field.named.get("through") is not None:
            return None
        key = self.target(field, model)
        if key is None:
            return None
        given = field.named.get("db_table")
        table = given if isinstance(given, str) else self.shortened(f"{model.table}_{field.name}")
        itself = key == model.key
        own = f"from_{model.name.lower()}" if itself else model.name.lower()
        other = f"to_{key[1]}" if itself else key[1]
        made = Model(model.app, f"{model.name}_{field.name}", table)
        node = field.call.node

        def to(name: str, where: Key) -> Field:
            named: dict[str, Any] = {"to": ".".join(where)}
            if field.named.get("db_constraint") is False:
                named["db_constraint"] = False
            return field_of(name, Called("django.db.models.ForeignKey", (), named, node))

        state = self if model.key in self.models else self.setting(model)
        fields = [_auto_key(self.auto, field.call), to(own, model.key), to(other, key)]
        made = made._replace(fields=tuple(state.naming(one, made) for one in fields))
        columns = [one.column for one in made.fields[1:]]
        return made._replace(uniques=(((own, other), self.index_name(table, columns, "_uniq")),))


def _auto_key(kind: str, call: Called) -> Field:
    return field_of("id", Called(f"django.db.models.{kind}", (), {"primary_key": True}, call.node))


# --- operations -------------------------------------------------------------------------------------------------------

NOTHING = frozenset({"AlterModelOptions", "AlterModelManagers", "AlterConstraint"})
"""Operations that only Django itself knows of."""


def subject(call: Called) -> Any:
    """The model that an operation is about."""
    if call.name in ("CreateModel", "DeleteModel", "AlterModelTable", "AlterModelTableComment"):
        return call.get(0, "name")
    if call.name in ("AlterUniqueTogether", "AlterIndexTogether", "AlterOrderWithRespectTo"):
        return call.get(0, "name")
    return call.get(0, "old_name" if call.name == "RenameModel" else "model_name")


def after(state: State, app: str, call: Called) -> State | None:
    """The state after an operation on models; None for one that is not known, or whose arguments cannot be told."""
    name = call.name
    if name == "CreateModel":
        made = _created(state, app, call)
        return None if made is None else state.setting(made)
    model = state.model(app, subject(call))
    if model is None:
        return None
    if name == "DeleteModel":
        return state.having(state.models.delete(model.key))
    if name == "RenameModel":
        return _renamed(state, model, call.get(1, "new_name"))
    changed = _altered(state, model, call)
    if changed is None:
        return None
    found = state.setting(changed)
    if name == "AlterField":
        old, new = model.field(str(call.get(1, "name"))), changed.field(str(call.get(1, "name")))
        if old and new and old.key and new.key and state.referring_to(old, model) != found.referring_to(new, changed):
            return _relinked(found, changed)
    return found


def _relinked(state: State, model: Model) -> State:
    """The foreign keys to a model whose key has another type are made anew, under names without the table's."""
    models = state.models
    for key, other in list(models.items()):
        fields = tuple(
            one._replace(fk_name=state.index_name(other.table, [one.column], "_fk"))
            if one.constrained and one.fk_name and state.target(one, other) == model.key
            else one
            for one in other.fields
        )
        if fields != other.fields:
            models = models.set(key, other._replace(fields=fields))
    return state.having(models)


def _created(state: State, app: str, call: Called) -> Model | None:
    name, fields, options = call.get(0, "name"), call.get(1, "fields"), call.get(2, "options", {})
    if not isinstance(name, str) or not isinstance(fields, (list, tuple)):
        return None
    options = options if isinstance(options, dict) else {}
    given = options.get("db_table")
    own = isinstance(given, str) and bool(given)
    table = str(given) if own else state.shortened(f"{app}_{name.lower()}")
    managed = options.get("managed") is not False and options.get("proxy") is not True
    model = Model(app, name, table.replace('"', ""), managed=managed, own_table=own)
    found: list[Field] = []
    for one in fields:
        if isinstance(one, (tuple, list)) and len(one) == 2 and isinstance(one[0], str) and isinstance(one[1], Called):
            found.append(field_of(one[0], one[1]))
        else:
            return None
    composite = any(one.kind == "CompositePrimaryKey" for one in found)
    if not any(one.key for one in found) and not composite and managed:
        found.insert(0, _auto_key(state.auto, call))
    model = model._replace(fields=tuple(found))
    inner = state.setting(model)
    model = model._replace(fields=tuple(inner.naming(one, model) for one in found))
    comment = options.get("db_table_comment")
    model = model._replace(
        uniques=_sets(state, model, options.get("unique_together"), "_uniq", ()),
        together=_sets(state, model, options.get("index_together"), "_idx", ()),
        indexes=_labelled(options.get("indexes")),
        constraints=_labelled(options.get("constraints")),
        comment=comment if isinstance(comment, str) else "",
    )
    if options.get("order_with_respect_to") is not None:
        model = model._replace(fields=(*model.fields, _order_field(call)))
    return model


def _order_field(call: Called) -> Field:
    return field_of("_order", Called("django.db.models.IntegerField", (), {"default": 0}, call.node))


def _labelled(value: Any) -> tuple[tuple[str, Called], ...]:
    if not isinstance(value, (list, tuple)):
        return ()
    return tuple((label(one), one) for one in value if isinstance(one, Called) and label(one))


def label(call: Called) -> str:
    """The name of an index or a constraint; empty where it cannot be told."""
    given = call.named.get("name")
    return given if isinstance(given, str) else ""


def _sets(
    state: State, model: Model, value: Any, suffix: str, known: tuple[tuple[tuple[str, ...], str], ...]
) -> tuple[tuple[tuple[str, ...], str], ...]:
    """`unique_together` and `index_together`: a list of lists of names, or one such list."""
    if not isinstance(value, (list, tuple)):
        return ()
    rows = [value] if value and all(isinstance(one, str) for one in value) else list(value)
    names = dict(known)
    found: list[tuple[tuple[str, ...], str]] = []
    for row in rows:
        if not isinstance(row, (list, tuple)) or not all(isinstance(one, str) for one in row):
            continue
        fields = tuple(row)
        columns = [one.column if one else name for name in fields for one in [model.field(name)]]
        found.append((fields, names.get(fields) or state.index_name(model.table, columns, suffix)))
    return tuple(sorted(found))


def _renamed(state: State, model: Model, new: Any) -> State | None:
    if not isinstance(new, str):
        return None
    table = model.table if model.own_table else state.shortened(f"{model.app}_{new.lower()}")
    moved = model._replace(name=new, table=table)
    models = state.models.delete(model.key).set(moved.key, moved)
    pattern = re.compile(rf"(?:{re.escape(model.app)}\.)?{re.escape(model.name)}\Z", re.I)
    for key, other in list(models.items()):
        fields: list[Field] = []
        for field in other.fields:
            given = field.named.get("to", field.call.args[0] if field.call.args else None)
            leads = isinstance(given, str) and ("." in given or other.app == model.app) and pattern.match(given)
            if leads:
                field = field._replace(call=field.call.saying(to=f"{model.app}.{new}"))
            fields.append(field)
        if any(one is not two for one, two in zip(fields, other.fields, strict=True)):
            models = models.set(key, other._replace(fields=tuple(fields)))
    found = State(state.dialect, moved.key if state.user == model.key else state.user, state.auto, models)
    # The foreign keys that lead here are made anew, under other names; those that nobody can follow back are left.
    for key, other in list(models.items()):
        named = tuple(
            found.naming(one, other)._replace(
                unique_name=one.unique_name, index_name=one.index_name, like_name=one.like_name
            )
            if one.relates and not one.hidden and found.target(one, other) == moved.key
            else one
            for one in other.fields
        )
        if any(one is not two for one, two in zip(named, other.fields, strict=True)):
            models = models.set(key, other._replace(fields=named))
    return found.having(models)


def _altered(state: State, model: Model, call: Called) -> Model | None:
    name = call.name
    if name == "AlterModelTable":
        given = call.get(1, "table")
        if given is not None and not isinstance(given, str):
            return None
        table = given.replace('"', "") if given else state.shortened(f"{model.app}_{model.name.lower()}")
        return model._replace(table=table, own_table=bool(given))
    if name == "AlterModelTableComment":
        said = call.get(1, "table_comment")
        return model._replace(comment=said if isinstance(said, str) else "")
    if name == "AlterUniqueTogether":
        return model._replace(uniques=_sets(state, model, call.get(1, "unique_together"), "_uniq", model.uniques))
    if name == "AlterIndexTogether":
        return model._replace(together=_sets(state, model, call.get(1, "index_together"), "_idx", model.together))
    if name == "AlterOrderWithRespectTo":
        kept = tuple(one for one in model.fields if one.name != "_order")
        wanted = call.get(1, "order_with_respect_to") is not None
        return model._replace(fields=(*kept, _order_field(call)) if wanted else kept)
    if name in ("AddField", "AlterField"):
        return _with_field(state, model, call)
    if name == "RemoveField":
        return model._replace(fields=tuple(one for one in model.fields if one.name != call.get(1, "name")))
    if name == "RenameField":
        old, new = call.get(1, "old_name"), call.get(2, "new_name")
        if not isinstance(new, str) or model.field(old) is None:
            return None

        def named(sets: tuple[tuple[tuple[str, ...], str], ...]) -> tuple[tuple[tuple[str, ...], str], ...]:
            return tuple((tuple(new if one == old else one for one in fields), title) for fields, title in sets)

        fields = tuple(one._replace(name=new) if one.name == old else one for one in model.fields)
        return model._replace(fields=fields, uniques=named(model.uniques), together=named(model.together))
    if name in ("AddIndex", "AddIndexConcurrently", "AddConstraint", "AddConstraintNotValid"):
        added = call.get(1, "index" if "Index" in name else "constraint")
        if not isinstance(added, Called) or not label(added):
            return None
        if "Index" in name:
            return model._replace(indexes=(*model.indexes, (label(added), added)))
        return model._replace(constraints=(*model.constraints, (label(added), added)))
    if name in ("RemoveIndex", "RemoveIndexConcurrently"):
        return model._replace(indexes=tuple(one for one in model.indexes if one[0] != call.get(1, "name")))
    if name == "RemoveConstraint":
        return model._replace(constraints=tuple(one for one in model.constraints if one[0] != call.get(1, "name")))
    if name == "RenameIndex":
        return _index_renamed(model, call)
    return model if name == "ValidateConstraint" else None


def _with_field(state: State, model: Model, call: Called) -> Model | None:
    name, given = call.get(1, "name"), call.get(2, "field")
    if not isinstance(name, str) or not isinstance(given, Called):
        return None
    before = model.field(name) if call.name == "AlterField" else None
    if before is None and call.name == "AlterField":
        return None  # an abstract model or an operation of the project's own brought it along
    field = state.naming(field_of(name, given), model, before)
    if before is not None:
        if before.constrained and (differs(before, field) or state.target(before, model) != state.target(field, model)):
            field = field._replace(fk_name=state.naming(field, model).fk_name)
        if field.unique and not before.unique:
            field = field._replace(unique_name=state.index_name(model.table, [field.column], "_uniq"))
        return model._replace(fields=tuple(field if one.name == name else one for one in model.fields))
    return model._replace(fields=(*(one for one in model.fields if one.name != name), field))


def _index_renamed(model: Model, call: Called) -> Model | None:
    new, old, fields = call.get(1, "new_name"), call.get(2, "old_name"), call.get(3, "old_fields")
    if not isinstance(new, str):
        return None
    if isinstance(old, str):
        if all(title != old for title, _ in model.indexes):
            return None
        return model._replace(indexes=tuple((new if title == old else title, one) for title, one in model.indexes))
    if not isinstance(fields, (list, tuple)):
        return None
    wanted = tuple(fields)
    made = Called("django.db.models.Index", (), {"fields": list(wanted), "name": new}, call.node)
    kept = tuple(one for one in model.together if one[0] != wanted)
    return model._replace(together=kept, indexes=(*model.indexes, (new, made)))
