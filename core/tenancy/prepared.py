"""Reads that Django writes as SQL once, and PostgreSQL plans once a connection.

For a row or two Django takes ten times as long to write the statement as PostgreSQL to answer it,
PostgreSQL three times as long to plan as to read, and a call of the API reads some ten of them
before it does what it is for. So such a read keeps its query set, with the workspace's lock in it,
is put into SQL the first time alone, and its values are sent beside the statement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, Self, TypeVar
from uuid import UUID, uuid4

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, Lookup, Model, QuerySet
from psycopg import sql
from psycopg.pq import Format

M = TypeVar("M", bound=Model)
Row = tuple[Any, ...]
Read = Callable[..., "QuerySet[Any, Any]"]

# Placeholders: values of the right type that no caller has.
_MAKERS: Final[dict[Any, Callable[[], Any]]] = {
    UUID: uuid4,
    str: lambda: uuid4().hex,
    list[UUID]: lambda: [uuid4()],
    list[str]: lambda: [uuid4().hex],
}


@Field.register_lookup
class AnyOf(Lookup):
    """``column = ANY (list)``: as ``__in``, in one statement whatever the length of the list."""

    lookup_name = "any_of"

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the list as a single parameter."""
        return "%s", (list(value),)

    def get_prep_lookup(self) -> Any:
        """Return the list as it is."""
        return self.rhs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the comparison."""
        left, parameters = self.process_lhs(compiler, connection)
        right, values = self.process_rhs(compiler, connection)
        return f"{left} = ANY ({right})", (*parameters, *values)


def fetch_prepared(
    statement: str, values: Sequence[Any], *, binary: bool = False, anew: bool = False
) -> list[Row]:
    """Return the rows of a statement that is the same text every time; inside a transaction.

    PostgreSQL keeps its plan from the third time on that a connection asks for it
    (:data:`core.assembly.database.PREPARED_AFTER`), until a transaction of it is rolled back.
    With ``binary`` the values come as the database holds them: bytes as bytes, not as digits.
    With ``anew`` it is planned for these values every time: a plan that serves every workspace
    takes each for one of middling size, and would read all of a large one to find a few rows.
    """
    with _cursor(binary=binary, anew=anew) as cursor:
        cursor.execute(statement, values)
        rows: list[Row] = cursor.fetchall()
        return rows


class _Unprepared(psycopg.Cursor[Row]):
    """A cursor whose statements leave no plan behind."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        return super().execute(query, params, **{**options, "prepare": False})


def _cursor(*, binary: bool = False, anew: bool = False) -> CursorWrapper:
    # Django's own cursors write the values into the statement, and then no two are the same.
    raw = (_Unprepared if anew else psycopg.Cursor)(connection.connection)
    raw.format = Format(binary)
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrap(raw)  # type: ignore[arg-type]  # the stubs want it wrapped already


class PreparedInsert(Generic[M]):
    """An insert of a model's rows, for what is written again and again; inside a transaction."""

    def __init__(self, model: type[M]) -> None:
        self._fields = list(model._meta.concrete_fields)
        columns = [sql.Identifier(str(field.column)) for field in self._fields]
        insert = sql.SQL("INSERT INTO {table} ({columns}) VALUES ({values})").format(
            table=sql.Identifier(model._meta.db_table),
            columns=sql.Composed(columns).join(", "),
            values=sql.Composed([sql.Placeholder()] * len(columns)).join(", "),
        )
        self._statement = insert.as_string(None)

    def __call__(self, row: M) -> None:
        """Insert ``row`` as its ``save(force_insert=True)`` does, without signals."""
        values = [
            field.get_db_prep_save(field.pre_save(row, add=True), connection)
            for field in self._fields
        ]
        with _cursor() as cursor:
            cursor.execute(self._statement, values)


class PreparedRows:
    """A read of plain rows: ``PreparedRows(lambda project: ….values_list(…), UUID)``.

    ``kinds`` are the types of the values that ``read`` takes, in their order: UUID, str, or a list
    of one of them, for ``__any_of``. Each may stand in the statement as often as it likes.
    ``binary`` and ``anew`` are those of :func:`fetch_prepared`.
    """

    def __init__(self, read: Read, *kinds: Any, binary: bool = False, anew: bool = False) -> None:
        self._read, self._kinds, self._binary, self._anew = read, kinds, binary, anew
        self._written: tuple[str, list[Callable[[tuple[Any, ...]], Any]]] | None = None

    def __call__(self, *values: Any) -> list[Row]:
        """Return the rows for ``values``, inside the scope that lets them be seen."""
        statement, parameters = self._written or self._write()
        found = [parameter(values) for parameter in parameters]
        return fetch_prepared(statement, found, binary=self._binary, anew=self._anew)

    def _write(self) -> tuple[str, list[Callable[[tuple[Any, ...]], Any]]]:
        placeholders = [_MAKERS[kind]() for kind in self._kinds]
        statement, found = self._read(*placeholders).query.sql_with_params()
        if any(each not in found for each in placeholders):
            raise TypeError("A value of a prepared read does not stand in its statement as it is.")
        written = statement, [_parameter(value, placeholders) for value in found]
        self._written = written
        return written


def _parameter(value: Any, placeholders: list[Any]) -> Callable[[tuple[Any, ...]], Any]:
    if value in placeholders:
        place = placeholders.index(value)
        return lambda values: values[place]
    return lambda _: value


class Prepared(Generic[M]):
    """A read of one row as its model, and of the row that its field ``beside`` points to."""

    def __init__(
        self, model: type[M], read: Callable[..., QuerySet[M]], *kinds: Any, beside: str = ""
    ) -> None:
        self._beside = beside
        self._own = _Columns(model)
        self._other = _Columns(model._meta.get_field(beside).related_model) if beside else None
        names = [*self._own.names]
        if self._other:
            names += [f"{beside}__{name}" for name in self._other.names]
        self._rows = PreparedRows(lambda *values: read(*values).values_list(*names)[:1], *kinds)

    def __call__(self, *values: Any) -> M | None:
        """Return the row for ``values`` or None, inside the scope that lets it be seen."""
        rows = self._rows(*values)
        if not rows:
            return None
        width = len(self._own.names)
        made: M = self._own.instance(rows[0][:width])
        if self._other:
            held = getattr(made, f"{self._beside}_id") is not None
            beside = self._other.instance(rows[0][width:]) if held else None
            setattr(made, self._beside, beside)
        return made


class _Columns:
    """The columns of a model, and its instances made of them as Django makes them."""

    def __init__(self, model: Any) -> None:
        self._model, self._fields = model, list(model._meta.concrete_fields)
        self.names = [field.attname for field in self._fields]

    def instance(self, row: Row) -> Any:
        values = [_read(field, value) for field, value in zip(self._fields, row, strict=True)]
        return self._model.from_db(connection.alias, self.names, values)


def _read(field: Any, value: Any) -> Any:
    # Only a few kinds of field, such as JSON, have another form in the database.
    convert = getattr(field, "from_db_value", None)
    return convert(value, None, connection) if convert else value
