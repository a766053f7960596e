"""The two things that a question compares: “the difference between plan A and B”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from ai_features.chat.followups import FUNCTION_WORDS, POINTING
from ai_features.knowledge.words.asking import phrase

_END: Final = r"\W*$"
_BETWEEN: Final = r"(?:differences?|chang\w*|differs?)\s+between|unterschiede?\s+zwischen"
# The words before the two names; documents need not contain them.
BETWEEN: Final = phrase(
    rf"(?:(?:what|was|how|wie|tell|explain)\b.{{,40}}?\b|the\s+)?(?:{_BETWEEN})\s+"
)
FORMS: Final = (
    phrase(rf"{BETWEEN.pattern}(?P<x>.+?)\s+(?:and|und)\s+(?P<y>.+?){_END}"),
    phrase(rf"how\s+(?:do|does|is|are)\s+(?P<x>.+?)\s+differ(?:ent)?\s+from\s+(?P<y>.+?){_END}"),
    phrase(rf"(?:please\s+)?compare\s+(?P<x>.+?)\s+(?:and|with|to)\s+(?P<y>.+?){_END}"),
    phrase(rf"(?P<x>[^,?]+?)\s+(?:vs\.?|versus)\s+(?P<y>[^,?]+?){_END}"),
    phrase(rf"vergleiche?\s+(?P<x>.+?)\s+(?:und|mit)\s+(?P<y>.+?){_END}"),
)
# “Which is cheaper, A or B?”
CHOICE: Final = phrase(
    rf"""(?:which|what|who|was|welche[mnrs]?|wer)\b(?P<rest>[^,]*\b
    (?:\w{{3,}}er|more|less|better|worse|mehr|weniger|besser)\b[^,]*?)
    (?:,\s*|:\s*|\s+-\s+)(?P<x>[^,]+?)\s+(?:or|oder)\s+(?P<y>[^,]+?){_END}"""
)
COST: Final = phrase(r"\b(?:cheaper|dearer|costs?|expensive|pricier)\b")
KOSTEN: Final = phrase(r"\b(?:billiger|günstiger|teurer|kostet|kosten)\b")
COMPARATIVE: Final = phrase(r"\b(?:(?:more|less|mehr|weniger)\s+\w+|\w{3,}er|better|worse)\b")
DETERMINER: Final = phrase(r"(?:an?|the|our|your|der|die|das|den|dem|ein\w*)\s+")
# “plan A and B”, “class 1 and 2”.
LABEL: Final = phrase(r"[^\W\d_]|[\w.-]*\d[\w.-]*")
LABEL_ENDS: Final = r"(?![\w-]|[.,]\d)"
MOST_WORDS: Final = 6
LONG_ENOUGH: Final = 4
MOST_CHARACTERS: Final = 240


class Side(NamedTuple):
    """A question about one thing of a comparison.

    ``names`` are the words that tell it from the other.
    """

    question: str
    names: frozenset[str]

    def is_named_in(self, text: str) -> bool:
        """Tell whether ``text`` has all words that tell this side from the other.

        Words may end otherwise (“flight”, “flights”), letters and numbers may not.
        """
        low = text.casefold()
        return all(
            re.search(rf"\b{re.escape(name)}{LABEL_ENDS if LABEL.fullmatch(name) else ''}", low)
            for name in self.names
        )


def sides_of(question: str) -> list[Side]:
    """Return the two sides of what ``question`` compares; none if it compares nothing.

    Long questions are left alone: to match them would take long.
    """
    asked = question.strip()
    if len(asked) > MOST_CHARACTERS:
        return []
    choice = CHOICE.fullmatch(asked)
    found = choice or next(filter(None, (form.fullmatch(asked) for form in FORMS)), None)
    if found is None:
        return []
    one, other = _whole_names(_name(found["x"]), _name(found["y"]))
    rest = choice["rest"] if choice else ""
    sides = [_side(one, other, rest), _side(other, one, rest)]
    return sides if all(side.names for side in sides) else []


def things_compared(question: str) -> str:
    """Return the words of a question after “the difference between”; empty if it has none."""
    found = BETWEEN.match(question.strip())
    return question.strip()[found.end() :] if found else ""


def _name(text: str) -> list[str]:
    determiner = DETERMINER.match(text)
    return text[determiner.end() if determiner else 0 :].split()


def _whole_names(one: list[str], other: list[str]) -> tuple[list[str], list[str]]:
    """Return both names with what they share: “plan A, B”, “version 1, version 2 of it”."""
    alike = [word.casefold() for word in one]
    if other and other[0].casefold() in alike[1:]:
        return one, [*one[: alike.index(other[0].casefold())], *other]
    if len(other) == 1 and len(one) > 1 and LABEL.fullmatch(other[0]):
        return one, [*one[:-1], *other]
    plural = one and one[0].endswith("s") and other and other[-1].endswith("s")
    if len(one) == 1 and len(other) > 1 and not plural:
        return [*one, *other[1:]], other
    return one, other


def _side(name: Sequence[str], other: Sequence[str], rest: str) -> Side:
    apart = {word.casefold() for word in name} - {word.casefold() for word in other}
    telling = {word for word in apart if LABEL.fullmatch(word) or _tells(word)}
    named = 0 < len(name) <= MOST_WORDS
    names = frozenset(word.removesuffix("s") or word for word in telling) if named else frozenset()
    return Side(_asked_of(" ".join(name), rest), names)


def _tells(word: str) -> bool:
    """Tell whether a word names something: “short” does, “the” and “that” do not."""
    return word not in FUNCTION_WORDS or (len(word) >= LONG_ENOUGH and not POINTING.search(word))


def _asked_of(name: str, rest: str) -> str:
    """Return what is asked of one side of a choice: “costs less” asks what it costs."""
    if COST.search(rest):
        return f"What does {name} cost?"
    if KOSTEN.search(rest):
        return f"Was kostet {name}?"
    words = COMPARATIVE.sub(" ", rest).split()
    return " ".join([*(word for word in words if word.casefold() not in FUNCTION_WORDS), name])
