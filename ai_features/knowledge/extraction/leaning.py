"""Sentences that point back, and so cannot be understood without the one before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ai_features.knowledge.extraction.cues import speaks_of_the_text
from ai_features.knowledge.words.sentences import word_set

# Words that point back: a sentence that opens with one cannot be understood alone.
LEANING: Final = word_set(
    # English
    "this that these those it its they them their he she him his her such both either neither"
    " however therefore thus hence moreover furthermore additionally also besides instead"
    " otherwise nevertheless nonetheless consequently accordingly meanwhile similarly likewise"
    " then so but and or yet because although though whereas again finally further still"
    # German
    " dies diese dieser dieses diesen diesem jene jener jenes er sie es ihr ihre ihren sein seine"
    " solche dabei dadurch dafür dagegen daher damit danach dann daran darauf daraus darin"
    " darüber darum davon dazu deshalb deswegen außerdem ferner jedoch allerdings dennoch"
    " trotzdem hingegen hierbei hierzu zudem somit folglich also aber und oder denn sondern"
    # French, Spanish
    " ce cette ces cela ceci il elle ils elles cependant toutefois donc ainsi mais et puis ensuite"
    " este esta esto estos estas ese esa eso ello ellos ellas sin embargo además pero entonces"
)
LEANING_PAIRS: Final = frozenset(
    [
        "for example",
        "for instance",
        "in addition",
        "in contrast",
        "in particular",
        "as such",
        "the above",
        "the former",
        "the latter",
        "the same",
        "zum beispiel",
        "par exemple",
        "por ejemplo",
        "sin embargo",
    ]
)
# “After that”, “with these”, “until then”.
PREPOSITIONS: Final = word_set(
    "about above after against along among around as at because before below beside besides between"
    " beyond by despite during except for from in inside into like near of off on onto out outside"
    " over since than through throughout till to toward towards under unless until up upon via with"
    " within without all both each most many none one some two half much"
)
POINTING: Final = word_set("this that these those it its them they their then there such which")
# “It was agreed”, “either party”, “both A and B” refer to nothing before them.
ALONE: Final = re.compile(
    r"(?:it\s+(?:was|is)|es\s+wurde)\s+(?:agreed|decided|resolved|beschlossen|vereinbart)\b"
    r"|(?:n?either|both)\s+(?:party|parties)\b|both\s+[\w\s-]{1,40}\s+and\s",
    re.IGNORECASE,
)


def leans(text: str) -> bool:
    """Tell whether a sentence opens by pointing back to what came before."""
    words = re.findall(r"\w+", text.casefold())[:2]
    return _points_back(words) and not speaks_of_the_text(text) and not ALONE.match(text)


def _points_back(words: Sequence[str]) -> bool:
    if not words:
        return False
    pair = words[0] in PREPOSITIONS and words[-1] in POINTING
    return pair or words[0] in LEANING or " ".join(words) in LEANING_PAIRS
