"""Each part of a passage belongs to the heading above it, even if the passage has several."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate

import pytest

from ai_features.knowledge.finding.headings import section_at
from ai_features.knowledge.finding.passages import surroundings
from ai_features.knowledge.indexing.chunking import BlockSpan, PageText, chunk_pages
from ai_features.knowledge.indexing.index import index_document
from ai_features.knowledge.indexing.recounting import recount_document
from ai_features.knowledge.models import Chunk
from ai_features.knowledge.search import search
from core.tenancy.scope import in_workspace
from projects.models import DocumentPage
from tests.ai_features.knowledge.conftest import make_document, nothing

LONG = "The rule is kept by everybody who works in the house, and by all who visit it. " * 8
SHORT = "Kettles are lent for a week."


def page_of(*lines):
    """Return a page's text and blocks; a line that starts with bars is a heading."""
    texts = [line.lstrip("#").strip() for line in lines]
    starts = accumulate((len(text) + 2 for text in texts), initial=0)
    blocks = [
        BlockSpan(
            "heading" if line.startswith("#") else "paragraph",
            start,
            start + len(text),
            len(line) - len(line.lstrip("#")),
        )
        for line, text, start in zip(lines, texts, starts, strict=False)
    ]
    return "\n\n".join(texts), blocks


def sections_of(*lines):
    """Return the section of each line that is not a heading, for the lines as one document."""
    text, blocks = page_of(*lines)
    drafts = chunk_pages([PageText(1, "House", text, blocks)], title="House")
    steps = [step for each in drafts for step in each.steps]
    places = [each.start for each in blocks if each.kind != "heading"]
    return [section_at(place, steps, otherwise="?") for place in places]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["# Leave", SHORT, "# Warranty", SHORT], ["Leave", "Warranty"]),
        (["# House", "## Leave", SHORT, "## Pay", SHORT], ["House › Leave", "House › Pay"]),
        (
            ["# House", LONG, "## Leave", SHORT, "## Pay", SHORT][0:6],
            ["House", "House › Leave", "House › Pay"],
        ),
        (["# House", LONG, "## Leave", LONG, LONG], ["House", "House › Leave", "House › Leave"]),
        ([SHORT, "# Leave", SHORT], ["", "Leave"]),
        (["# Handbook", "# Warranty", SHORT], ["Warranty"]),
        (["# A › B › C", SHORT, "## Leave", LONG], ["A > B > C", "A > B > C › Leave"]),
        (
            ["# Guide", "## Notes", LONG, "### Guide", SHORT, "## Guide", SHORT],
            ["Guide › Notes", "Guide › Notes › Guide", "Guide › Guide"],
        ),
        (
            ["# Site", "## Gate", "### Faults", SHORT, "# Boiler", "### Faults", SHORT],
            ["Site › Gate › Faults", "Boiler › Faults"],
        ),
    ],
)
def test_a_place_belongs_to_the_heading_above_it(lines, told):
    assert sections_of(*lines) == told


def test_a_heading_belongs_to_its_own_section():
    text, blocks = page_of("# House", LONG, "# Leave", SHORT)
    drafts = chunk_pages([PageText(1, "House", text, blocks)], title="")
    steps = [step for each in drafts for step in each.steps]
    assert section_at(text.index("Leave"), steps, otherwise="?") == "Leave"


def test_headings_stay_open_from_page_to_page():
    (above, above_blocks), (below, below_blocks) = (
        page_of("# Site", "## Boiler", LONG),
        page_of(SHORT, "### Faults", SHORT),
    )
    pages = [PageText(1, "Page 1", above, above_blocks), PageText(2, "Page 2", below, below_blocks)]
    *_, last = chunk_pages(pages, title="House")
    assert [section for _, section in last.steps] == ["Site › Boiler", "Site › Boiler › Faults"]


def test_without_known_headings_the_passages_own_section_is_used():
    assert section_at(9, (), otherwise="House › Leave") == "House › Leave"


def add_page(project, *lines):
    text, blocks = page_of(*lines)
    document = make_document(project, [text])
    kept = [vars(each) for each in blocks]
    with in_workspace(project.workspace_id):
        pages = DocumentPage.objects.for_workspace(project.workspace_id)
        pages.filter(document=document).update(blocks=kept)
    index_document(document, progress=nothing)


def cited(passage, words):
    start = passage.text.index(words)
    return passage.citation(1, start=start, end=start + len(words))["section"]


@pytest.mark.django_db
def test_a_citation_names_the_heading_above_its_own_words(project):
    add_page(project, "# Leave", "Everybody has 25 days.", "# Warranty", SHORT)
    (passage,) = search(project=project, query="kettles").passages
    assert passage.section == ""
    assert cited(passage, "25 days") == "Leave"
    assert cited(passage, "Kettles") == "Warranty"


@pytest.mark.django_db
def test_text_around_a_passage_is_cited_under_its_own_heading(project):
    add_page(project, "# Leave", LONG, "# Warranty", "Batteries are excluded. " * 20, "# Pay", LONG)
    found = search(project=project, query="batteries excluded", limit=1).passages
    (wide,) = surroundings(found, project=project)
    assert [cited(wide, words) for words in ("The rule", "Batteries")] == ["Leave", "Warranty"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "heading"),
    [("kettles lent", "House › Warranty"), ("everybody 25 days", "House › Leave")],
)
def test_a_hit_is_named_after_the_heading_above_the_words_found(project, query, heading):
    add_page(project, "# House", "## Leave", "Everybody has 25 days.", "## Warranty", SHORT)
    (passage,) = search(project=project, query=query).passages
    assert passage.place["section"] == passage.heading == heading


@pytest.mark.django_db
def test_without_marked_words_a_passage_is_named_after_the_heading_of_most_of_it(project):
    add_page(project, "# Leave", "Everybody has 25 days.", "# Warranty", SHORT * 2)
    (passage,) = search(project=project, query="kettles").passages
    assert replace(passage, highlights=[]).heading == "Warranty"


@pytest.mark.django_db
def test_an_older_index_gets_its_headings_when_it_is_recounted(project):
    add_page(project, "# Leave", "Everybody has 25 days.", "# Warranty", SHORT)
    with in_workspace(project.workspace_id):
        chunks = Chunk.objects.for_workspace(project.workspace_id)
        chunks.update(steps=[])
        before = search(project=project, query="kettles").passages[0].heading
        recount_document(project.workspace_id, chunks.get().document_id)
    assert before == ""
    assert search(project=project, query="kettles").passages[0].heading == "Warranty"
