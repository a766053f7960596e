"""Runs as a Django application."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class RunsConfig(AppConfig):
    """Runs, their events, spans, ledger and feedback."""

    name = "ai_features.runs"
    label = "runs"

    def ready(self) -> None:
        """Let the jobs know how a run is executed."""
        import_module("ai_features.runs.engine").register()
