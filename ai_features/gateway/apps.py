"""The gateway as a Django application."""

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    """The only way to a model."""

    name = "ai_features.gateway"
    label = "gateway"

    def ready(self) -> None:
        """Register the readiness check and the warm-up of the encoder that every search needs."""
        from ai_features.gateway.local.health import check_encoder  # noqa: PLC0415  (loads late)
        from ai_features.gateway.local.warming import warm_encoder  # noqa: PLC0415
        from core.health.registry import register_check  # noqa: PLC0415
        from core.health.warming import register_warming  # noqa: PLC0415

        register_check("embedder", check_encoder)
        register_warming(warm_encoder)
