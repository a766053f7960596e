"""Events of a run as server-sent events (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable

from django.http import HttpRequest, StreamingHttpResponse

from ai_features.runs.follow import Heartbeat, Told, events
from ai_features.runs.models import Run
from core.errors import Invalid


def stream(
    run: Run, *, after_seq: int = 0, still_allowed: Callable[[], bool] | None = None
) -> StreamingHttpResponse:
    """Return the run's events behind ``after_seq`` as a stream that ends with its last word."""
    told = _lines(run, after_seq=after_seq, still_allowed=still_allowed)
    response = StreamingHttpResponse(told, content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def place_of(request: HttpRequest, after: int | None = None) -> int:
    """Return where a client wants to go on: ``after`` if given, else its ``Last-Event-ID``."""
    if after is not None:
        return after
    given = request.headers.get("Last-Event-ID", "").strip()
    if not given:
        return 0
    if not given.isascii() or not given.isdigit() or len(given) > 9:  # noqa: PLR2004
        words = "Last-Event-ID is the number of the last event you have received."
        raise Invalid(words, errors=[{"field": "Last-Event-ID", "message": words}])
    return int(given)


async def _lines(
    run: Run, *, after_seq: int, still_allowed: Callable[[], bool] | None
) -> AsyncIterator[bytes]:
    following = events(run.pk, run.workspace_id, after_seq=after_seq, still_allowed=still_allowed)
    async for told in following:
        yield b": still here\n\n" if isinstance(told, Heartbeat) else as_line(told)


def as_line(told: Told) -> bytes:
    """Return one event in the wire format; only what is kept has an id to resume from."""
    place = f"id: {told.seq}\n" if told.seq is not None else ""
    data = json.dumps(told.data, ensure_ascii=False, separators=(",", ":"))
    return f"{place}event: {told.kind}\ndata: {data}\n\n".encode()
