"""Answers kept for callers who ask twice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class KeptAnswer(models.Model):
    """The answer to one POST with an ``Idempotency-Key``, kept for 24 hours.

    Not owned by a workspace: it belongs to the credential that asked, whose digest is part of
    ``key``; nobody else can name it, and the database shows it to nobody who does not.
    ``status`` is empty while the first call still runs. ``about`` is the workspace whose content
    the answer may hold, so that it goes with it.
    """

    key = models.CharField(max_length=64, primary_key=True)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(default=b"")
    about = models.UUIDField(null=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["created_at"])]
