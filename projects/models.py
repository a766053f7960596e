"""Projects, their demos, documents and pages."""

from __future__ import annotations

from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from core.tenancy.owned import WorkspaceOwned, owned_constraint


class Project(WorkspaceOwned):
    """A set of documents and demos, with one public face."""

    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True, max_length=2_000)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta(WorkspaceOwned.Meta):
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar = [
            owned_constraint("project_in_workspace"),
            models.UniqueConstraint(fields=["workspace", "slug"], name="project_slug"),
        ]

    def __str__(self) -> str:
        return self.name


class Demo(WorkspaceOwned):
    """One AI feature set up in a project.

    Which ``settings`` it has depends on its kind: starter questions, the text of a refusal.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="demos")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    settings = models.JSONField(default=dict)

    class Meta(WorkspaceOwned.Meta):
        constraints: ClassVar = [
            owned_constraint("demo_in_workspace"),
            models.UniqueConstraint(
                fields=["workspace", "project", "kind"], name="one_demo_a_kind"
            ),
        ]


class DocumentStatus(models.TextChoices):
    """How far a document is on its way to answering questions."""

    QUEUED = "queued"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"


# The error code of a fetched page whose bytes the project already had.
DUPLICATE: Final = "duplicate"


class DocumentSource(models.TextChoices):
    """How a document came in."""

    UPLOAD = "upload"
    URL = "url"
    TEXT = "text"


class Document(WorkspaceOwned):
    """What was uploaded, fetched or pasted.

    ``sha256`` is the hash of its bytes: adding the same bytes to a project twice makes one
    document. It is empty only until a URL has been fetched.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(max_length=300)
    source = models.CharField(max_length=8, choices=DocumentSource.choices)
    source_url = models.URLField(max_length=2_000, blank=True)
    filename = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=127, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    bytes = models.PositiveBigIntegerField(default=0)
    status = models.CharField(
        max_length=10, choices=DocumentStatus.choices, default=DocumentStatus.QUEUED
    )
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    stage = models.CharField(max_length=40, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)
    notice = models.TextField(blank=True)
    page_count = models.PositiveIntegerField(default=0)
    chunk_count = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=8, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    # Set by the service that added it, on this object only.
    already_here: bool = False

    class Meta(WorkspaceOwned.Meta):
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["workspace", "project", "-created_at"])]
        constraints: ClassVar = [
            owned_constraint("document_in_workspace"),
            models.UniqueConstraint(
                fields=["workspace", "project", "sha256"],
                name="same_bytes_one_document",
                condition=~models.Q(sha256=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_duplicate(self) -> bool:
        """Whether the fetched bytes were in the project already, which counts as no failure."""
        return self.error_code == DUPLICATE


class DocumentFile(WorkspaceOwned):
    """The bytes of a document, kept in the database so that they are isolated as its text is."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField()

    class Meta(WorkspaceOwned.Meta):
        indexes: ClassVar = [models.Index(fields=["workspace"])]


class DocumentPage(WorkspaceOwned):
    """One page, slide, sheet or section, as text.

    Citations and chunks point into ``text`` by character span. ``blocks`` has one
    ``{kind, start, end, level}`` for each heading, paragraph, list, table and piece of code.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=200)
    text = models.TextField()
    blocks = models.JSONField(default=list)

    class Meta(WorkspaceOwned.Meta):
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "document", "number"], name="one_page_a_number"
            ),
        ]
