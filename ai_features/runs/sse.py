"""Events of a run as server-sent events (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Final

from django.http import HttpRequest, StreamingHttpResponse

from ai_features.runs.follow import Heartbeat, StreamedEvent, events
from ai_features.runs.models import EventKind, Run
from core.errors import Invalid

# Before OpenAPI 3.2, the schema of a stream describes a single event.
EVENT: Final = {
    "type": "object",
    "required": ["id", "event", "data"],
    "properties": {
        "id": {"type": "string", "description": "to go on from, as Last-Event-ID"},
        "event": {"type": "string", "enum": EventKind.values},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
}
EVENT_STREAM: Final = {"text/event-stream": {"schema": EVENT}}


def stream(
    run: Run, *, after_seq: int = 0, still_allowed: Callable[[], bool] | None = None
) -> StreamingHttpResponse:
    """Return the run's events after ``after_seq`` as a stream that ends with the last one."""
    lines = _lines(run, after_seq=after_seq, still_allowed=still_allowed)
    response = StreamingHttpResponse(lines, content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def place_of(request: HttpRequest, after: int | None = None) -> int:
    """Return the event to resume after: the request's ``Last-Event-ID``, else ``after``.

    The header is the newer of the two: an EventSource that reconnects keeps its URL. Raises
    ``Invalid`` if it is no number of an event.
    """
    given = request.headers.get("Last-Event-ID", "").strip()
    if not given:
        return after or 0
    if not given.isascii() or not given.isdigit() or len(given) > 9:  # noqa: PLR2004
        raise Invalid.of(
            "Last-Event-ID", "Last-Event-ID must be the number of the last event you received."
        )
    return int(given)


async def _lines(
    run: Run, *, after_seq: int, still_allowed: Callable[[], bool] | None
) -> AsyncIterator[bytes]:
    place = after_seq
    following = events(run.pk, run.workspace_id, after_seq=after_seq, still_allowed=still_allowed)
    async for event in following:
        if isinstance(event, Heartbeat):
            yield b": still here\n\n"
            continue
        # An event that is not stored takes the id before it: resuming there misses nothing.
        place = place if event.seq is None else event.seq
        yield as_line(event, place)


def as_line(event: StreamedEvent, place: int) -> bytes:
    """Return one event in the wire format; ``place`` is the id to resume after."""
    data = json.dumps(event.data, ensure_ascii=False, separators=(",", ":"))
    return f"id: {place}\nevent: {event.kind}\ndata: {data}\n\n".encode()
