from __future__ import annotations

import pytest

from projects.documents.names import clean_filename, clean_title


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\x00b", "ab"),
        ("two\nlines\tand\u00a0more", "two lines and more"),
        ("\u202egnp.exe", "gnp.exe"),
        ("half \ud800 pair", "half pair"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("  ", ""),
        ("\u3164\u2800", ""),
    ],
)
def test_a_title_keeps_its_words_and_loses_unusable_characters(given, kept):
    assert clean_title(given) == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\files\\plan.docx", "plan.docx"),
        ("../../etc/passwd", "passwd"),
        ("", "document"),
        ("..", "document"),
        ("\x00", "document"),
    ],
)
def test_a_file_name_is_the_last_part_of_any_path(given, kept):
    assert clean_filename(given) == kept


def test_a_long_file_name_keeps_its_ending():
    assert clean_filename("x" * 400 + ".pdf").endswith(".pdf")
    assert len(clean_filename("x" * 400 + ".pdf")) == 255


def test_a_long_title_is_cut_to_fit():
    assert len(clean_title("x" * 999)) == 300
