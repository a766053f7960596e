"""Decode bytes by their byte-order mark, by trial, by declaration, and finally by guess."""

from __future__ import annotations

import codecs
import re
from importlib import import_module

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
DECLARED_WITHIN = 2_048
GUESSED_FROM = 1 << 16
SPARSE = 0.2
# Too few to guess by, and fewer than in a word of another script.
FEW = 16
WESTERN = 0.4
SHORTEST_WIDE = 8
MOSTLY_ZERO = 0.6
LAST_ASCII = 127
MANY_MULTIBYTE = 0.1
# As the WHATWG Encoding Standard says: what the web calls Latin-1 is Windows-1252.
WEB_NAMES = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252",
             "shift_jis": "cp932", "shift-jis": "cp932", "gb2312": "gb18030", "gbk": "gb18030",
             "iso-8859-8-i": "iso-8859-8", "ks_c_5601-1987": "cp949",
             "euc-kr": "cp949"}  # fmt: skip


def decode(data: bytes, *, declared: str = "") -> str:
    """Return ``data`` as text and never fail; ``declared`` is a charset from outside the bytes."""
    for encoding in (marked(data), "utf-8", unmarked_wide(data), declared, declaration(data)):
        text = attempt(data, encoding)
        if text is not None:
            return text
    return data.decode(guess(data), errors="replace")


def marked(data: bytes) -> str:
    """Return the encoding that a byte-order mark names, or nothing."""
    return next((name for mark, name in MARKS if data.startswith(mark)), "")


def unmarked_wide(data: bytes) -> str:
    """Recognise UTF-16 or UTF-32 without a mark by where the zero bytes of ASCII fall."""
    head = data[:1_000]
    if len(head) < SHORTEST_WIDE or head.count(0) < len(head) // 4:
        return ""
    zeros = [head[place::4].count(0) / len(head[place::4]) > MOSTLY_ZERO for place in range(4)]
    shapes = {
        (False, True, True, True): "utf-32-le",
        (True, True, True, False): "utf-32-be",
        (False, True, False, True): "utf-16-le",
        (True, False, True, False): "utf-16-be",
    }
    return shapes.get((zeros[0], zeros[1], zeros[2], zeros[3]), "")


def declaration(data: bytes) -> str:
    """Return the charset that an HTML meta or XML declaration near the start names."""
    found = DECLARED.search(data[:DECLARED_WITHIN])
    return found.group(1).decode("ascii").lower() if found else ""


def attempt(data: bytes, encoding: str) -> str | None:
    """Return ``data`` decoded with at most a few replacement characters, or None.

    UTF-8 and UTF-32 must decode without any.
    """
    if not encoding:
        return None
    name = WEB_NAMES.get(encoding.lower(), encoding)
    strict = name == "utf-8" or name.startswith("utf-32")
    try:
        # One truncated character must not leave a whole UTF-16 or Shift-JIS text to guessing.
        return data.decode(name) if strict else _mostly(data, name)
    except (LookupError, UnicodeError, ValueError):
        return None


def _mostly(data: bytes, name: str) -> str | None:
    text = data.decode(name, errors="replace")
    return text if text.count("\ufffd") <= 1 + len(text) // 500 else None


def guess(data: bytes) -> str:
    """Guess a legacy charset: Windows-1252 unless the text is clearly in another script.

    charset-normalizer takes short Western texts for any of a dozen code pages; a text with few
    non-ASCII bytes is almost always Windows-1252.
    """
    sample = data[:GUESSED_FROM]
    high_bytes = sum(byte > LAST_ASCII for byte in sample)
    if high_bytes < FEW and high_bytes <= len(sample) * WESTERN:
        return "cp1252"
    best = import_module("charset_normalizer").from_bytes(sample).best()
    high = high_bytes / max(1, len(sample))
    if best is None or (high < SPARSE and best.multi_byte_usage <= MANY_MULTIBYTE):
        return "cp1252"
    return str(best.encoding)
