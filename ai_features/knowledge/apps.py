"""Knowledge as a Django application."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    """Chunks, the index over them, and search: the only door to passages."""

    name = "ai_features.knowledge"
    label = "knowledge"

    def ready(self) -> None:
        """Index whatever document is read."""
        index = import_module("ai_features.knowledge.index")
        signals = import_module("projects.signals")
        signals.document_changed.connect(
            index.index_changed_document, dispatch_uid="knowledge.index"
        )
