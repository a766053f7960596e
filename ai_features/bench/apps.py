"""The retrieval bench as a Django application."""

from django.apps import AppConfig


class BenchConfig(AppConfig):
    """Where an engineer sees how passages are found, and measures it."""

    name = "ai_features.bench"
    label = "bench"

    def ready(self) -> None:
        """Register the measurement job, and the page for those who may change projects."""
        from ai_features.bench import measuring  # noqa: PLC0415  (models are ready only now)
        from core.rights import Right  # noqa: PLC0415
        from projects.tools import Tool, register_tool  # noqa: PLC0415

        measuring.register()
        register_tool(
            Tool(
                name="Bench",
                promise="See how questions find their passages, and measure it",
                icon="scan-line",
                url_name="bench:page",
                right=Right.PROJECT_WRITE,
            )
        )
