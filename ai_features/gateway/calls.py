"""Call a model: reserve, ask, read, settle exactly once, and leave a trace."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from ai_features.gateway.attempts import Attempts
from ai_features.gateway.clients import client_for
from ai_features.gateway.errors import NoProvider, ProviderFailed
from ai_features.gateway.failures import FROM_PROVIDERS, failure_of, was_never_received
from ai_features.gateway.messages import ChatModel, Completion, Delta, ModelCall, Usage
from ai_features.gateway.pricing import cost
from ai_features.gateway.queries import chat_model
from ai_features.gateway.reading import Reading, open_stream
from ai_features.gateway.requests import body_of, most_output
from ai_features.gateway.windows import estimate_messages, estimate_tokens
from ai_features.runs import ledger
from ai_features.runs.connections import let_go
from ai_features.runs.models import LedgerState, SpanKind
from ai_features.runs.tracing import SpanDraft, write_span
from core.tenancy.ids import new_id


def complete(call: ModelCall, *, model: ChatModel | None = None) -> Completion:
    """Return the whole answer. Raises :class:`~ai_features.gateway.errors.ProviderFailed`.

    It is streamed all the same, so that ``call.check`` can stop it half-way.
    """
    parts: list[str] = []
    for told in stream(call, model=model):
        if isinstance(told, Usage):
            return Completion("".join(parts), told)
        parts.append(told.text)
    raise AssertionError("a stream ends with its usage or raises")


def stream(
    call: ModelCall, *, model: ChatModel | None = None
) -> Generator[Delta | Usage, None, None]:
    """Yield the answer piece by piece, and at its end one :class:`Usage`.

    ``model`` defaults to the workspace's. Raises a
    :class:`~ai_features.gateway.errors.ProviderFailed`, or what ``call.check`` raises; the
    money is settled in any case, also when the caller stops reading.
    """
    chosen = model or chat_model(call.workspace_id)
    if chosen is None:
        raise NoProvider
    return _Made(call, chosen).stream()


@dataclass
class _Made:
    """One call under way."""

    call: ModelCall
    model: ChatModel
    call_id: UUID = field(default_factory=new_id)
    reading: Reading = field(default_factory=Reading)
    began: datetime = field(default_factory=timezone.now)
    clock: float = field(default_factory=time.perf_counter)
    first_token_ms: float | None = None
    received: bool = False

    def __post_init__(self) -> None:
        self.attempts = Attempts(check=self.call.check)

    def stream(self) -> Generator[Delta | Usage, None, None]:
        self._check()
        self._reserve()
        failure: ProviderFailed | None = None
        done = False
        try:
            yield from self._deltas()
            done = True
        except ProviderFailed as error:
            failure = error
            raise
        finally:
            usage = self._usage()
            self._settle(usage, LedgerState.SETTLED if done else LedgerState.FAILED)
            self._trace(usage, failure.code if failure else "" if done else "stopped")
        yield usage

    def _deltas(self) -> Iterator[Delta]:
        try:
            with closing(self._ask()) as pieces:
                for piece in pieces:
                    if self.first_token_ms is None:
                        self.first_token_ms = self._elapsed_ms()
                    yield Delta(piece)
                    self._check()
        except FROM_PROVIDERS as error:
            raise failure_of(error) from error

    def _ask(self) -> Generator[str, None, None]:
        body = body_of(self.call, model=self.model)
        client = client_for(self.model)
        try:
            response = self.attempts.run(lambda: open_stream(client, body))
        except FROM_PROVIDERS as error:
            self.received = not was_never_received(error)
            raise
        self.received = True
        with closing(response):
            yield from self.reading.read(response)

    def _check(self) -> None:
        if self.call.check:
            self.call.check()

    def _reserve(self) -> None:
        ledger.open_entry(
            workspace_id=self.call.workspace_id,
            call_id=self.call_id,
            run_id=self.call.run_id,
            provider=self.model.label,
            model=self.model.name,
            purpose=self.call.purpose,
            reserved_micro_usd=self._worst_price(),
        )
        let_go()

    def _worst_price(self) -> int | None:
        # A byte is at most one token, so this is never less than the bill.
        longest = sum(len(message["content"].encode()) for message in self.call.messages)
        return self._cost(longest, most_output(self.call, model=self.model))

    def _usage(self) -> Usage:
        counted = self.reading.usage
        if not self.received:
            return self._used(0, 0, cost_micro_usd=0, estimated=False)
        if counted is not None and counted.prompt_tokens is not None:
            details = counted.prompt_tokens_details
            cached = (details.cached_tokens or 0) if details else 0
            incoming, outgoing = counted.prompt_tokens, counted.completion_tokens or 0
            price = self._cost(incoming, outgoing, cached=cached)
            return self._used(incoming, outgoing, cost_micro_usd=price, estimated=False)
        incoming = estimate_messages(self.call.messages)
        outgoing = estimate_tokens(self.reading.text)
        price = self._cost(incoming, outgoing)
        return self._used(incoming, outgoing, cost_micro_usd=price, estimated=True)

    def _used(
        self, incoming: int, outgoing: int, *, cost_micro_usd: int | None, estimated: bool
    ) -> Usage:
        return Usage(
            model=self.model.name,
            input_tokens=incoming,
            output_tokens=outgoing,
            cost_micro_usd=cost_micro_usd,
            estimated=estimated,
            finish_reason=self.reading.finish_reason,
        )

    def _cost(self, incoming: int, outgoing: int, *, cached: int = 0) -> int | None:
        return cost(
            self.model.name,
            base_url=self.model.base_url,
            input_tokens=incoming,
            output_tokens=outgoing,
            cached_tokens=cached,
        )

    def _settle(self, usage: Usage, state: LedgerState) -> None:
        ledger.settle(
            workspace_id=self.call.workspace_id,
            call_id=self.call_id,
            settlement=ledger.Settlement(
                state=state,
                input_tokens=usage.input_tokens,
                output_tokens=usage.output_tokens,
                cost_micro_usd=usage.cost_micro_usd,
                estimated=usage.estimated,
            ),
        )
        let_go()

    def _trace(self, usage: Usage, error_code: str) -> None:
        if self.call.run_id is None:
            return
        write_span(
            SpanDraft(
                name=self.call.purpose,
                kind=SpanKind.MODEL,
                data=self._said(usage),
                error_code=error_code,
            ),
            workspace_id=self.call.workspace_id,
            run_id=self.call.run_id,
            attempt=self.call.attempt,
            started_at=self.began,
            duration_ms=self._elapsed_ms(),
        )

    def _said(self, usage: Usage) -> dict[str, Any]:
        return {
            "call_id": str(self.call_id),
            "provider": self.model.label,
            "model": self.model.name,
            "messages": list(self.call.messages),
            "max_output_tokens": self.call.max_output_tokens,
            "answer": self.reading.text,
            "finish_reason": usage.finish_reason,
            "input_tokens": usage.input_tokens,
            "output_tokens": usage.output_tokens,
            "estimated": usage.estimated,
            "cost_micro_usd": usage.cost_micro_usd,
            "first_token_ms": self.first_token_ms,
            "attempts": self.attempts.as_data(),
        }

    def _elapsed_ms(self) -> float:
        return round((time.perf_counter() - self.clock) * 1000, 1)
