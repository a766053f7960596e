"""The signals that this layer sends to those above it."""

from __future__ import annotations

from collections.abc import Callable

from django.dispatch import Signal

Progress = Callable[[int, int, str], None]

# Sent with ``document`` and ``progress`` once a document's pages are saved, outside any
# transaction, in the worker that read it. A receiver brings up to date what depends on the text,
# which may take long. It calls ``progress(done, total, stage)``, which raises if it should stop.
document_changed = Signal()

# Sent in the transaction that gives a document another title, with its row locked.
document_renamed = Signal()
