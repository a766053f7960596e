"""What passes through the gateway, in both directions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypedDict
from uuid import UUID

from ai_features.runs.noting import CallNotes

if TYPE_CHECKING:
    from ai_features.runs.context import RunContext

Purpose = Literal[
    "answer", "rewrite", "map", "reduce", "test", "embed", "index", "rerank", "understand"
]
Source = Literal["workspace", "instance"]
# Why a model stopped in the middle: at its length limit (servers name it either way), or because of
# a filter.
CUT_OFF: Final = frozenset({"length", "max_tokens", "content_filter"})


class RemoteModel(Protocol):
    """A model of any kind behind an address."""

    @property
    def label(self) -> str:
        """The host, as shown to people."""

    @property
    def name(self) -> str:
        """The model's name, as the provider writes it."""

    @property
    def base_url(self) -> str:
        """The address of its API."""

    @property
    def source(self) -> str:
        """Whether the workspace or the instance connected it."""

    @property
    def version(self) -> str:
        """A value that changes with the key."""

    @property
    def api_key(self) -> str:
        """The key itself."""


class Message(TypedDict):
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class ChatModel:
    """The model that answers for a workspace: its own provider's, or the instance's.

    ``context_window`` is in tokens. ``version`` changes with the key, which no ``repr`` shows.
    """

    label: str
    name: str
    base_url: str
    context_window: int
    source: Source
    version: str
    api_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RerankModel:
    """A model that scores how well a text answers a question."""

    label: str
    name: str
    base_url: str
    source: Source
    version: str
    api_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Caller:
    """On whose account a call is made: a workspace, and the run it is part of.

    ``attempt`` is the run's, for its trace. ``check`` raises to stop the call. ``notes`` collect
    the calls of a run that is recorded only once it is over.
    """

    workspace_id: UUID
    run_id: UUID | None = None
    attempt: int = 1
    check: Callable[[], None] | None = field(default=None, repr=False)
    notes: CallNotes | None = field(default=None, repr=False)

    @classmethod
    def of_run(cls, context: RunContext) -> Caller:
        """Return the caller for whatever a run asks of models while it is executed."""
        return cls(context.workspace_id, context.run.pk, context.job.attempt, context.check)


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One question to a chat model, on the account of ``caller``.

    The caller's ``check`` is called before each attempt and between deltas. ``response_format`` is
    OpenAI's.
    """

    caller: Caller
    purpose: Purpose
    messages: list[Message]
    max_output_tokens: int = 1_024
    temperature: float = 0.2
    response_format: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of an answer as it is being written."""

    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What a call used; ``cost_micro_usd`` is None, never 0, if no price is known."""

    model: str
    input_tokens: int
    output_tokens: int
    cost_micro_usd: int | None
    estimated: bool
    finish_reason: str = ""

    @property
    def cut_off(self) -> bool:
        """Whether the answer ends before the model had finished."""
        return self.finish_reason.lower() in CUT_OFF


@dataclass(frozen=True, slots=True)
class Completion:
    """A whole answer."""

    text: str
    usage: Usage
