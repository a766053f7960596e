"""Read projects and their documents."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, QuerySet

from core.errors import NotFound
from core.workspaces.models import Workspace
from core.workspaces.queries import by_reference
from projects.models import Demo, Document, DocumentPage, Project


def projects_of(workspace: Workspace) -> QuerySet[Project]:
    """Return a workspace's projects with ``document_total``, newest first."""
    rows = Project.objects.for_workspace(workspace).prefetch_related("demos")
    return rows.annotate(document_total=Count("documents")).order_by("-created_at", "-id")


def get_project(*, workspace: Workspace, reference: str) -> Project:
    """Return the project of that id or slug; raise ``NotFound`` alike for foreign and unknown."""
    project = projects_of(workspace).filter(by_reference(reference)).first()
    if project is None:
        raise NotFound("There is no such project.")
    return project


def documents_of(project: Project) -> QuerySet[Document]:
    """Return a project's documents, newest first."""
    rows = Document.objects.for_workspace(project.workspace_id).filter(project=project)
    return rows.order_by("-created_at", "-id")


def get_document(*, project: Project, document_id: UUID) -> Document:
    """Return a document of the project; raise ``NotFound`` for any other."""
    document = documents_of(project).filter(pk=document_id).first()
    if document is None:
        raise NotFound("There is no such document.")
    return document


def get_page(*, document: Document, number: int) -> DocumentPage:
    """Return page ``number`` (from 1) of the document; raise ``NotFound`` beyond its end."""
    page = pages_of(document).filter(number=number).first() if number < 2**31 else None
    if page is None:
        raise NotFound("There is no such page in this document.")
    return page


def pages_of(document: Document) -> QuerySet[DocumentPage]:
    """Return a document's pages in order."""
    rows = DocumentPage.objects.for_workspace(document.workspace_id).filter(document=document)
    return rows.order_by("number")


def get_demo(*, project: Project, kind: str) -> Demo:
    """Return the project's demo of that kind; raise ``NotFound`` if it has none."""
    rows = Demo.objects.for_workspace(project.workspace_id).filter(project=project, kind=kind)
    demo = rows.first()
    if demo is None:
        raise NotFound("This project has no such demo.")
    return demo
