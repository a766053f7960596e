"""The summary demo as a Django application."""

from django.apps import AppConfig


class SummaryConfig(AppConfig):
    """Summaries whose every sentence carries its source."""

    name = "ai_features.summary"
    label = "summary"

    def ready(self) -> None:
        """Register the kind of demo, and what executes its runs."""
        from ai_features.runs import executors  # noqa: PLC0415  (models are ready only now)
        from ai_features.summary.options import new_settings  # noqa: PLC0415
        from ai_features.summary.services import KIND  # noqa: PLC0415
        from ai_features.summary.summarising import summarise  # noqa: PLC0415
        from projects.kinds import DemoKind, register_kind  # noqa: PLC0415

        executors.register(KIND, summarise)
        register_kind(
            DemoKind(
                slug=KIND,
                name="Summary",
                promise="The gist of long documents, each sentence tied to its page.",
                icon="file-text",
                url_name="summary:page",
                place=3,
                settings=new_settings,
            )
        )
