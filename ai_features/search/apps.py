"""The search part of the top floor as a Django application."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """See ARCHITECTURE for its place among the floors."""

    name = "ai_features.search"
    label = "search"
