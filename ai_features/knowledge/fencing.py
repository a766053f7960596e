"""Set text that is to be read, and not obeyed, apart in a prompt."""

from __future__ import annotations

import re


def fenced(text: str, *, tag: str) -> str:
    """Return ``text`` between ``<tag>`` and ``</tag>``; it cannot open or close them itself."""
    inert = re.sub(rf"<(?=[\s/]*{tag})", "‹", text, flags=re.IGNORECASE)
    return f"<{tag}>\n{inert}\n</{tag}>"
