"""The one message that this floor sends upwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from django.dispatch import Signal

from projects.models import Document

Progress = Callable[[int, int, str], None]


class DocumentListener(Protocol):
    """What a receiver of :data:`document_changed` takes."""

    def __call__(self, sender: type[Document], *, document: Document, progress: Progress) -> None:
        """Bring whatever hangs on the document's text up to date; may take long."""


# Parsed, its pages saved: index it. Sent outside of any transaction, in the worker that read it,
# with ``document`` and ``progress(done, total, stage)``, which raises when the job is to stop.
document_changed = Signal()
