"""What can be set up in a search demo."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from projects.models import Demo

Query = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class SearchSettings(BaseModel):
    """A search demo's settings, as its form and its page read them."""

    model_config = ConfigDict(extra="ignore")

    example_queries: list[Query] = Field(default_factory=list, max_length=8)


def search_settings(demo: Demo) -> SearchSettings:
    """Return the settings of a search demo."""
    return SearchSettings.model_validate(demo.settings)


def new_settings() -> dict[str, Any]:
    """Return the settings of a new search demo."""
    return SearchSettings().model_dump()
