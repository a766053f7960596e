"""The settings of a chat demo."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, field_validator

from projects.models import Demo
from projects.starters import Starters

REFUSAL: Final = (
    "No passage clearly answers this. Try other words, or ask about something the documents cover."
)
# Earlier demos were set up with these words, which claim more than a search can know.
FORMER_REFUSALS: Final = (
    "The documents don’t say. Try other words, or ask about something they cover.",
    "No passage was found that answers this. Try other words, or ask about something the documents"
    " cover.",
)


class ChatSettings(BaseModel):
    """A chat demo's settings, as its form and its runs read them."""

    model_config = ConfigDict(extra="ignore")

    greeting: str = Field("Ask about these documents.", max_length=300)
    refusal: str = Field(REFUSAL, min_length=1, max_length=500)
    instructions: str = Field("", max_length=2_000)
    starter_questions: Starters = []

    @field_validator("refusal")
    @classmethod
    def _of_today(cls, words: str) -> str:
        return REFUSAL if words in FORMER_REFUSALS else words


def chat_settings(demo: Demo) -> ChatSettings:
    """Return the settings of a chat demo."""
    return ChatSettings.model_validate(demo.settings)


def new_settings() -> dict[str, Any]:
    """Return the settings of a new chat demo."""
    return ChatSettings().model_dump()
