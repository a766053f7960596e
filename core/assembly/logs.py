"""How much the log repeats of what strangers send and of what clients store here."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from traceback import format_tb
from types import TracebackType
from typing import Final

from django.db import OperationalError, ProgrammingError

# Errors of machines and of code: their first line has files, hosts and identifiers, no content.
TOLD: Final = (OSError, ImportError, NameError, AttributeError, OperationalError, ProgrammingError)
WITHHELD: Final = "(its words are withheld, as they may repeat a client's text)"


class OneLine(logging.Filter):
    """Turn an error that the sender caused into a one-line warning without a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record through, changed."""
        record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
        record.exc_info = record.exc_text = record.stack_info = None
        return True


class WithoutContent(logging.Formatter):
    """Formats an error as its class and traceback, mostly without its message.

    Messages often repeat content: the row that broke a constraint, the value that could not be
    parsed.
    """

    def formatException(  # noqa: N802  (logging's own name)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return the error and those that led to it, earliest first."""
        told = [_told(error) for error in _chain(ei[1])]
        return "\nThis led to:\n".join(reversed(told))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told(error: BaseException) -> str:
    kind = type(error)
    words = WITHHELD
    if isinstance(error, TOLD):
        words = str(error).partition("\n")[0]
    return (
        f"{''.join(format_tb(error.__traceback__))}{kind.__module__}.{kind.__qualname__}: {words}"
    )
