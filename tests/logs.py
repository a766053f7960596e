"""The site's log lines."""

from __future__ import annotations

import logging


def as_logged(record: logging.LogRecord) -> str:
    """Return ``record`` as the site's own handler writes it."""
    (handler,) = [each for each in logging.getLogger().handlers if each.name == "console"]
    return handler.format(logging.makeLogRecord({**record.__dict__, "exc_text": None}))
