"""What goes through the gateway, in both directions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict
from uuid import UUID

Purpose = Literal["answer", "rewrite", "map", "reduce", "test"]


class Message(TypedDict):
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class ChatModel:
    """The model that answers for a workspace: its own provider's, or the instance's.

    ``context_window`` is in tokens. ``version`` changes with the key. The key itself is shown by
    no ``repr``.
    """

    label: str
    name: str
    base_url: str
    context_window: int
    source: Literal["workspace", "instance"]
    version: str
    api_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One question to a chat model.

    ``check`` is called before each attempt and between deltas; it raises to stop the call.
    ``attempt`` is the run's, for its trace. ``response_format`` is OpenAI's.
    """

    workspace_id: UUID
    purpose: Purpose
    messages: list[Message]
    run_id: UUID | None = None
    max_output_tokens: int = 1_024
    temperature: float = 0.2
    response_format: Mapping[str, Any] | None = None
    check: Callable[[], None] | None = field(default=None, repr=False)
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of an answer as it is being written."""

    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What a call used; ``cost_micro_usd`` is None when no price is known, never 0 for that."""

    model: str
    input_tokens: int
    output_tokens: int
    cost_micro_usd: int | None
    estimated: bool
    finish_reason: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """A whole answer."""

    text: str
    usage: Usage
