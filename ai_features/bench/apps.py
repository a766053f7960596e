"""The retrieval bench as a Django application."""

from django.apps import AppConfig


class BenchConfig(AppConfig):
    """Where an engineer sees how passages are found, and measures it."""

    name = "ai_features.bench"
    label = "bench"

    def ready(self) -> None:
        """Name what measures."""
        from ai_features.bench import measuring  # noqa: PLC0415  (models are ready only now)

        measuring.register()
