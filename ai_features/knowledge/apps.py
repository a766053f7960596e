"""Knowledge as a Django application."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    """Chunks, the index over them, and search: the only door to passages."""

    name = "ai_features.knowledge"
    label = "knowledge"

    def ready(self) -> None:
        """Index every document that changes, and register the jobs that maintain the index."""
        index = import_module("ai_features.knowledge.indexing.index")
        signals = import_module("projects.signals")
        signals.document_changed.connect(
            index.index_changed_document, dispatch_uid="knowledge.index"
        )
        retitling = import_module("ai_features.knowledge.indexing.retitling")
        signals.document_renamed.connect(
            retitling.queue_renamed_document, dispatch_uid="knowledge.retitle"
        )
        jobs = import_module("core.jobs.registry")
        vector_index = import_module("ai_features.knowledge.indexing.vector_index")
        jobs.register_job(vector_index.JOB, vector_index.perform, vector_index.leave_as_it_is)
        reindexing = import_module("ai_features.knowledge.indexing.reindexing")
        # Lasting, since a project's page reads from this job when a move ended, or why it failed.
        jobs.register_job(reindexing.JOB, reindexing.perform, reindexing.give_up, lasting=True)
        recounting = import_module("ai_features.knowledge.indexing.recounting")
        jobs.register_job(recounting.JOB, recounting.perform, recounting.leave_as_it_is)
        jobs.register_job(retitling.JOB, retitling.perform, retitling.leave_as_it_is, goes_on=True)
