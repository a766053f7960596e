"""The languages a picture is read in: the likeliest first, then the one its text shows."""

from __future__ import annotations

from projects.parsing.ocr.eyes import Eyes
from projects.parsing.ocr.languages import guesses
from tests.projects.parsing.seen import hocr


def test_the_likeliest_languages_are_tried_first():
    assert next(guesses(("deu", "eng", "osd", "rus"))) == ("eng", "deu")
    assert list(guesses(("deu", "eng", "osd", "rus")))[1] == ("rus", "eng")
    assert list(guesses(("deu", "eng", "rus"), known="de")) == [("deu",)]
    assert list(guesses(("eng", "rus"), known="ru")) == [("rus", "eng")]
    assert list(guesses(("eng",), known="fr")) == [("eng",)]


GERMAN = (
    "Die Mitarbeiter und die Leitung haben sich auf eine neue Regel geeinigt",
    "Der Urlaub wird nicht mehr in das folgende Jahr mitgenommen und verfällt",
)


def eyes_that(answers: dict[tuple[str, ...], str], installed=("eng", "deu", "fra", "spa", "pol")):
    asked = []

    def ask(picture, frame, languages):
        asked.append(tuple(languages))
        return answers.get(tuple(languages), hocr())

    return Eyes(installed, ask, lambda: None), asked


def test_a_document_whose_language_shows_is_read_in_it():
    eyes, asked = eyes_that({("eng", "deu", "fra"): hocr(*GERMAN), ("deu",): hocr(*GERMAN)})
    eyes.see(b"")
    eyes.see(b"")
    assert asked == [("eng", "deu", "fra"), ("deu",)]


def test_text_around_a_scan_tells_its_language():
    eyes, asked = eyes_that({("deu",): hocr(*GERMAN)})
    eyes.note(" ".join(GERMAN))
    eyes.see(b"")
    assert asked == [("deu",)]


def test_an_untried_language_is_tried_once_it_shows():
    spanish = "El contrato y los anexos de la empresa se guardan en el archivo por diez años"
    eyes, asked = eyes_that({("eng", "deu", "fra"): hocr(spanish), ("spa",): hocr(spanish)})
    eyes.see(b"")
    assert asked == [("eng", "deu", "fra"), ("spa",)]
