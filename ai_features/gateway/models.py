"""The providers that workspaces bring."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from core.tenancy.owned import WorkspaceOwned, owned_constraint


class Provider(WorkspaceOwned):
    """A workspace's own OpenAI-compatible endpoint, with its sealed key.

    ``sealed_key`` opens only for this workspace and row, and is never shown; ``key_hint`` is what
    people may see of it. ``version`` rises with each change, so that no client built with an old
    key is used again. ``embedding_dimensions`` is what a real call has found, null until then;
    ``shortened_to`` is the number to ask for if that is fewer than the model's own.

    ``tested_at`` and what follows are the last test's result, null and empty after a change; if
    several models failed, the first.
    """

    name = models.CharField(max_length=80)
    base_url = models.CharField(max_length=500)
    chat_model = models.CharField(max_length=200)
    context_window = models.PositiveIntegerField(null=True, blank=True)
    embedding_model = models.CharField(max_length=200, blank=True)
    embedding_dimensions = models.PositiveIntegerField(null=True, blank=True)
    shortened_to = models.PositiveIntegerField(null=True, blank=True)
    rerank_model = models.CharField(max_length=200, blank=True)
    sealed_key = models.BinaryField()
    key_hint = models.CharField(max_length=8, blank=True)
    version = models.PositiveIntegerField(default=1)
    tested_at = models.DateTimeField(null=True, blank=True)
    failed_model = models.CharField(max_length=200, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.CharField(max_length=1_000, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta(WorkspaceOwned.Meta):
        constraints: ClassVar = [
            owned_constraint("provider_in_workspace"),
            models.UniqueConstraint(fields=["workspace"], name="one_provider_a_workspace"),
        ]

    def __str__(self) -> str:
        return self.name
