"""How long each step of a search takes."""

from __future__ import annotations

from time import perf_counter


class Clock:
    """Milliseconds spent on each step, and in total."""

    def __init__(self) -> None:
        self.times: dict[str, float] = {}
        self._begin = self._last = perf_counter()

    def lap(self, name: str) -> None:
        """Count the time since the last lap for the step ``name``."""
        now = perf_counter()
        spent = self.times.get(name, 0.0) + (now - self._last) * 1000
        self.times[name], self._last = round(spent, 2), now

    def total(self) -> dict[str, float]:
        """Return the time of each step, and that since the beginning as ``total``."""
        return self.times | {"total": round((perf_counter() - self._begin) * 1000, 2)}
