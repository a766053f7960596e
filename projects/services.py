"""Create, change and delete projects, and save the settings of their demos."""

from __future__ import annotations

from typing import Any

from core.access import Access
from core.audit.services import note
from core.errors import NotFound
from core.slugs import save_with_free_slug, slug_of
from core.tenancy.deadlocks import done_again
from core.tenancy.erasing import erase
from projects.kinds import all_kinds
from projects.models import Demo, Document, Project


def create_project(*, access: Access, name: str, description: str = "") -> Project:
    """Return a new project with one demo of every kind, ready to use."""
    project = Project(
        workspace=access.workspace,
        name=name,
        description=description,
        slug=slug_of(name, otherwise="project"),
        created_by=access.actor.user,
    )
    save_with_free_slug(project)
    for kind in all_kinds():
        Demo(
            workspace=access.workspace,
            project=project,
            kind=kind.slug,
            name=kind.name,
            settings=kind.settings(),
        ).save(force_insert=True)
    note(access, "project.created", object_id=project.pk, label=name)
    return project


def update_project(
    *, access: Access, project: Project, name: str | None = None, description: str | None = None
) -> Project:
    """Change the name or description; the slug stays, so that links keep working.

    Raises :class:`core.errors.NotFound` if the project has just been deleted.
    """
    changes = {"name": name, "description": description}
    changed = {field: value for field, value in changes.items() if value is not None}
    if not changed:
        return project
    _change(project, changed, gone="This project was deleted a moment ago.")
    note(access, "project.changed", object_id=project.pk, label=project.name)
    return project


def delete_project(*, access: Access, project: Project) -> None:
    """Delete the project with its demos and documents."""
    done_again(lambda: _delete(access, project))


def save_demo_settings(*, access: Access, demo: Demo, settings: dict[str, object]) -> Demo:
    """Merge ``settings``, which the kind of demo has validated, into the demo's own.

    Raises :class:`core.errors.NotFound` if the demo has just been deleted.
    """
    gone = "This demo was deleted a moment ago, with its project."
    _change(demo, {"settings": demo.settings | settings}, gone=gone)
    note(access, "demo.changed", object_id=demo.pk, label=demo.name)
    return demo


def _delete(access: Access, project: Project) -> None:
    note(access, "project.deleted", object_id=project.pk, label=project.name)
    # Lock the documents first, as delete_document does: indexing takes its locks in this order.
    documents = Document.objects.for_workspace(project.workspace_id).filter(project=project)
    list(documents.order_by("pk").select_for_update().values_list("pk"))
    erase(project)


def _change(row: Project | Demo, changed: dict[str, Any], *, gone: str) -> None:
    """Write the ``changed`` fields to the row and the object; raise ``NotFound`` if it is gone."""
    rows = type(row).objects.for_workspace(row.workspace_id).filter(pk=row.pk)
    if not rows.update(**changed):
        raise NotFound(gone)
    for field, value in changed.items():
        setattr(row, field, value)
