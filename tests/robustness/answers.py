"""The fake provider's answers: what a careful model could say, made from the prompt itself."""

from __future__ import annotations

import re

from tests.fakes.upstream import Recorded

NUMBERED = re.compile(r"^\[(\d+)\] [^\n]*\n(?:<(?:passage|source)>\n)?([^\n]+)", re.M)
NOTE = re.compile(r"^(.+?) ?\[(\d+)\]\.?$", re.M)
STANDALONE = "How many days is the holiday at Acme?"


def is_rewrite(request: Recorded) -> bool:
    return request.last_message.startswith("Last question:")


def faithful(request: Recorded) -> str:
    """Repeat the first sentence of each numbered passage, or each note, with its mark."""
    if is_rewrite(request):
        return STANDALONE
    found = [(words, number) for number, words in NUMBERED.findall(request.last_message)]
    found = found or NOTE.findall(request.last_message)
    return "\n".join(
        f"{words.split('. ')[0].strip(' .')} [{number}]." for words, number in found[:8]
    )


def instead_of_answers(text: str):
    """Answer every question with ``text``, but still rewrite follow-up questions."""

    def say(request: Recorded) -> str:
        return STANDALONE if is_rewrite(request) else text

    return say
