"""Chunks, and the narrow rows by which they are found."""

from __future__ import annotations

from typing import ClassVar, Final

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from pgvector.django import HalfVectorField, SparseVectorField

from ai_features.knowledge.context import indexed_text
from ai_features.knowledge.words.bm25 import TERM_SPACE
from core.tenancy.owned import WorkspaceOwned, owned_constraint
from projects.models import Document, Project

LONGEST_KEY: Final = 300
LONGEST_WAY: Final = 10
# The constraint that refuses a second space that is being built, or a second that answers.
ONE_A_STATE: Final = "one_space_a_state"


def _narrow(to: type[models.Model]) -> models.ForeignKey[models.Model]:
    # The migrations' composite keys enforce these; a second check per row would be wasted.
    return models.ForeignKey(
        to, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )


class Chunk(WorkspaceOwned):
    """A passage of a document with its place: ``text == page.text[start:end]``.

    ``context`` is what is indexed along with the text: title, section path, a table's header row.
    ``steps`` lists ``[place, section]`` pairs: the place in the page's text where each section
    begins, the first at ``start``. It is empty in an index of an older version until that is
    brought up to date.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="chunks")
    page = models.PositiveIntegerField()
    page_label = models.CharField(max_length=200)
    ordinal = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    section = models.TextField(blank=True)
    context = models.TextField(blank=True)
    steps = models.JSONField(default=list)

    class Meta(WorkspaceOwned.Meta):
        ordering: ClassVar[list[str]] = ["document_id", "ordinal"]
        constraints: ClassVar = [
            owned_constraint("chunk_in_workspace"),
            models.UniqueConstraint(
                fields=["workspace", "document", "ordinal"], name="one_chunk_an_ordinal"
            ),
        ]

    @property
    def indexed_text(self) -> str:
        """The text that is embedded and indexed for this chunk."""
        return indexed_text(self.text, context=self.context)


class SpaceState(models.TextChoices):
    """The stages in the life of a vector space."""

    BUILDING = "building"
    ACTIVE = "active"
    RETIRED = "retired"
    FAILED = "failed"


class VectorSpace(WorkspaceOwned):
    """The vectors of a project's chunks by one embedding model.

    A project has at most one active space, which answers searches, and at most one that is being
    built. A retired space still answers searches that began before it was replaced, until it is
    swept away; a failed one keeps the reason. ``model_key`` names the model
    (:attr:`ai_features.gateway.vectors.EmbeddingModel.key`); ``indexed`` tells whether the space
    has a nearest-neighbour index of its own. ``analysis`` is the version of the analyzer that
    counted the project's words; only the active space's counts.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    model_key = models.CharField(max_length=LONGEST_KEY)
    dimensions = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=SpaceState.choices)
    indexed = models.BooleanField(default=False)
    analysis = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)
    error_message = models.TextField(blank=True)

    class Meta(WorkspaceOwned.Meta):
        constraints: ClassVar = [
            owned_constraint("space_in_workspace"),
            models.UniqueConstraint(
                fields=["workspace", "project", "state"],
                name=ONE_A_STATE,
                condition=models.Q(state__in=[SpaceState.BUILDING, SpaceState.ACTIVE]),
            ),
        ]


class Leg(WorkspaceOwned):
    """A narrow row that one leg of the search reads: a chunk's weights and ids, nothing wide.

    The weights are never moved out of line (``STORAGE PLAIN``), where they would take two to five
    times as long to read.
    """

    id = None  # type: ignore[assignment]
    created_at = None  # type: ignore[assignment]
    document = _narrow(Document)

    class Meta(WorkspaceOwned.Meta):
        abstract = True


class ChunkVector(Leg):
    """The embedding of a chunk in one space: a unit vector with the space's ``dimensions``."""

    pk = models.CompositePrimaryKey("chunk_id", "space_id")
    chunk = _narrow(Chunk)
    space = _narrow(VectorSpace)
    embedding = HalfVectorField()

    class Meta(Leg.Meta):
        indexes: ClassVar = [models.Index(fields=["workspace", "space", "document"])]


class ChunkTerms(Leg):
    """The BM25 weight of each term of a chunk, without the idf.

    ``keys`` are the project's own keys for the terms (``words.bm25.term_key``), by which a search
    finds its candidates.
    """

    chunk = models.OneToOneField(
        Chunk, on_delete=models.CASCADE, related_name="+", primary_key=True, db_constraint=False
    )
    project = _narrow(Project)
    weights = SparseVectorField(dimensions=TERM_SPACE)
    keys = ArrayField(models.BigIntegerField())

    class Meta(Leg.Meta):
        indexes: ClassVar = [
            models.Index(fields=["workspace", "project", "document"]),
            GinIndex(fields=["keys"], name="candidates_by_term", fastupdate=False),
        ]


class DocumentTerms(WorkspaceOwned):
    """How many chunks of a document each term occurs in; ``counts`` runs parallel to ``terms``.

    Database triggers add this row to the statistics when it is inserted and subtract it when it
    is deleted, by whatever route, so the statistics stay exact.
    """

    project = _narrow(Project)
    document = models.OneToOneField(
        Document, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    language = models.CharField(max_length=8, blank=True)
    chunks = models.PositiveIntegerField()
    terms = ArrayField(models.TextField())
    counts = ArrayField(models.PositiveIntegerField())

    class Meta(WorkspaceOwned.Meta):
        indexes: ClassVar = [models.Index(fields=["workspace"])]


class Collection(WorkspaceOwned):
    """How many chunks a project has in each language."""

    project = _narrow(Project)
    language = models.CharField(max_length=8, blank=True)
    chunks = models.BigIntegerField()

    class Meta(WorkspaceOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "project", "language"], name="one_collection_a_language"
            ),
        ]


class TermStatistic(WorkspaceOwned):
    """How many chunks of a project a term occurs in."""

    project = _narrow(Project)
    term = models.TextField()
    chunks = models.BigIntegerField()

    class Meta(WorkspaceOwned.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "project", "term"], name="one_statistic_a_term"
            ),
        ]


class ProjectSearch(WorkspaceOwned):
    """A project's own search settings; without a row, the defaults of ``SearchSettings`` hold."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="+")
    vector_share = models.FloatField(null=True)
    understanding = models.CharField(max_length=LONGEST_WAY, default="off")
    rerank = models.CharField(max_length=LONGEST_WAY, default="off")

    class Meta(WorkspaceOwned.Meta):
        indexes: ClassVar = [models.Index(fields=["workspace"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(vector_share=None)
                | models.Q(vector_share__gte=0, vector_share__lte=1),
                name="vector_share_is_a_share",
            ),
        ]
