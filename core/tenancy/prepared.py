"""Reads that Django compiles to SQL once, and PostgreSQL plans once per connection.

To read a row or two, Django takes ten times as long to compile the SQL as PostgreSQL to answer it,
and PostgreSQL three times as long to plan as to read. An API call makes about ten such reads before
it does its own work. A prepared read is still written as a scoped query set, but is compiled only
on its first call; its values are sent separately from the statement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, Self, TypeVar
from uuid import UUID, uuid4

import psycopg
from django.db import connection
from django.db.models import Field, Lookup, Model, QuerySet
from psycopg import sql
from psycopg.pq import Format

M = TypeVar("M", bound=Model)
Row = tuple[Any, ...]
Read = Callable[..., "QuerySet[Any, Any]"]

# Make placeholders: values of the right type that occur nowhere else in the statement.
_MAKERS: Final[dict[Any, Callable[[], Any]]] = {
    UUID: uuid4,
    str: lambda: uuid4().hex,
    list[UUID]: lambda: [uuid4()],
    list[str]: lambda: [uuid4().hex],
}


@Field.register_lookup
class AnyOf(Lookup):
    """``column = ANY (list)``: like ``__in``, but the same statement for lists of every length."""

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
    """Return the rows of a statement whose text is the same every time; inside a transaction.

    A connection prepares the statement the third time it runs it
    (:data:`core.assembly.database.PREPARED_AFTER`), and drops it when a transaction is rolled back.
    With ``binary`` values arrive in PostgreSQL's binary format: bytes as bytes, not as hex digits.
    With ``anew`` the statement is planned for these values every time: a shared plan assumes a
    workspace of average size, and would read all of a large one to find a few rows.
    """
    cursor = _cursor(binary=binary, anew=anew)
    _execute(cursor, statement, values)
    return cursor.fetchall()


class _Unprepared(psycopg.Cursor[Row]):
    """A cursor whose statements leave no plan behind."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        return super().execute(query, params, **{**options, "prepare": False})


def _execute(cursor: psycopg.Cursor[Row], statement: str, values: Sequence[Any]) -> None:
    """Execute as Django's cursors do, without making one: that takes .006 ms a statement."""
    if connection.queries_logged or connection.execute_wrappers:
        logged = connection.queries_logged
        wrap: Any = connection.make_debug_cursor if logged else connection.make_cursor
        wrap(cursor).execute(statement, values)
        return
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        cursor.execute(statement, values)


def _cursor(*, binary: bool = False, anew: bool = False) -> psycopg.Cursor[Row]:
    """Return the connection's cursor of this kind; its rows are there until it is used again.

    A new one would find out anew how to write and read each type.
    """
    # Django's own cursors interpolate the values, so no two statements would be the same.
    kept = vars(connection.connection).setdefault("prepared_cursors", {})
    cursor: psycopg.Cursor[Row] | None = kept.get((binary, anew))
    if cursor is None:
        cursor = (_Unprepared if anew else psycopg.Cursor)(connection.connection)
        cursor.format = Format(binary)
        kept[binary, anew] = cursor
    return cursor


class PreparedInsert(Generic[M]):
    """An insert for a model whose rows are written often; call it inside a transaction."""

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
        """Insert ``row`` as ``save(force_insert=True)`` would, without signals."""
        values = [
            field.get_db_prep_save(field.pre_save(row, add=True), connection)
            for field in self._fields
        ]
        _execute(_cursor(), self._statement, values)


class PreparedRows:
    """A read of plain rows: ``PreparedRows(lambda project: ….values_list(…), UUID)``.

    ``kinds`` are the types of the arguments of ``read``, in order: UUID, str, or a list of either
    for ``__any_of``. The query may use each argument any number of times, but only unchanged: else
    the first call raises ``TypeError``. ``binary`` and ``anew`` are those of
    :func:`fetch_prepared`.
    """

    def __init__(self, read: Read, *kinds: Any, binary: bool = False, anew: bool = False) -> None:
        self._read, self._kinds, self._binary, self._anew = read, kinds, binary, anew
        self._written: tuple[str, list[Callable[[tuple[Any, ...]], Any]]] | None = None

    def __call__(self, *values: Any) -> list[Row]:
        """Return the rows for ``values``; call it inside a scope that shows them."""
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
    """A read of one row as a model instance, with the row that its key ``beside`` points to."""

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
        """Return the row for ``values`` or None; call it inside a scope that shows it."""
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
    """A model's columns, and how Django makes an instance from them."""

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
