"""Answers kept for callers who repeat a request."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class KeptAnswer(models.Model):
    """The answer to one POST with an ``Idempotency-Key``, kept for 24 hours.

    Not owned by a workspace: it belongs to the credential that asked, whose digest goes into
    ``key``. Nobody else can compute that key, and the database shows a row only to queries naming
    it. ``status`` is null while the first call is running. ``about`` is the workspace whose
    content the answer may hold, so that the two are deleted together.
    """

    key = models.CharField(max_length=64, primary_key=True)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(default=b"")
    about = models.UUIDField(null=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["created_at"])]
