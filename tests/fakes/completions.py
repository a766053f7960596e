"""The fake upstream's chat answers: a whole one, or the pieces of a stream."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


def tokens_of(text: str) -> int:
    """Return the fake's token count of ``text``: one a word."""
    return len(text.split())


def completion(body: Json, text: str, *, mode: str) -> Json:
    """Return a response of ``/chat/completions`` that says ``text``."""
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text},
        "finish_reason": "stop",
    }
    answer = _begun(body, "chat.completion") | {"choices": [] if mode == "empty" else [choice]}
    return answer if mode == "no_usage" else answer | {"usage": _usage(body, text)}


def chunks(body: Json, text: str, *, mode: str, finish: str = "stop") -> Iterator[Json]:
    """Yield the same as events of a stream, one word each."""
    base = _begun(body, "chat.completion.chunk")
    if mode != "empty":
        yield {**base, "choices": [_part({"role": "assistant", "content": ""})]}
        for piece in re.findall(r"\S+\s*|^\s+", text):
            yield {**base, "choices": [_part({"content": piece})]}
        yield {**base, "choices": [_part({}, finish=finish)]}
    wants_usage = bool((body.get("stream_options") or {}).get("include_usage"))
    if wants_usage and mode != "no_usage":
        yield {**base, "choices": [], "usage": _usage(body, text)}


def _begun(body: Json, kind: str) -> Json:
    model = body.get("model", "fake-model")
    return {"id": "chatcmpl-fake", "object": kind, "created": 1, "model": model}


def _usage(body: Json, text: str) -> dict[str, int]:
    prompt = sum(tokens_of(str(each.get("content", ""))) for each in body.get("messages", []))
    answer = tokens_of(text)
    return {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": prompt + answer}


def _part(delta: dict[str, str], *, finish: str | None = None) -> Json:
    return {"index": 0, "delta": delta, "finish_reason": finish}
