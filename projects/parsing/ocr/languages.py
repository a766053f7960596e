"""Choose the installed languages that a page is most likely written in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

# ISO 639-1 codes by tesseract's names, the commonest first: languages are tried in this order
# when nothing is known.
NAMES = {
    "eng": "en", "deu": "de", "fra": "fr", "spa": "es", "ita": "it", "por": "pt", "nld": "nl",
    "pol": "pl", "swe": "sv", "dan": "da", "nor": "nb", "fin": "fi", "ces": "cs", "hun": "hu",
    "ron": "ro", "tur": "tr", "rus": "ru", "ukr": "uk", "ell": "el", "chi_sim": "zh",
    "chi_tra": "zh", "jpn": "ja", "kor": "ko", "ara": "ar", "fas": "fa", "heb": "he",
    "tha": "th", "hin": "hi",
}  # fmt: skip
OWN_SCRIPTS = frozenset({"ru", "uk", "el", "zh", "ja", "ko", "ar", "fa", "he", "th", "hi"})
AT_ONCE = 3
ENGLISH = "eng"


def guesses(installed: Sequence[str], *, known: str = "") -> Iterator[tuple[str, ...]]:
    """Yield the sets of languages to try, the likeliest first; ``known`` is an ISO 639-1 code.

    Several at once cost time and accuracy, so a known language is tried alone, or with English if
    it has its own script. Such scripts are tried one by one.
    """
    if known and (named := _named(installed, known)):
        yield named
        return
    latin = [name for name in NAMES if name in installed and NAMES[name] not in OWN_SCRIPTS]
    if latin:
        yield tuple(latin[:AT_ONCE])
    for name, code in NAMES.items():
        if name in installed and code in OWN_SCRIPTS:
            yield with_english(name, installed)
    others = [name for name in installed if name not in NAMES and name != "osd"]
    if others and not latin:
        yield tuple(others[:AT_ONCE])


def with_english(name: str, installed: Sequence[str]) -> tuple[str, ...]:
    """Return a language and English, whose words occur in texts of every script."""
    return (name, ENGLISH) if ENGLISH in installed else (name,)


def _named(installed: Sequence[str], code: str) -> tuple[str, ...]:
    names = tuple(name for name in NAMES if name in installed and NAMES[name] == code)
    if names and code in OWN_SCRIPTS:
        return with_english(names[0], installed)
    return names[:1]
