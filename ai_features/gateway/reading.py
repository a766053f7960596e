"""Read what a provider streams back, whatever it is."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Final

from openai import OpenAI
from openai._legacy_response import LegacyAPIResponse
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.completion_usage import CompletionUsage

from ai_features.gateway.account import credible
from ai_features.gateway.errors import ProviderDropped, ProviderEndless, ProviderNonsense
from ai_features.gateway.whole_call import OTHER_SHAPE
from core.storing import storable_part

# Nothing here asks for even a tenth of this, and all of an answer is scanned and rendered.
MOST_CHARACTERS: Final = 60_000
LONGEST_REASON: Final = 40
FILTERED: Final = "The model provider's content filter withheld the answer. Ask in other words."
EMPTY: Final = "The model provider sent an empty answer. Try again."
USE_ANOTHER: Final = "If it stays so, use another model."


@dataclass
class AnswerReader:
    """Reads a streamed answer, and keeps what it has read so far."""

    parts: list[str] = field(default_factory=list)
    usage: CompletionUsage | None = None
    finish_reason: str = ""
    summed_up: bool = False

    @property
    def text(self) -> str:
        """The answer so far."""
        return "".join(self.parts)

    @property
    def cached(self) -> int:
        """The tokens of the prompt that the provider had in its cache."""
        details = getattr(self.usage, "prompt_tokens_details", None)
        return credible(getattr(details, "cached_tokens", None)) or 0

    @property
    def counted(self) -> tuple[int, int] | None:
        """The tokens read and written that the answer reports; None if either is not credible.

        The SDK passes on whatever the server wrote, of any type. A count of 0 for a prompt or a
        text means that the server does not count.
        """
        names = ("prompt_tokens", "completion_tokens")
        read, wrote = (credible(getattr(self.usage, name, None)) for name in names)
        if not read or wrote is None or (self.text and not wrote):
            return None
        return read, wrote

    def read(self, response: Iterator[Any]) -> Iterator[str]:
        """Yield the pieces of the answer; raise if it is not an answer, or is incomplete."""
        had = 0
        for chunk in response:
            piece = self._take(chunk)
            had += len(piece)
            if had > MOST_CHARACTERS:
                raise ProviderEndless
            if piece:
                self.parts.append(piece)
                yield piece
        self._require_whole()

    def _take(self, chunk: Any) -> str:
        try:
            self.usage = chunk.usage or self.usage
            piece = self._piece(chunk)
            self.summed_up = bool(chunk.usage) and not piece
            return piece
        except OTHER_SHAPE as error:
            raise ProviderNonsense from error

    def _piece(self, chunk: ChatCompletionChunk | ChatCompletion) -> str:
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        self.finish_reason = _word(choice.finish_reason) or self.finish_reason
        said = choice.message if isinstance(chunk, ChatCompletion) else choice.delta  # type: ignore[union-attr]
        content = said.content if said else None
        if content is not None and not isinstance(content, str):
            raise ProviderNonsense
        return storable_part(content or "")

    def _require_whole(self) -> None:
        if self.finish_reason == "content_filter" and not self.parts:
            raise ProviderNonsense(FILTERED)
        if not self.text.strip():
            raise ProviderNonsense(EMPTY if self.finish_reason else "", advice=USE_ANOTHER)
        # Some servers report usage with every piece: only a report after the last one marks the
        # end.
        if not self.finish_reason and not self.summed_up:
            raise ProviderDropped


def _word(reason: object) -> str:
    return storable_part(reason)[:LONGEST_REASON] if isinstance(reason, str) else ""


def open_stream(client: OpenAI, body: dict[str, Any]) -> Generator[Any, None, None]:
    """Return the answer's chunks; a server that does not stream gives one whole completion.

    Closing the generator closes the connection, so that the provider stops writing.
    """
    response = client.chat.completions.with_raw_response.create(**body)
    return _chunks(response, streamed="application/json" not in _media_type(response))


def _chunks(response: LegacyAPIResponse[Any], *, streamed: bool) -> Generator[Any, None, None]:
    with closing(response.http_response):
        if streamed:
            yield from response.parse()
        else:
            yield _whole(response.http_response.read())


def _media_type(response: LegacyAPIResponse[Any]) -> str:
    return str(response.headers.get("content-type", "")).lower()


def _whole(content: bytes) -> ChatCompletion:
    """Validate a completion, except for its counts: those are checked one by one."""
    try:
        body = json.loads(content)
        counts = body.pop("usage", None)
        whole = ChatCompletion.model_validate(body)
        whole.usage = CompletionUsage.construct(**counts) if isinstance(counts, dict) else None
    except OTHER_SHAPE as error:
        raise ProviderNonsense from error
    return whole
