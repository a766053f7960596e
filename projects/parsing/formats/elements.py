"""The elements of web pages: what each is for, and whether it is seen."""

from __future__ import annotations

import re
from itertools import accumulate, islice
from typing import Any

SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "svg",
        "iframe",
        "object",
        "embed",
        "canvas",
        "math",
        "input",
        "select",
        "textarea",
        "button",
        "audio",
        "video",
        "map",
        "nav",
        # Spoken beside East Asian words, and struck out.
        "rt",
        "rp",
        "del",
        "s",
        "strike",
    ]
)
CLUTTER = frozenset({"footer", "aside"})
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "th",
        "tr",
        "ul",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    ]
)
DEEPEST = 6
HEADINGS = {f"h{level}": level for level in range(1, DEEPEST + 1)}
BOLD = frozenset({"b", "strong"})
# Newsletters hide what only the list of a mailbox shows; a size of nothing says so only of words
# directly within, as the parts of a layout have sizes of their own.
HIDDEN_STYLE = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|opacity:0(?:\.0+)?(?:;|!|$)"
    r"|(?=.*overflow:hidden).*max-height:0"
)
NO_SIZE = re.compile(r"(?:^|;)font-size:[01](?:px|pt)?(?:;|!|$)")

# The names that programs give to what asks every visitor about cookies, what it may be, how long
# it is at most, and what answers it. A page is named so while it asks, a section if it tells of it.
CONSENT = re.compile(
    r"(?:cookie|consent|gdpr)s?[-_ ]?"
    r"(?:banner|bar|notice|consent|pop-?up|modal|overlay|message|law)"
    r"|cookiebot|onetrust",
    re.IGNORECASE,
)
ASKING = ("div", "section", "aside", "dialog", "form", "footer")
CONTENT = ("h1", "main", "article")
LONGEST_REQUEST = 2_000
PRESSED = re.compile(r"\b(?:btn|button|accept|allow|agree|close|dismiss)", re.IGNORECASE)
NOWHERE = re.compile(r"#?|javascript:.*", re.IGNORECASE)
FEWEST_OF_MENU = 3
MOST_OF_MENU = 300
MENU = re.compile(r"nav|menu|links|bar", re.IGNORECASE)
REACHED = ("mailto:", "tel:")

Element = Any


def is_hidden(element: Element) -> bool:
    """Return whether an element is no content of its page, or is not shown."""
    if element.tag in SKIPPED or element.get("role") == "navigation":
        return True
    if _asks_for_consent(element) or _is_menu(element):
        return True
    if element.tag in CLUTTER and element.getparent() is not None:
        return bool(element.getparent().tag == "body")
    style = (element.get("style") or "").replace(" ", "").lower()
    if element.get("hidden") is not None or HIDDEN_STYLE.search(style):
        return True
    return bool(NO_SIZE.search(style)) and not any(
        "font-size" in (inner.get("style") or "") for inner in element.iterdescendants()
    )


def _named(element: Element) -> str:
    return f"{element.get('id') or ''} {element.get('class') or ''}"


def _asks_for_consent(element: Element) -> bool:
    return bool(
        element.tag in ASKING
        and CONSENT.search(_named(element))
        and _is_within(LONGEST_REQUEST, element)
        and next(element.iterdescendants(*CONTENT), None) is None
        and any(map(_is_answer, element.iterdescendants("button", "a", "input")))
    )


def _is_answer(element: Element) -> bool:
    """Return whether an element is pressed, rather than a link that leads to more to read."""
    pressed = element.tag != "a" or element.get("role") == "button"
    leads_nowhere = NOWHERE.fullmatch((element.get("href") or "").strip())
    return bool(pressed or leads_nowhere or PRESSED.search(_named(element)))


def _is_menu(element: Element) -> bool:
    """Return whether an element is, or is in, the header of a page and has nothing but links."""
    if element.tag not in ("header", "ul") and not (
        element.tag == "div" and MENU.search(_named(element))
    ):
        return False
    header = element if element.tag == "header" else next(element.iterancestors("header"), None)
    if header is None or header.getparent() is None or header.getparent().tag != "body":
        return False
    links = list(islice(element.iterdescendants("a"), MOST_OF_MENU))
    if any((link.get("href") or "").startswith(REACHED) for link in links):
        return False
    said = sum(_size(text) for link in links for text in link.itertext())
    return len(links) >= FEWEST_OF_MENU and _is_within(said, element)


def _is_within(most: int, element: Element) -> bool:
    """Return whether an element has at most so many signs; it is read no further than that."""
    return all(total <= most for total in accumulate(map(_size, element.itertext())))


def _size(text: str) -> int:
    return len("".join(text.split()))


def own_text(item: Element, *, lists: bool = False) -> str:
    """Return an item's text without the lists nested in it, unless ``lists`` says otherwise."""
    nested = not lists and item.tag in ("ul", "ol")
    if not isinstance(item.tag, str) or nested or is_hidden(item):
        return ""
    inner = (
        own_text(child, lists=lists) + " " * (child.tag in BLOCKS) + (child.tail or "")
        for child in item
    )
    space = " " if item.tag in BLOCKS or item.tag == "br" else ""
    return space + (item.text or "") + "".join(inner)
