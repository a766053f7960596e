"""The chat demo as a Django application."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    """Cited answers in conversation."""

    name = "ai_features.chat"
    label = "chat"

    def ready(self) -> None:
        """Register the kind of demo, and what executes its runs."""
        from ai_features.chat.answering import answer  # noqa: PLC0415  (models are ready only now)
        from ai_features.chat.presenting import keep_partial, present_answer  # noqa: PLC0415
        from ai_features.chat.services import KIND  # noqa: PLC0415
        from ai_features.chat.settings import new_settings  # noqa: PLC0415
        from ai_features.runs import executors  # noqa: PLC0415
        from projects.kinds import DemoKind, register_kind  # noqa: PLC0415

        executors.register(KIND, answer, present=present_answer, keep_partial=keep_partial)
        register_kind(
            DemoKind(
                slug=KIND,
                name="Chat",
                promise="Ask in your own words; every answer shows where it comes from.",
                icon="message-circle",
                url_name="chat:page",
                place=1,
                settings=new_settings,
            )
        )
