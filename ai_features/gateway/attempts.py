"""Retry a call when that may help and cannot be billed twice; keep a note of every attempt."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Final, TypeVar

import openai

from ai_features.gateway.bounds import Bounds, answered_within
from ai_features.gateway.failures import FROM_PROVIDERS, failure_of, may_try_again, wait_asked_for

T = TypeVar("T")
MAX_ATTEMPTS: Final = 3
RETRY_SECONDS: Final = 20.0
BACKOFF_SECONDS: Final = 0.5
LOOK_SECONDS: Final = 0.2


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt: how long until it was answered or failed, and with what result."""

    number: int
    duration_ms: float
    status: int | None
    error_code: str
    waited_ms: float


@dataclass
class Attempts:
    """The attempts of one call."""

    bounds: Bounds
    check: Callable[[], None] | None = None
    made: list[Attempt] = field(default_factory=list)
    _waited: float = 0.0

    def run(self, ask: Callable[[], T]) -> T:
        """Return what ``ask`` returns, retrying after failures that may pass.

        Raises what the last attempt raised. The last one begins at most 20 s after the first: a
        provider that asks for a longer wait is not waited for. All attempts share the same
        ``bounds``.
        """
        until = time.monotonic() + RETRY_SECONDS
        while True:
            started = time.perf_counter()
            try:
                with answered_within(self.bounds):
                    answer = ask()
            except FROM_PROVIDERS as error:
                self._note(started, error)
                delay = self._delay(error)
                if delay is None or time.monotonic() + delay > until:
                    raise
                self._wait(delay)
            else:
                self._note(started)
                return answer

    def as_data(self) -> list[dict[str, Any]]:
        """Return the attempts for the trace."""
        return [asdict(attempt) for attempt in self.made]

    def _delay(self, error: Exception) -> float | None:
        if len(self.made) >= MAX_ATTEMPTS or not may_try_again(error):
            return None
        asked = wait_asked_for(error)
        if asked is not None:
            return asked
        grown = BACKOFF_SECONDS * float(2 ** (len(self.made) - 1))
        return grown * random.uniform(0.75, 1.25)  # noqa: S311  (spreads load, guards nothing)

    def _wait(self, delay: float) -> None:
        until = time.monotonic() + delay
        self._waited = delay
        while (left := until - time.monotonic()) > 0:
            if self.check:
                self.check()
            time.sleep(min(left, LOOK_SECONDS))

    def _note(self, started: float, error: Exception | None = None) -> None:
        status = error.status_code if isinstance(error, openai.APIStatusError) else None
        self.made.append(
            Attempt(
                number=len(self.made) + 1,
                duration_ms=round((time.perf_counter() - started) * 1000, 1),
                status=status,
                error_code=failure_of(error).code if error else "",
                waited_ms=round(self._waited * 1000, 1),
            )
        )
        self._waited = 0.0
