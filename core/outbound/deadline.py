"""One deadline for a whole request, so that even a server sending a byte a second hits it."""

from __future__ import annotations

import time

from core.outbound.errors import UrlTimeout


class Deadline:
    """``seconds`` from now."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left. Raises UrlTimeout when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise UrlTimeout
        return left
