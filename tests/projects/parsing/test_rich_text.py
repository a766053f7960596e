"""Rich text, read as a word processor shows it."""

from __future__ import annotations

import pytest


def test_rich_text_is_stripped_to_its_words(read):
    source = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Times;}}\b Gr\'fc\u223\'dfe\b0\par Second line.}"
    )
    assert "Grüße" in read(source, "letter.rtf").pages[0].text


def test_rich_text_that_is_only_a_table_is_read(read):
    source = rb"{\rtf1\trowd City\cell Days\cell\row\trowd Bonn\cell 25\cell\row}"
    [page] = read(source, "cities.rtf").pages
    assert page.text == "| City | Days |\n| --- | --- |\n| Bonn | 25 |"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (rb"{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial;}}{\f1 \'cf\'f0\'e8} caf\'e9", "При café"),
        (rb"seen\v  hidden\v0  words {\deleted gone}{\strike no}", "seen words"),
        (rb"10{\super 6} m, H\sub 2\nosupersub O, 2{\super nd}", "10⁶ m, H₂O, 2nd"),
        (rb"Rent{\footnote Without heating.} is due.", "Rent [Without heating.] is due."),
        (rb"non\_stop \u-10179?\u-8704?", "non-stop 😀"),
    ],
)
def test_rich_text_is_read_as_it_is_shown(read, source, shown):
    [page] = read(rb"{\rtf1\ansi\ansicpg1252 " + source + rb"\par}", "a.rtf").pages
    assert page.text == shown


def test_headings_of_rich_text_are_headings(read):
    rent = rb"\pard\outlinelevel0 Rent\par\pard It is due.\par"
    when = rb"\pard\outlinelevel1 When\par\pard Monthly.\par"
    source = rb"{\rtf1 " + rent + when + rb"}"
    [page] = read(source, "a.rtf").pages
    assert [(b.kind, b.level, page.text[b.start : b.end]) for b in page.blocks] == [
        ("heading", 1, "Rent"), ("paragraph", 0, "It is due."),
        ("heading", 2, "When"), ("paragraph", 0, "Monthly."),
    ]  # fmt: skip


def test_a_rich_text_is_called_by_its_own_title(read):
    source = rb"{\rtf1\ansi{\info{\title Offer f\'fcr \u1055?}{\author Ada}}It is due.\par}"
    document = read(source, "a.rtf")
    assert (document.title, document.pages[0].text) == ("Offer für П", "It is due.")


def test_the_numbered_paragraphs_of_a_list_are_one_list(read):
    items = rb"\pard{\pntext 1.\tab}Deposit: 40 %\par\pard{\pntext 2.\tab}Rest: 14 days\par"
    [page] = read(rb"{\rtf1\ansi\pard We ask for the following:\par" + items + b"}", "a.rtf").pages
    assert page.text == "We ask for the following:\n\n1. Deposit: 40 %\n2. Rest: 14 days"
