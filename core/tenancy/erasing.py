"""Delete a row with all that belongs to it, by one statement a table.

Django's own cascade reads every row and names each of them in its statements, and the database's
goes from row to row: for tens of thousands of passages both take minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from core.tenancy.owned import WorkspaceOwned

# From a model up to the one that is erased: the keys that lead there, its own first.
Way = tuple["models.ForeignKey[Any]", ...]


def owned_models() -> list[type[models.Model]]:
    """Return every model with a workspace, children before their parents."""
    return [
        model
        for model in reversed(apps.get_models())
        if any(field.name == "workspace" for field in model._meta.local_fields)
    ]


def erase(row: WorkspaceOwned) -> None:
    """Delete ``row`` and what belongs to it, below it and farther down; inside its workspace.

    Each table is emptied by the shortest way of keys up to ``row``. What hangs on by another way
    goes by the database's own cascades, so nothing is left whichever way that is.
    """
    ways = ways_to(type(row))
    for model in owned_models():
        if model in ways:
            delete_rows(_rows(model, ways[model], row))
    delete_rows(type(row).objects.for_workspace(row.workspace_id).filter(pk=row.pk))


def delete_rows(rows: models.QuerySet[Any]) -> int:
    """Delete ``rows`` in one statement, reading none; return how many.

    What points to them is the database's to take along: every key between owned tables says how.
    """
    return int(rows._raw_delete(rows.db))


def ways_to(target: type[models.Model]) -> dict[type[models.Model], Way]:
    """Return the models whose rows go when one of ``target`` goes, each with its shortest way."""
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
    """Return the rows of ``model`` that belong to ``row``, by nested questions and no join."""
    key, *above = way
    rows: models.QuerySet[Any] = model.objects.for_workspace(row.workspace_id)
    if not above:
        return rows.filter(**{key.name: row.pk})
    return rows.filter(**{f"{key.name}__in": _rows(key.related_model, tuple(above), row)})
