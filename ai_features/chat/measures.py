"""Questions for a measure by its adjective, put by its noun: “how heavy” asks for the weight.

Data sheets name measures by nouns, people ask for them by adjectives.
"""

from __future__ import annotations

import re
from typing import Final

NOUNS: Final = {
    "heavy": "weight",
    "big": "size",
    "large": "size",
    "tall": "height",
    "high": "height",
    "wide": "width",
    "deep": "depth",
    "thick": "thickness",
    "loud": "noise",
    "noisy": "noise",
    "quiet": "noise",
    "fast": "speed",
    "hot": "temperature",
    "cold": "temperature",
    "far": "distance",
    "expensive": "price",
    "powerful": "power",
    "schwer": "Gewicht",
    "groß": "Größe",
    "hoch": "Höhe",
    "breit": "Breite",
    "tief": "Tiefe",
    "dick": "Dicke",
    "laut": "Geräusch",
    "leise": "Geräusch",
    "schnell": "Geschwindigkeit",
    "heiß": "Temperatur",
    "kalt": "Temperatur",
    "warm": "Temperatur",
    "weit": "Entfernung",
    "teuer": "Preis",
    "stark": "Leistung",
}
BY_ADJECTIVE: Final = re.compile(rf"\b(how|wie)\s+({'|'.join(NOUNS)})\b", re.IGNORECASE)
WEIGH: Final = re.compile(
    r"\b(?:how\s+much|what)\s+(?:do|does|did)\s+(?P<en>[^?.!,]{1,60}?)\s+weigh\b"
    r"|\b(?:wie\s+viel|wieviel|was)\s+wieg(?:t|en)\s+(?P<de>[^?.!,]{1,60})",
    re.IGNORECASE,
)


def by_its_noun(question: str) -> str:
    """Return ``question`` with the measure's noun in place of its adjective; empty without one."""
    weigh = WEIGH.search(question)
    if weigh:
        said = f"what weight is {weigh['en']}" if weigh["en"] else f"welches Gewicht {weigh['de']}"
        return f"{question[: weigh.start()]}{said}{question[weigh.end() :]}"
    found = BY_ADJECTIVE.search(question)
    if found is None:
        return ""
    asks = "what" if found[1].lower() == "how" else "welche"
    noun = NOUNS[found[2].lower()]
    return f"{question[: found.start()]}{asks} {noun}{question[found.end() :]}"
