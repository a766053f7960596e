"""The gateway part of the top floor as a Django application."""

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    """See ARCHITECTURE for its place among the floors."""

    name = "ai_features.gateway"
    label = "gateway"
