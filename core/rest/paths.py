"""Ids in the paths of the API."""

from __future__ import annotations

from django.urls.converters import UUIDConverter


class AnyUuid(UUIDConverter):
    """A UUID in either case (RFC 9562, section 4): some languages print them in capitals."""

    regex = UUIDConverter.regex.replace("a-f", "a-fA-F")
