"""A quoted summary is laid out for reading: an overview and parts, or a paragraph per document."""

from __future__ import annotations

import pytest

from ai_features.gateway.local import encode
from ai_features.knowledge.extraction.picking import Extract
from ai_features.knowledge.indexing.chunking import PageText, chunk_pages
from ai_features.summary.options import Format, Length, SummaryOptions
from ai_features.summary.outline import parts_of
from ai_features.summary.quoting import Block, blocks_of, laid_out, plan
from ai_features.summary.sources import Source
from tests.ai_features.summary.made import source

TOPICS = ("Kettles", "Warranty", "Travel", "Leave", "Parking")


def sources_from(text: str, *, title: str = "Handbook") -> list[Source]:
    drafts = chunk_pages([PageText(1, "Page 1", text)], title=title)
    return [
        source(number, each.text, title=title, start=each.start, end=each.end, section=each.section)
        for number, each in enumerate(drafts)
    ]


THINGS = (
    "apple trees", "old bicycles", "night trains", "brass keys", "wool coats", "chess clocks",
    "river boats", "sugar loaves", "oil lamps", "goose feathers", "iron gates", "paper maps",
    "violin strings", "snow shovels", "clay bricks", "garden hoses", "tax returns", "fever charts",
    "bee hives", "stage curtains",
)  # fmt: skip


def chapter(topic: str, sentences: int) -> str:
    body = " ".join(
        f"Rule {number} of {topic.lower()} lets the keeper of {thing} sell at most {number + 3} of "
        f"these {thing.split()[1]} before the end of week {number} without asking the board."
        for number, thing in enumerate(THINGS[:sentences])
    )
    return f"# {topic}\n\n{body}"


LONG = "\n\n".join(chapter(topic, 20) for topic in TOPICS)


def summarised(sources, length=Length.MEDIUM, *, bullets=False):
    options = SummaryOptions(length=length, format=Format.BULLETS if bullets else Format.PARAGRAPHS)
    return laid_out(list(blocks_of(plan(sources, options), embed=encode)), bullets=bullets)


def test_a_long_document_gets_an_overview_and_then_its_parts():
    text, _ = summarised(sources_from(LONG), Length.LONG)
    first, *rest = text.split("\n\n")
    assert not first.startswith("**")
    assert [each.split(":**")[0] for each in rest] == [f"**{topic}" for topic in TOPICS]


def block_of(*sections: str, label: str = "") -> Block:
    sources = [
        source(number, f"Fact {number:04}. ", title="Report", section=section)
        for number, section in enumerate(sections, start=1)
    ]
    return Block(
        label, [(each, Extract(at, 0, 10, each.text[:10], 1.0)) for at, each in enumerate(sources)]
    )


def test_a_long_block_is_parted_where_the_section_changes_or_after_some_sentences():
    sections = [*["Summary"] * 3, *["Timeline"] * 7, *["Causes"] * 2]
    text, cited = laid_out([block_of(*sections)], bullets=False)
    assert [part.count("Fact") for part in text.split("\n\n")] == [3, 5, 4]
    assert [f"Fact {number:04}.[{number}]" in text for number in range(1, 13)] == [True] * 12
    assert len(cited) == 12


def test_lines_without_a_full_stop_are_told_apart_in_a_paragraph():
    slides = [
        source(number, text, title="Season", section=f"Slide {number}")
        for number, text in enumerate(["Open from May", "A ticket costs 14 euros"], start=1)
    ]
    chosen = [(each, Extract(0, 0, len(each.text), each.text, 1.0)) for each in slides]
    text, _ = laid_out([Block("", chosen)], bullets=False)
    assert text == "Open from May.[1] A ticket costs 14 euros.[2]"
    listed, _ = laid_out([Block("", chosen)], bullets=True)
    assert "Open from May[1]" in listed


def test_no_paragraph_is_a_single_sentence_of_several():
    for count in range(2, 24):
        sections = [f"Part {number // 3}" for number in range(count)]
        text, _ = laid_out([block_of(*sections)], bullets=False)
        assert min(part.count("Fact") for part in text.split("\n\n")) >= 2


def test_only_the_first_paragraph_of_a_document_bears_its_name():
    text, _ = laid_out([block_of(*["A"] * 3, *["B"] * 3, label="Report")], bullets=False)
    assert [part.startswith("**Report:** ") for part in text.split("\n\n")] == [True, False]


def test_a_short_summary_of_a_long_document_is_one_paragraph():
    text, _ = summarised(sources_from(LONG), Length.SHORT)
    assert "\n\n" not in text
    assert "**" not in text


