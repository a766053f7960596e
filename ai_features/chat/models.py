"""Conversations; their turns are runs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from core.tenancy.owned import WorkspaceOwned, owned_constraint


class Conversation(WorkspaceOwned):
    """A series of questions that one actor asked of one project's documents, with answers.

    Its turns are the runs that carry its id, oldest first.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=120)
    actor_kind = models.CharField(max_length=8)
    actor_id = models.UUIDField()
    actor_label = models.CharField(max_length=254)
    updated_at = models.DateTimeField(auto_now_add=True)

    class Meta(WorkspaceOwned.Meta):
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar = [owned_constraint("conversation_in_workspace")]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "project", "-created_at"], name="conversation_newest")
        ]
