"""The summary part of the top floor as a Django application."""

from django.apps import AppConfig


class SummaryConfig(AppConfig):
    """See ARCHITECTURE for its place among the floors."""

    name = "ai_features.summary"
    label = "summary"
