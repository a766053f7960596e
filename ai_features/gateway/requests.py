"""A call in the form that the chat completions endpoint takes."""

from __future__ import annotations

import re
from typing import Any, Final

from ai_features.gateway.messages import ChatModel, ModelCall

# These think before they answer, count that as output, and accept no temperature.
REASONING: Final = re.compile(r"(?:openai/)?(?:o[1-9](?:-|$)|gpt-5)")
THINKING_TOKENS: Final = 4_096


def most_output(call: ModelCall, *, model: ChatModel) -> int:
    """Return the most output tokens that the call can be billed for."""
    thinking = THINKING_TOKENS if REASONING.match(model.name) else 0
    return call.max_output_tokens + thinking


def body_of(call: ModelCall, *, model: ChatModel) -> dict[str, Any]:
    """Return the arguments of the SDK's ``chat.completions.create``."""
    body: dict[str, Any] = {
        "model": model.name,
        "messages": list(call.messages),
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if REASONING.match(model.name):
        body["max_completion_tokens"] = most_output(call, model=model)
    else:
        body["max_tokens"] = call.max_output_tokens
        body["temperature"] = call.temperature
    if call.response_format is not None:
        body["response_format"] = dict(call.response_format)
    return body
