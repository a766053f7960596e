"""The sample workspace as a Django application."""

from django.apps import AppConfig


class SampleConfig(AppConfig):
    """A believable company's papers, with three demos set up."""

    name = "ai_features.sample"
    label = "sample"

    def ready(self) -> None:
        """Offer the sample's search on the landing page, and fill its golden set."""
        from ai_features.sample.golden import fill_golden_set  # noqa: PLC0415
        from ai_features.sample.live import find  # noqa: PLC0415  (models are ready only now)
        from core.pages.landing import register_live_demo  # noqa: PLC0415
        from projects.signals import document_changed  # noqa: PLC0415

        register_live_demo(find)
        # Connected after the index, whose app is ready first: by then the passages can be found.
        document_changed.connect(fill_golden_set, dispatch_uid="sample.golden")
