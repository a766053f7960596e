"""Ask a provider's reranker how well each text answers a question."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2
from openai import OpenAI

from ai_features.gateway.errors import NoProvider, ProviderNonsense, ProviderRejected
from ai_features.gateway.messages import Caller, RerankModel
from ai_features.gateway.queries import rerank_model
from ai_features.gateway.whole_call import WholeCall
from ai_features.gateway.windows import cut_to, estimate_tokens

LONGEST_QUERY_TOKENS: Final = 256
LONGEST_TEXT_TOKENS: Final = 1_024
NOT_FOUND: Final = 404
RUBBISH: Final = "The model provider sent something that is not a ranking."
CHECK: Final = "Check its address and rerank model."
NOWHERE: Final = "The model provider has no reranker at this address."
LEAVE_IT: Final = "Leave the rerank model empty, or connect a provider that has one."

# Which of an endpoint's possible addresses has answered before.
_found: dict[str, str] = {}


def rerank(
    query: str,
    texts: Sequence[str],
    *,
    caller: Caller,
    model: RerankModel | None = None,
) -> list[float]:
    """Return how relevant each text is to ``query``, in order; higher is better.

    ``model`` defaults to the workspace's. The scale is the model's own; texts that a server leaves
    out come last. Call it outside any transaction. Raises
    :class:`~ai_features.gateway.errors.ProviderFailed`, or whatever the caller's ``check`` raises.
    """
    chosen = model or rerank_model(caller.workspace_id)
    if chosen is None:
        raise NoProvider
    if not texts:
        return []
    reranker = _Reranker(chosen, caller)
    return reranker.scores(
        cut_to(query, LONGEST_QUERY_TOKENS),
        [cut_to(text, LONGEST_TEXT_TOKENS) for text in texts],
    )


@dataclass(frozen=True)
class _Reranker:
    """Asks one reranker."""

    model: RerankModel
    caller: Caller

    def scores(self, query: str, texts: list[str]) -> list[float]:
        known = _found.get(self.model.base_url)
        places = sorted(_places(self.model.base_url), key=lambda place: place != known)
        for place in places:
            try:
                scores = self._ask(place, query, texts)
            except ProviderRejected as error:
                if getattr(error.__cause__, "status_code", None) != NOT_FOUND:
                    raise
            else:
                _found[self.model.base_url] = place
                return scores
        raise ProviderRejected(NOWHERE, advice=LEAVE_IT)

    def _ask(self, place: str, query: str, texts: list[str]) -> list[float]:
        body = _body(self.model, place, query, texts)
        call = WholeCall(
            self.model,
            "rerank",
            self.caller,
            # Servers read the question once for each text.
            most_tokens=sum(len(query.encode()) + len(text.encode()) for text in texts),
            about_tokens=sum(estimate_tokens(query) + estimate_tokens(text) for text in texts),
            said={"texts": len(texts), "query": query},
        )

        def ask(client: OpenAI) -> Any:
            answer = client.post(place, cast_to=httpx2.Response, body=body)
            return json.loads(answer.content)

        return call.run(ask, read=lambda answer: _scores(answer, len(texts)), count=_counted)


def _places(base_url: str) -> list[str]:
    """Return where the reranker may be: beside the other calls, or at the root of the host.

    Jina, vLLM and llama.cpp have it beside, Text Embeddings Inference at the root; Cohere has none
    at its OpenAI-compatible address, but one in version 2 of its own API.
    """
    parts = urlsplit(base_url)
    root = f"{parts.scheme}://{parts.netloc}"
    elsewhere = f"{root}/v2/rerank" if "/compatibility" in parts.path else f"{root}/rerank"
    return list(dict.fromkeys([f"{base_url}/rerank", elsewhere]))


def _body(model: RerankModel, place: str, query: str, texts: list[str]) -> dict[str, Any]:
    body = {"model": model.name, "query": query, "documents": texts, "top_n": len(texts)}
    at_root = urlsplit(place).path == "/rerank"
    # Text Embeddings Inference calls them texts.
    return body | {"texts": texts} if at_root else body


def _scores(answer: Any, wanted: int) -> list[float]:
    """Read ``{"results": [{"index", "relevance_score"}]}``, or a bare list with ``score``."""
    rows = answer if isinstance(answer, list) else answer.get("results") or answer["data"]
    scores = {row["index"]: float(row.get("relevance_score", row.get("score"))) for row in rows}
    right = len(scores) == len(rows) and scores.keys() <= set(range(wanted))
    if not scores or not right or not all(map(math.isfinite, scores.values())):
        raise ProviderNonsense(RUBBISH, advice=CHECK)
    last = min(scores.values())
    return [scores.get(index, last) for index in range(wanted)]


def _counted(answer: Any) -> object:
    usage = answer.get("usage") if isinstance(answer, dict) else None
    return usage.get("total_tokens") if isinstance(usage, dict) else None
