"""How often the garbage collector runs in the web process."""

import gc
from typing import Final

# A request makes thousands of objects and next to no cycles. Python's own threshold of 700 stops it
# several times to look for them, which takes a twentieth of the time of a search.
COLLECTED_AFTER: Final = 50_000


def collect_seldom() -> None:
    """Collect seldom, and never look again at what start-up has made."""
    gc.freeze()
    gc.set_threshold(COLLECTED_AFTER)
