"""Delete a row and everything that belongs to it, in one statement per table.

Django's cascade loads every row and lists its id in a statement, and the database's cascade works
row by row: with tens of thousands of chunks both take minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from core.tenancy.owned import WorkspaceOwned

# The foreign keys that lead from a model up to the erased one, its own first.
Way = tuple["models.ForeignKey[Any]", ...]


def owned_models() -> list[type[models.Model]]:
    """Return every model with a workspace, children before their parents."""
    return [
        model
        for model in reversed(apps.get_models())
        if any(field.name == "workspace" for field in model._meta.local_fields)
    ]


def erase(row: WorkspaceOwned) -> None:
    """Delete ``row`` and all its descendants; call it inside the row's workspace.

    Rows are found along the shortest path of foreign keys to ``row``. Those that only a longer path
    reaches are left to the database's own cascades, so nothing remains.
    """
    ways = ways_to(type(row))
    for model in owned_models():
        if model in ways:
            delete_rows(_rows(model, ways[model], row))
    delete_rows(type(row).objects.for_workspace(row.workspace_id).filter(pk=row.pk))


def delete_rows(rows: models.QuerySet[Any]) -> int:
    """Delete ``rows`` in one statement, loading none; return how many.

    Rows that point to them are left to the database: every key between owned tables has a rule.
    """
    return int(rows._raw_delete(rows.db))


def ways_to(target: type[models.Model]) -> dict[type[models.Model], Way]:
    """Return the models that deleting a ``target`` cascades to, each with its shortest path."""
    ways: dict[type[models.Model], Way] = {target: ()}
    reached = [target]
    for parent in reached:
        for child, key in _children(parent):
            if child not in ways:
                ways[child] = (key, *ways[parent])
                reached.append(child)
    del ways[target]
    return ways


def _children(parent: type[models.Model]) -> Iterator[tuple[type[models.Model], Any]]:
    for relation in parent._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.on_delete is models.CASCADE:
            yield relation.related_model, relation.field


def _rows(model: Any, way: Way, row: WorkspaceOwned) -> models.QuerySet[Any]:
    """Return the rows of ``model`` that belong to ``row``, by nested subqueries, not joins."""
    key, *above = way
    rows: models.QuerySet[Any] = model.objects.for_workspace(row.workspace_id)
    if not above:
        return rows.filter(**{key.name: row.pk})
    return rows.filter(**{f"{key.name}__in": _rows(key.related_model, tuple(above), row)})
