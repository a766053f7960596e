"""Chunks follow the structure of the page and reproduce its exact characters."""

from __future__ import annotations

import random
import time

import pytest

from ai_features.knowledge.indexing.chunking import LONGEST, BlockSpan, PageText, chunk_pages

SENTENCE = "The committee met on Tuesday and agreed to publish its findings in the spring. "


def blocks_of(text, *kinds):
    spans, place = [], 0
    for kind, part in zip(kinds, text.split("\n\n"), strict=True):
        spans.append(BlockSpan(kind, place, place + len(part), 1 if kind == "heading" else 0))
        place += len(part) + 2
    return spans


def chunks(text, *, title="Report", blocks=()):
    return chunk_pages([PageText(1, "Page 1", text, blocks)], title=title)


@pytest.mark.parametrize("seed", range(20))
def test_every_chunk_is_the_text_at_its_place_and_none_is_lost(seed):
    dice = random.Random(seed)
    parts = [
        dice.choice(
            ["# Title\n\n", "- item\n", SENTENCE, "\n\n", "| a | b |\n", "段落。", "x" * 50 + " "]
        )
        for _ in range(dice.randint(1, 300))
    ]
    text = "".join(parts)
    found = chunks(text)
    assert all(text[chunk.start : chunk.end] == chunk.text for chunk in found)
    assert "".join("".join(chunk.text for chunk in found).split()) == "".join(text.split())
    assert [chunk.ordinal for chunk in found] == list(range(len(found)))


def test_a_long_section_is_divided_evenly_at_sentences():
    sizes = [len(chunk.text.split()) for chunk in chunks(SENTENCE * 40)]
    assert max(sizes) <= LONGEST
    assert max(sizes) - min(sizes) <= 2 * len(SENTENCE.split())
    assert all(chunk.text.endswith(".") for chunk in chunks(SENTENCE * 40))


def test_chunks_do_not_mix_sections_and_carry_their_path():
    text = f"# Leave\n\n{SENTENCE * 5}\n\n## Sick leave\n\n{SENTENCE * 5}"
    found = chunks(text)
    assert [chunk.section for chunk in found] == ["Leave", "Leave › Sick leave"]
    assert found[1].context == "Report › Leave › Sick leave"
    assert found[1].indexed_text.startswith("Report › Leave")


def test_a_heading_stays_with_what_follows_on_later_pages():
    pages = [PageText(1, "1", "# Leave\n\n" + SENTENCE * 4), PageText(2, "2", SENTENCE * 4)]
    found = chunk_pages(pages, title="")
    assert [(chunk.page, chunk.section) for chunk in found] == [(1, "Leave"), (2, "Leave")]


@pytest.mark.parametrize("seed", range(20))
def test_no_chunk_ends_with_a_heading_whose_text_follows(seed):
    dice = random.Random(seed)
    parts = [
        dice.choice([f"{'#' * dice.randint(1, 3)} Part {number}", SENTENCE * dice.randint(1, 12)])
        for number in range(60)
    ]
    found = chunks("\n\n".join([*parts, SENTENCE]))
    assert not [chunk.text for chunk in found if chunk.text.splitlines()[-1].startswith("#")]


def test_short_sections_are_merged():
    text = "\n\n".join(f"# Point {number}\n\nYes, of course." for number in range(4))
    assert len(chunks(text)) == 1


def test_a_table_is_kept_whole():
    rows = ["| Size | Price |", "| --- | --- |", *(f"| {n} | {n} euros |" for n in range(30))]
    text = "Prices\n\n" + "\n".join(rows)
    found = chunks(text, blocks=blocks_of(text, "heading", "table"))
    assert len(found) == 1


def test_a_long_table_repeats_its_header_beside_the_text():
    rows = ["| Size | Price |", "| --- | --- |", *(f"| {n} | {n} euros |" for n in range(300))]
    text = "\n".join(rows)
    found = chunks(text, blocks=blocks_of(text, "table"))
    assert len(found) > 1
    assert all("| Size | Price |" in chunk.indexed_text for chunk in found)
    assert "Size" not in found[1].text


def test_text_without_punctuation_is_still_cut():
    found = chunks("word " * 1_000)
    assert max(len(chunk.text.split()) for chunk in found) <= LONGEST


@pytest.mark.parametrize("letter", ["x", "é", "я", "漢", "ä,"])
def test_text_without_spaces_is_cut_in_any_script(letter):
    found = chunks(f"é{letter * 20_000}")
    assert max(len(chunk.text) for chunk in found) <= 2_000


@pytest.mark.parametrize("text", ["", "   ", "\n\n\n"])
def test_a_page_without_text_has_no_chunk(text):
    assert chunks(text) == []


@pytest.mark.parametrize(
    "piece",
    [
        *(".", "…", "۔", " ", "\t", "a 12. B ", "| a. | ", "Yes? ", "漢", "x", "\n \t"),
        *("a" + " " * 99, "\n\n# a", "\n\n# a\n\nb"),
    ],
)
def test_no_text_takes_disproportionately_long(piece):
    """Indexing has no time limit, and a file may consist of one long line."""
    text = "a" + piece * (150_000 // len(piece)) + "b"
    began = time.process_time()
    drafts = chunk_pages([PageText(1, "Page 1", text)], title="Hostile")
    assert time.process_time() - began < 10
    assert all(draft.text == text[draft.start : draft.end] for draft in drafts)
