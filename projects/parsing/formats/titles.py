"""Headings of a plain text, told from their wording and from what stands below them.

A line wrongly made a heading is worse than a heading missed: what tells little by itself counts
only in a text that has several of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from projects.parsing.formats.wrapping import ENTRY, FEWEST_ENTRIES, LIST_LINE

Sign = Literal["numbered", "capitals", "label", "over prose", "over lines"]
Number = tuple[int, ...]

LONGEST_TITLE: Final = 80
MOST_WORDS: Final = 9
MOST_WORDS_OF_TITLE: Final = 14
MOST_WORDS_OF_LABEL: Final = 3
MOST_WORDS_OVER_LINES: Final = 4
FEWEST_LETTERS: Final = 3
FEWEST_CAPITALS: Final = 4
# The longest that a heading may be, relative to the longest line below it.
SHORTER: Final = 0.6
# A step of a list has less to say than a numbered section has, in characters.
FULL_SECTION: Final = 80
# A heading may have been missed, so numbers may leave out as many.
MOST_LEFT_OUT: Final = 4
FEWEST_ALIKE: Final = 2
MOST_LINES_OF_TITLE: Final = 3
DEEPEST: Final = 6
LEVELS: Final[dict[Sign, int]] = {"capitals": 2, "label": 3, "over prose": 2, "over lines": 2}

NUMBERED: Final = re.compile(
    r"(?:(?:section|chapter|part|article|clause|appendix|annex|schedule|abschnitt|kapitel|teil"
    r"|artikel|anhang|anlage)\s+(?P<named>\d{1,3}(?:\.\d{1,3})*|[ivxlc]{1,6}\b|[a-z]\b)"
    r"|§+\s*(?P<law>\d{1,4}[a-z]?)|(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}))"
    r"[ \t]*[-–—:.)]?(?:[ \t]+[-–—:]?[ \t]*(?P<title>\S.*))?$",
    re.IGNORECASE,
)
# Set apart from its title by a tabulator or several spaces.
WIDE_NUMBER: Final = re.compile(
    r"((?:§+\s*)?\d{1,4}(?:\.\d{1,3})*[a-z]?[.):]?)(?:\t| {2,})\s*(?=\S)"
)
ENDING: Final = re.compile(r"[.!?:;…。！？][\"'”’»)\]]*$")
# Not in a heading: columns, addresses of the web and of mail, cells.
FOREIGN: Final = re.compile(r"\t| {2,}|[@|>=]|://|www\.")
DATE: Final = re.compile(
    r"(?:\d{4}-\d|\d{1,2}[:h]\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2}"
    r"|\d{1,2}(?:st|nd|rd|th|\.)?\s+"
    r"(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez))",
    re.IGNORECASE,
)
# Openings and closings of a letter.
COURTESY: Final = re.compile(
    r"(?:dear|hi|hello|hey|good (?:morning|afternoon|evening|day)"
    r"|(?:kind|best|warm) (?:regards|wishes)"
    r"|regards|best|all the best|yours|sincerely|cheers|thanks|thank you|many thanks|sent from"
    r"|sehr geehrte[rs]?|liebe[rs]?|hallo|guten (?:morgen|tag|abend)|moin|servus|grüß|viele grüße"
    r"|beste grüße|herzliche grüße|mit freundlichen|freundliche grüße|vielen dank|danke|lg|vg|mfg"
    r"|bonjour|cordialement|salut|hola|saludos|un saludo)\b",
    re.IGNORECASE,
)
REMARK: Final = re.compile(
    r"(?:notes?|nb|ps|examples?|important|warning|attention|caution|tip|e\.?g|i\.?e|hinweis"
    r"|achtung|beispiele?|wichtig|anmerkung|tipp|z\.\s?b)\b",
    re.IGNORECASE,
)
WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# A line with one of these says something, unless it begins like a question.
SAYING: Final = frozenset(
    re.findall(
        r"\S+",
        "is are was were will would shall should can could may might must has have had did does"
        " do I i we he she they it i'm it's we're you're that's don't didn't can't won't isn't"
        " let's please if"
        " ist sind war waren wird werden wurde wurden hat haben hatte kann können muss müssen darf"
        " dürfen soll sollen ich wir bitte wenn falls",
    )
)
ASKING: Final = frozenset(
    re.findall(
        r"\S+",
        "who what when where which how why wer was wann wo wie welche welcher welches warum",
    )
)


@dataclass
class _Candidate:
    """A line that may be a heading; ``full`` is the length of what stands below it."""

    sign: Sign
    number: Number = ()
    level: int = 0
    full: int = 0


def find_headings(stretches: Sequence[Sequence[str]], *, titled: bool) -> dict[int, int]:
    """Return the level of the heading that the first line of a stretch of lines is, by its index.

    ``titled`` says that the text may open with its title.
    """
    found = dict(_candidates(stretches))
    _drop_lean_ones(found)
    _drop_out_of_order(found)
    _drop_shouting(found, stretches)
    _drop_alone(found)
    levels = {place: each.level or LEVELS[each.sign] for place, each in found.items()}
    if titled and levels and _is_title(stretches):
        levels[0] = 1
    return levels


def split_at_titles(lines: Sequence[str]) -> list[list[str]]:
    """Return lines that no margin wrapped, divided where one may be a heading after a sentence."""
    parts = [[lines[0]]]
    for before, line in pairwise(lines):
        sign = _sign_of(line)
        above = ENDING.search(before) or (sign == "numbered" and _sign_of(before) == sign)
        if sign and above:
            parts.append([])
        parts[-1].append(line)
    return parts


def _candidates(stretches: Sequence[Sequence[str]]) -> Iterator[tuple[int, _Candidate]]:
    following: Sequence[Sequence[str]] = [*stretches, []][1:]
    for place, (lines, after) in enumerate(zip(stretches, following, strict=True)):
        if lines and (body := lines[1:] or after):
            found = _candidate(lines[0].strip(), body, alone=len(lines) == 1)
            if found:
                yield place, found


def _candidate(line: str, body: Sequence[str], *, alone: bool) -> _Candidate | None:
    sign, prose = _sign_of(line), _is_prose(body)
    if sign == "numbered":
        return _numbered(line, body, prose=prose)
    if sign == "capitals":
        return None if not alone and _in_capitals(body[0]) else _Candidate(sign)
    if sign == "label":
        begins = prose or _has_points(body) or not ENDING.search(body[0])
        return _Candidate(sign) if begins else None
    return _short(line, body, alone=alone, prose=prose) if sign else None


def _short(line: str, body: Sequence[str], *, alone: bool, prose: bool) -> _Candidate | None:
    """Return the candidate that a short line is by what stands below it."""
    if len(line) > SHORTER * max(map(len, body)):
        return None
    few = len(line.split()) <= MOST_WORDS_OVER_LINES and (alone or _is_plain(line))
    points = few and _has_points(body)
    if prose or points or (alone and LIST_LINE.match(body[0])):
        return _Candidate("over prose", full=sum(map(len, body)))
    return _Candidate("over lines") if few else None


def _has_points(body: Sequence[str]) -> bool:
    """Tell whether the points of a list or several entries stand below a line."""
    entries = sum(bool(ENTRY.match(line)) for line in body)
    return bool(LIST_LINE.match(body[0])) or entries >= max(FEWEST_ENTRIES, len(body) / 2)


def _is_plain(line: str) -> bool:
    return not (ENTRY.match(line) or "," in line or any(map(str.isdigit, line)))


def _numbered(line: str, body: Sequence[str], *, prose: bool) -> _Candidate | None:
    found = NUMBERED.match(line)
    if not found:
        return None
    number = tuple(int(each) for each in (found["number"] or "").split(".") if each)
    if not number:
        return _Candidate("numbered", level=2)
    if (below := _number_of(body[0])) and below[: len(number)] != number:
        return None
    full = FULL_SECTION if below else sum(map(len, body))
    level = min(len(number) + 1, DEEPEST)
    return _Candidate("numbered", number, level, full) if below or prose else None


def _number_of(line: str) -> Number:
    found = NUMBERED.match(line.strip())
    return tuple(map(int, found["number"].split("."))) if found and found["number"] else ()


def _sign_of(line: str) -> Sign | None:
    """Return how a line looks like a heading by its wording alone, if it does."""
    line = WIDE_NUMBER.sub(r"\1 ", line.strip(), count=1)
    if len(line) > LONGEST_TITLE or FOREIGN.search(line):
        return None
    found = NUMBERED.match(line)
    if found and not DATE.match(line):
        return "numbered" if _names_section(found) else None
    if _in_capitals(line):
        return "capitals"
    if line.endswith(":") and not REMARK.match(line):
        few = len(line.split()) <= MOST_WORDS_OF_LABEL
        return "label" if few and is_worded(line.rstrip(": ")) else None
    return "over prose" if is_worded(line) and not LIST_LINE.match(line) else None


def _names_section(found: re.Match[str]) -> bool:
    title = found["title"]
    if title:
        return is_worded(title)
    return not found["number"]


def is_worded(text: str, *, most: int = MOST_WORDS) -> bool:
    """Tell whether a text is worded like a heading: few words, none of which makes it a saying."""
    words = WORD.findall(text)
    if not words or len(text.split()) > most or COURTESY.match(text):
        return False
    words[0] = words[0].casefold()
    opens = text.lstrip("\"“„«'(")[:1]
    whole = opens.isupper() and (text[-1].isalnum() or text[-1] in ")\"”»'")
    says = words[0] not in ASKING and not SAYING.isdisjoint(words)
    return whole and not says and sum(map(len, words)) >= FEWEST_LETTERS


def _in_capitals(line: str) -> bool:
    words, letters = WORD.findall(line), sum(map(str.isalpha, line))
    shown = sum(not character.isspace() for character in line)
    return (
        letters >= max(FEWEST_CAPITALS, SHORTER * shown)
        and line.upper() == line != line.lower()
        and len(words) <= MOST_WORDS
        and (line[-1].isalnum() or line[-1] in "):")
        and not COURTESY.match(line)
        and not LIST_LINE.match(line)
    )


def _is_prose(body: Sequence[str]) -> bool:
    first = body[0].strip()
    whole = bool(ENDING.search(first)) or bool(ENDING.search(body[-1].strip()))
    opens = first.lstrip("\"“„«'(")[:1]
    return whole and (opens.isupper() or opens.isdigit()) and not LIST_LINE.match(first)


def _drop_lean_ones(found: dict[int, _Candidate]) -> None:
    """Drop what has little below it: steps and what is said of each, messages of a line or two."""
    _drop_lean(found, [place for place, each in found.items() if each.number])
    _drop_lean(found, [place for place, each in found.items() if each.sign == "over prose"])


def _drop_lean(found: dict[int, _Candidate], places: Sequence[int]) -> None:
    if sum(found[place].full for place in places) < FULL_SECTION * len(places):
        for place in places:
            del found[place]


def _drop_out_of_order(found: dict[int, _Candidate]) -> None:
    """Drop numbered lines whose numbers do not go on from those before."""
    last: Number = ()
    for place, each in list(found.items()):
        if not each.number:
            continue
        if each.number == (1,) or _goes_on(last, each.number):
            last = each.number
        else:
            del found[place]


def _goes_on(last: Number, number: Number) -> bool:
    if not last:
        return number[0] <= 1 or len(number) > 1
    return last < number and number[0] - last[0] <= MOST_LEFT_OUT


def _drop_shouting(found: dict[int, _Candidate], stretches: Sequence[Sequence[str]]) -> None:
    """Drop lines in capitals where most of the text is in capitals."""
    letters = [each for lines in stretches for line in lines for each in line if each.isalpha()]
    if 2 * sum(map(str.isupper, letters)) > len(letters):
        for place in [place for place, each in found.items() if each.sign == "capitals"]:
            del found[place]


def _drop_alone(found: dict[int, _Candidate]) -> None:
    """Drop what tells little by itself, unless the text has several of its kind."""
    signs = [each.sign for each in found.values()]
    labels = signs.count("label") >= FEWEST_ALIKE
    others = sum(sign in ("numbered", "capitals", "over prose") for sign in signs) >= FEWEST_ALIKE
    for place, each in list(found.items()):
        kept = labels if each.sign == "label" else others or each.sign in ("numbered", "capitals")
        if not kept:
            del found[place]


def _is_title(stretches: Sequence[Sequence[str]]) -> bool:
    """Tell whether the text opens with its title: a line alone or above one or two others."""
    lines = stretches[0]
    if not 0 < len(lines) <= MOST_LINES_OF_TITLE:
        return False
    line = lines[0].strip()
    open_end = not ENDING.search(line) and (len(lines) == 1 or ":" not in line)
    worded = is_worded(line, most=MOST_WORDS_OF_TITLE)
    return open_end and worded and not (FOREIGN.search(line) or DATE.match(line))
