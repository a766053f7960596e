"""The search demo as a Django application."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Ranked passages."""

    name = "ai_features.search"
    label = "search"

    def ready(self) -> None:
        """Register the kind of demo; a search ends at once, so its runs need no executor."""
        from ai_features.search.services import KIND  # noqa: PLC0415  (models are ready only now)
        from ai_features.search.settings import new_settings  # noqa: PLC0415
        from projects.kinds import DemoKind, register_kind  # noqa: PLC0415

        register_kind(
            DemoKind(
                slug=KIND,
                name="Search",
                promise="Find the passage by what it means, not only by its words.",
                icon="search",
                url_name="search:page",
                place=2,
                settings=new_settings,
            )
        )
