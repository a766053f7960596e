"""How the audit trail words each action."""

from __future__ import annotations

from typing import Final

# One table for all layers: each records actions by name, and only this one renders the page.
WORDS: Final = {
    "demo.changed": "changed a demo",
    "document.added": "added a document",
    "document.deleted": "deleted a document",
    "document.renamed": "renamed a document",
    "golden.added": "added a golden question",
    "golden.deleted": "deleted a golden question",
    "golden.imported": "imported golden questions",
    "golden.passage_removed": "removed a passage from a golden question",
    "golden.reworded": "reworded a golden question",
    "invitation.accepted": "accepted an invitation",
    "invitation.cancelled": "cancelled an invitation",
    "invitation.resent": "renewed an invitation’s link",
    "invitation.sent": "invited somebody",
    "key.created": "created an API key",
    "key.revoked": "revoked an API key",
    "member.removed": "removed a member",
    "member.role_changed": "changed a member’s role",
    "project.changed": "changed a project",
    "project.created": "created a project",
    "project.deleted": "deleted a project",
    "project.reindex_started": "started moving a project to another model",
    "project.reindex_stopped": "stopped moving a project to another model",
    "project.search_changed": "changed how a project is searched",
    "provider.connected": "connected a provider",
    "provider.removed": "removed the provider",
    "provider.saved": "changed the provider",
    "workspace.created": "created the workspace",
    "workspace.renamed": "renamed the workspace",
}


def in_words(action: str) -> str:
    """Return ``action`` in words, or unchanged if the table no longer has it."""
    return WORDS.get(action, action)
