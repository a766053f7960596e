"""How often the garbage collector runs in the web process."""

import gc
from typing import Final

# A request makes thousands of objects and hardly any cycles. Python's default threshold of 700
# interrupts it several times to look for them, which takes a twentieth of a search's time.
COLLECTED_AFTER: Final = 50_000


def collect_seldom() -> None:
    """Collect seldom, and never scan the objects that start-up made."""
    gc.freeze()
    gc.set_threshold(COLLECTED_AFTER)
