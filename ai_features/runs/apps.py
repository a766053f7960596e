"""Runs as a Django application."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class RunsConfig(AppConfig):
    """Runs, their events, spans, ledger and feedback."""

    name = "ai_features.runs"
    label = "runs"

    def ready(self) -> None:
        """Register the run job, and what runs add to the pages of lower layers."""
        from core.rights import Right  # noqa: PLC0415  (models are ready only now)
        from core.workspaces.facts import register_facts  # noqa: PLC0415
        from projects.asked import register_asked  # noqa: PLC0415

        import_module("ai_features.runs.engine").register()
        facts = import_module("ai_features.runs.facts")
        register_facts(Right.RUN_READ, facts.run_facts)
        register_facts(Right.USAGE_READ, facts.spend_facts)
        register_asked(import_module("ai_features.runs.asked").latest_questions)
