"""The chat part of the top floor as a Django application."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    """See ARCHITECTURE for its place among the floors."""

    name = "ai_features.chat"
    label = "chat"
