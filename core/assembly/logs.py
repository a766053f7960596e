"""How much the log says of what strangers send."""

from __future__ import annotations

import logging


class OneLine(logging.Filter):
    """Turn an error of the sender's making into one line of warning, without its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record through, changed."""
        record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
        record.exc_info = record.exc_text = record.stack_info = None
        return True
