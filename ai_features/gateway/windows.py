"""How much text a model reads at once, counted without its tokenizer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ai_features.gateway.messages import ChatModel, Message

UNKNOWN_WINDOW: Final = 32_768
TOKENS_A_MESSAGE: Final = 6
# Against OpenAI's o200k vocabulary the estimate was 0.94 to 1.3 times the count on English, German,
# Chinese and code; against the older cl100k it was 0.8 at the lowest (German). The margin covers
# that.
MARGIN: Final = 0.75

WINDOWS: Final = (
    (re.compile(r"llama-?3\.[1-9]|gemma-?3|gpt-oss|mistral-(?:small|large|nemo)", re.I), 131_072),
    (re.compile(r"deepseek", re.I), 65_536),
    (re.compile(r"qwen|mixtral|mistral", re.I), 32_768),
    (re.compile(r"phi-?[34]", re.I), 16_384),
    (re.compile(r"llama-?[23]|gemma", re.I), 8_192),
)

LATIN_WORD: Final = re.compile(r"[A-Za-z\u00c0-\u024f]+")
FIGURES: Final = re.compile(r"\d{1,3}")
MARK: Final = re.compile(r"[^\w\s]|_")
WIDE: Final = re.compile(r"[\u2e80-\U0003ffff]")
OTHER_LETTER: Final = re.compile(r"[\u0250-\u2e7f](?<=\w)")


def estimate_tokens(text: str) -> int:
    """Return about how many tokens a modern byte-pair vocabulary makes of ``text``.

    A Latin word of up to six letters is one token, and every four letters more add one; up to three
    digits, or one mark, are one; letters of other alphabets count half, ideographs one each.
    """
    words = sum(1 + max(0, len(word) - 6) / 4 for word in LATIN_WORD.findall(text))
    others = len(OTHER_LETTER.findall(text)) / 2
    marks = sum(len(kind.findall(text)) for kind in (FIGURES, MARK, WIDE))
    return int(words + others + marks) + text.count("\n") // 2 + bool(text)


def cut_to(text: str, tokens: int) -> str:
    """Return the beginning of ``text`` with about ``tokens`` tokens, or all of it."""
    while (count := estimate_tokens(text)) > tokens:
        text = text[: min(len(text) - 1, len(text) * tokens // count)]
    return text


def estimate_messages(messages: Sequence[Message]) -> int:
    """Return about how many tokens a prompt has."""
    return sum(estimate_tokens(message["content"]) + TOKENS_A_MESSAGE for message in messages)


def room_for(model: ChatModel, *, max_output_tokens: int) -> int:
    """Return how many tokens a prompt may have to leave room for an answer of that length."""
    return max(0, int(model.context_window * MARGIN) - max_output_tokens)


def fits(model: ChatModel, messages: Sequence[Message], *, max_output_tokens: int = 1_024) -> bool:
    """Return whether the prompt and an answer fit into the model's window."""
    return estimate_messages(messages) <= room_for(model, max_output_tokens=max_output_tokens)


def known_window(model: str, *, listed: int | None) -> int:
    """Return a model's context window: as listed with its price, else from the table, else small.

    Assuming too little only cuts work into smaller pieces; assuming too much makes servers drop the
    beginning of a prompt silently.
    """
    if listed:
        return listed
    return next((size for name, size in WINDOWS if name.search(model)), UNKNOWN_WINDOW)