@pytest.mark.parametrize(("length", "words"), [("short", 60), ("medium", 160), ("long", 380)])
def test_each_length_has_a_word_budget(length, words):
    _, cited = summarised(sources_from(LONG), Length(length))
    said = sum(len(each["quote"].split()) for each in cited)
    assert 0.7 * words <= said <= words


def test_every_sentence_has_its_exact_place():
    sources = sources_from(LONG)
    text, cited = summarised(sources, Length.LONG)
    assert [each["marker"] for each in cited] == list(range(1, len(cited) + 1))
    for each in cited:
        assert LONG[each["start"] : each["end"]] == each["quote"]
        assert f"{each['quote']}[{each['marker']}]" in text


def test_each_of_several_documents_gets_a_named_paragraph():
    many = [
        source
        for key in ("Alpha", "Beta", "Gamma")
        for source in sources_from(chapter(key, 8), title=f"{key} plan")
    ]
    text, cited = summarised(many, Length.SHORT)
    assert [part.split(":**")[0] for part in text.split("\n\n")] == [
        "**Alpha plan",
        "**Beta plan",
        "**Gamma plan",
    ]
    assert {each["title"] for each in cited} == {"Alpha plan", "Beta plan", "Gamma plan"}


def test_as_a_list_each_part_is_one_point():
    text, _ = summarised(sources_from(LONG), Length.LONG, bullets=True)
    assert all(line.startswith("- ") for line in text.split("\n"))
    assert sum(line.startswith("- **") for line in text.split("\n")) == len(TOPICS)


def test_a_sentence_that_answers_a_question_brings_the_question():
    faq = "\n\n".join(
        f"# How long does a {each} last?\n\nA {each} lasts ten years when it is kept dry, and we "
        f"repair every {each} that we have made in our own workshop, whoever owns it now and "
        "wherever it was bought in the first place, as long as it has its number."
        for each in ("kettle", "lid", "cable")
    )
    text, _ = summarised(sources_from(faq, title="Questions"))
    assert "**How long does a kettle last?** A kettle lasts ten years" in text


def test_brackets_in_a_document_are_not_citations():
    text, cited = summarised(sources_from("The kettle holds two litres of water [7] at most."))
    assert "(7) at most.[1]" in text
    assert len(cited) == 1


def test_without_headings_the_pages_divide_a_document():
    flat = [
        source(number, "Some text.", title="Scan", page=number, page_label=f"Page {number}")
        for number in range(1, 17)
    ]
    parts = parts_of(flat)
    assert [part.label for part in parts][:2] == ["Page 1 – Page 2", "Page 3 – Page 4"]
    assert [source for part in parts for source in part.sources] == flat


def test_a_heading_over_the_whole_document_is_not_a_part():
    parts = parts_of(sources_from("# Book\n\n" + LONG.replace("# ", "## ")))
    assert [part.label for part in parts] == list(TOPICS)


NOTICE = """Opening hours
We open at nine on weekdays and at ten on Saturdays.
Where we are
The bakery moved in May. It is now at 12 Mill Lane, behind the station."""


def test_a_heading_without_punctuation_is_not_joined_to_the_sentence_below():
    text, cited = summarised(sources_from(NOTICE))
    assert text.startswith("We open at nine")
    assert "Where we are" not in text
    assert cited
    assert all(NOTICE[each["start"] : each["end"]] == each["quote"] for each in cited)


def test_a_sentence_that_points_back_comes_with_the_one_it_points_to():
    text, _ = summarised(sources_from(NOTICE))
    assert "The bakery moved in May. It is now at 12 Mill Lane, behind the station.[2]" in text


def test_wrapped_lines_are_not_headings():
    wrapped = "The keepers of the kiln and of the mill meet in\nMay and again in October each year."
    text, _ = summarised(sources_from(wrapped))
    assert text == f"{' '.join(wrapped.split())}[1]"


def test_a_longer_summary_of_a_short_document_says_more():
    sources = sources_from("\n\n".join(chapter(topic, 2) for topic in TOPICS))
    lengths = [len(summarised(sources, length)[0].split()) for length in Length]
    assert lengths[0] < lengths[1] < lengths[2]


def test_a_long_document_without_spaces_counts_as_long():
    topics = ("保修", "假期", "差旅", "停车")
    rules = ("规则{0}规定员工在第{0}周可以申请{1}方面的补贴。",) * 40
    text = "\n\n".join(
        f"# {topic}\n\n" + "".join(rule.format(at, topic) for at, rule in enumerate(rules))
        for topic in topics
    )
    steps = plan(sources_from(text), SummaryOptions(length=Length.LONG))
    assert [step.label for step in steps] == ["", *topics]
