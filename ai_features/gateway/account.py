"""The cost and the trace of one provider call: reserved before, settled once after."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from ai_features.gateway.messages import Caller, Purpose, RemoteModel, Usage
from ai_features.gateway.pricing import cost
from ai_features.runs import ledger
from ai_features.runs.models import LedgerState, SpanKind
from ai_features.runs.noting import NotedSpan
from ai_features.runs.tracing import SpanDraft, write_span
from core.connections import let_go
from core.tenancy.ids import new_id

# No call uses more tokens than this: a provider that reports more is mistaken, and the cost would
# be too.
MOST_COUNTED: Final = 10**9


@dataclass
class Account:
    """One call's entry in the ledger, and its span in the trace."""

    model: RemoteModel
    purpose: Purpose
    caller: Caller
    call_id: UUID = field(default_factory=new_id)
    began: datetime = field(default_factory=timezone.now)
    clock: float = field(default_factory=time.perf_counter)

    def reserve(self, *, input_tokens: int, output_tokens: int = 0) -> None:
        """Open the ledger entry at the highest price that the call can have."""
        ledger.open_entry(
            workspace_id=self.caller.workspace_id,
            call_id=self.call_id,
            run_id=self.caller.run_id,
            provider=self.model.label,
            model=self.model.name,
            purpose=self.purpose,
            reserved_micro_usd=self.price(input_tokens, output_tokens),
        )
        if self.caller.notes is not None:
            self.caller.notes.call_ids.append(self.call_id)
        let_go()

    def settle(self, usage: Usage, state: LedgerState) -> None:
        """Close the ledger entry with what the call used."""
        ledger.settle(
            workspace_id=self.caller.workspace_id,
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

    def trace(
        self, said: dict[str, Any], usage: Usage, *, error_code: str, advice: str = ""
    ) -> None:
        """Store ``said`` as the call's span, with its tokens and cost.

        ``advice`` is what those who read traces can do about a failure.
        """
        data = {
            "call_id": str(self.call_id),
            "provider": self.model.label,
            "model": self.model.name,
            **said,
            "input_tokens": usage.input_tokens,
            "output_tokens": usage.output_tokens,
            "estimated": usage.estimated,
            "cost_micro_usd": usage.cost_micro_usd,
            **({"advice": advice} if advice else {}),
        }
        draft = SpanDraft(self.purpose, SpanKind.MODEL, data=data, error_code=error_code)
        if self.caller.run_id is not None:
            write_span(
                draft,
                workspace_id=self.caller.workspace_id,
                run_id=self.caller.run_id,
                attempt=self.caller.attempt,
                started_at=self.began,
                duration_ms=self.elapsed_ms(),
            )
        elif self.caller.notes is not None:
            self.caller.notes.spans.append(NotedSpan(draft, self.began, self.elapsed_ms()))

    def used(
        self,
        incoming: int,
        outgoing: int = 0,
        *,
        cached: int = 0,
        estimated: bool = False,
        finish_reason: str = "",
    ) -> Usage:
        """Return the usage of these tokens, priced."""
        return Usage(
            model=self.model.name,
            input_tokens=incoming,
            output_tokens=outgoing,
            cost_micro_usd=self.price(incoming, outgoing, cached=cached),
            estimated=estimated,
            finish_reason=finish_reason,
        )

    def unused(self) -> Usage:
        """Return the usage of a call that never reached the provider, or was refused by it."""
        return Usage(self.model.name, 0, 0, cost_micro_usd=0, estimated=False)

    def price(self, incoming: int, outgoing: int = 0, *, cached: int = 0) -> int | None:
        """Return the price in micro-USD, or None if it is unknown."""
        return cost(
            self.model.name,
            base_url=self.model.base_url,
            input_tokens=incoming,
            output_tokens=outgoing,
            cached_tokens=cached,
        )

    def elapsed_ms(self) -> float:
        """Return the milliseconds since the call began."""
        return round((time.perf_counter() - self.clock) * 1000, 1)


def credible(tokens: object) -> int | None:
    """Return a token count that an answer reports, or None if it cannot be one."""
    if not isinstance(tokens, int) or isinstance(tokens, bool):
        return None
    return tokens if 0 <= tokens <= MOST_COUNTED else None
