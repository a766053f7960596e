"""The options of a summary, and the settings of its demo."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from projects.models import Demo

LONGEST_TEXT: Final = 400_000
# A summary of everything names no documents, so this limit does not apply to it.
MOST_NAMED: Final = 50
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Lines = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1_000)]


class Length(StrEnum):
    """How long a summary is."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


class Format(StrEnum):
    """How a summary is laid out."""

    PARAGRAPHS = "paragraphs"
    BULLETS = "bullets"


WORDS: Final = {Length.SHORT: 60, Length.MEDIUM: 160, Length.LONG: 380}


class SummaryOptions(BaseModel):
    """What to summarise, and how. ``tone``, ``audience`` and ``instructions`` need a model.

    Either ``document_ids`` or ``text`` is given; with neither, all ready documents of the project.
    A run keeps the ids of all its documents, however many: only requests that name documents are
    held to :data:`MOST_NAMED`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    document_ids: list[UUID] = Field(default_factory=list)
    text: Annotated[str, StringConstraints(max_length=LONGEST_TEXT)] = ""
    length: Length = Length.MEDIUM
    format: Format = Format.PARAGRAPHS
    tone: Line = ""
    audience: Line = ""
    instructions: Lines = ""

    @property
    def words(self) -> int:
        """About how many words the summary should have."""
        return WORDS[self.length]


class SummarySettings(BaseModel):
    """A summary demo's settings: the initial values of its form."""

    model_config = ConfigDict(extra="ignore")

    length: Length = Length.MEDIUM
    format: Format = Format.PARAGRAPHS


def summary_settings(demo: Demo) -> SummarySettings:
    """Return the settings of a summary demo."""
    return SummarySettings.model_validate(demo.settings)


def new_settings() -> dict[str, Any]:
    """Return the settings of a new summary demo."""
    return SummarySettings().model_dump(mode="json")
