"""The settings of a search demo."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from projects.models import Demo
from projects.starters import Starters


class SearchSettings(BaseModel):
    """A search demo's settings, as its form and its page read them."""

    model_config = ConfigDict(extra="ignore")

    example_queries: Starters = []


def search_settings(demo: Demo) -> SearchSettings:
    """Return the settings of a search demo."""
    return SearchSettings.model_validate(demo.settings)


def new_settings() -> dict[str, Any]:
    """Return the settings of a new search demo."""
    return SearchSettings().model_dump()
