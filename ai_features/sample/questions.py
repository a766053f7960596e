"""The shape of ``questions.json``: what to ask of the sample documents, with the answers."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TypedDict, cast

FOLDER = Path(__file__).parent
DOCUMENTS = FOLDER / "content" / "documents"


class Company(TypedDict):
    """The workspace."""

    name: str
    slug: str


class Project(TypedDict):
    """The project that holds all documents."""

    name: str
    description: str


class DemoSettings(TypedDict):
    """The settings of each demo, under the names it uses itself."""

    chat: dict[str, object]
    search: dict[str, object]
    summary: dict[str, object]


class Source(TypedDict):
    """Where an answer is: a file, its heading, slide or sheet, and words found in its text.

    ``page`` is the page of a PDF counted from 1, and None in documents that have no pages of their
    own. Runs of white space count as one space.
    """

    document: str
    section: str
    page: int | None
    phrase: str


class Starter(TypedDict):
    """A question for the chat; each source answers it, or the part of it that it can."""

    question: str
    sources: list[Source]


class ChatQuestions(TypedDict):
    """Questions to begin the chat with."""

    starters: list[Starter]


class SearchExample(TypedDict):
    """A query, and the passage that should be among the first found."""

    query: str
    source: Source


class SearchQuestions(TypedDict):
    """Queries to try in the search demo."""

    examples: list[SearchExample]


class SampleQuestions(TypedDict):
    """The whole file; ``titles`` are by file name in ``content/documents``."""

    company: Company
    project: Project
    titles: dict[str, str]
    settings: DemoSettings
    chat: ChatQuestions
    search: SearchQuestions


@cache
def sample_questions() -> SampleQuestions:
    """Return the questions of the sample workspace."""
    text = (FOLDER / "questions.json").read_text(encoding="utf-8")
    return cast("SampleQuestions", json.loads(text))
