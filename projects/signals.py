"""The one signal that this layer sends to those above it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from django.dispatch import Signal

from projects.models import Document

Progress = Callable[[int, int, str], None]


class DocumentListener(Protocol):
    """The signature of a receiver of :data:`document_changed`."""

    def __call__(self, sender: type[Document], *, document: Document, progress: Progress) -> None:
        """Update whatever depends on the document's text; may take long."""


# Sent once a document's pages are saved, outside any transaction, in the worker that read it. The
# receiver calls ``progress(done, total, stage)``, which raises if the job should stop.
document_changed = Signal()
