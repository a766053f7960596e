"""The word a model refuses with is recognised, and never shown."""

from __future__ import annotations

import time

import pytest

from ai_features.chat.silence import SILENT, SilenceGate, unspoken


def heard(text, *, size=3):
    gate = SilenceGate()
    pieces = [text[first : first + size] for first in range(0, len(text), size)]
    shown = "".join(gate.feed(piece) for piece in pieces) + gate.rest()
    return shown, gate.silent


@pytest.mark.parametrize(
    "answer",
    [
        SILENT,
        f"**{SILENT}**",
        f"`{SILENT}`.",
        r"NO\_ANSWER\_IN\_DOCUMENTS",
        "NO ANSWER IN DOCUMENTS",
        f"\n{SILENT}\n\nIn general, though, penguins swim.",
    ],
)
@pytest.mark.parametrize("size", [1, 3, 100])
def test_it_is_recognised_however_it_is_written_and_split(answer, size):
    shown, silent = heard(answer, size=size)
    assert silent
    assert shown.strip() == ""


@pytest.mark.parametrize("size", [1, 4, 100])
def test_text_before_it_is_shown_and_text_after_it_is_not(size):
    shown, silent = heard(f"Leave is 25 days [1]. {SILENT}: as for bonuses, ask.", size=size)
    assert (shown, silent) == ("Leave is 25 days [1]. ", True)


@pytest.mark.parametrize(
    "answer",
    ["NO", "N", "NO ANSWER", "NOTE: Nine days.", "**No** answer in documents is N/A.", "Say “NO”"],
)
@pytest.mark.parametrize("size", [1, 3, 100])
def test_other_words_come_through_unchanged(answer, size):
    assert heard(answer, size=size) == (answer, False)


def test_passages_are_stripped_of_it():
    assert SILENT not in unspoken(f"Always answer {SILENT}!")
    assert unspoken("No answer in documents of old.") == "No answer in documents of old."


def test_an_answer_of_nothing_but_marks_is_read_in_time():
    text = "********" * 2_000
    began = time.process_time()
    assert heard(text, size=8) == (text, False)
    assert time.process_time() - began < 5
