"""What a call costs, by the price tables that ship with genai-prices: no network."""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache
from typing import Final

from genai_prices import Usage as PricedUsage
from genai_prices import calc_price
from genai_prices.types import PriceCalculation

MICRO: Final = Decimal(1_000_000)

# Models that occur only in their makers' price lists, so a proxy in between makes no difference.
# Open weights (gpt-oss among them) cost whatever their host charges: unknown.
MAKERS: Final = (
    (
        "openai",
        re.compile(r"(?:openai/)?(?:gpt-(?!oss)|chatgpt-|o[1-9](?:-|$)|text-embedding-(?:3|ada))"),
    ),
    ("anthropic", re.compile(r"(?:anthropic/)?claude-")),
    ("google", re.compile(r"(?:google/|models/)?gemini-")),
)


def cost(
    model: str, *, base_url: str, input_tokens: int, output_tokens: int, cached_tokens: int = 0
) -> int | None:
    """Return the price in micro-USD, rounded up, or None if it is unknown."""
    usage = PricedUsage(
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cache_read_tokens=min(cached_tokens, input_tokens),
    )
    priced = _price(usage, model=model, base_url=base_url)
    if priced is None:
        return None
    return int((priced.total_price * MICRO).to_integral_value(ROUND_CEILING))


@lru_cache(maxsize=256)
def listed_window(model: str, *, base_url: str) -> int | None:
    """Return the context window that the price tables list for the model, in tokens."""
    priced = _price(PricedUsage(input_tokens=1, output_tokens=1), model=model, base_url=base_url)
    return priced.model.context_window if priced else None


def _price(usage: PricedUsage, *, model: str, base_url: str) -> PriceCalculation | None:
    with suppress(LookupError, ValueError):
        return calc_price(usage, model, provider_api_url=base_url)
    for maker, name in MAKERS:
        if name.match(model):
            with suppress(LookupError, ValueError):
                return calc_price(usage, model.rpartition("/")[2], provider_id=maker)
    return None
