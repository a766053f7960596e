"""Structured answers: JSON that satisfies a schema, corrected once if it does not."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from ai_features.gateway.calls import complete
from ai_features.gateway.errors import ProviderNonsense, ProviderRejected
from ai_features.gateway.messages import ChatModel, Completion, Message, ModelCall

T = TypeVar("T", bound=BaseModel)
FENCE: Final = "```"
# NUL as JSON escapes it, which PostgreSQL does not store; an escaped backslash before it is no
# escape.
NUL: Final = re.compile(r"(\\\\)|\\u0000")
ASK: Final = "Answer with one JSON object and nothing else. It must satisfy this JSON Schema:\n"
MEND: Final = (
    "That does not satisfy the schema: {problems}. Answer again with the JSON object only."
)
JSON_OBJECT: Final = {"type": "json_object"}


def complete_json(
    call: ModelCall, schema: type[T], *, model: ChatModel | None = None
) -> tuple[T, Completion]:
    """Return the answer as ``schema``, and the completion it was read from.

    An answer that does not fit is sent back once with what is wrong; the second time raises
    :class:`~ai_features.gateway.errors.ProviderNonsense`.
    """
    asked = replace(call, messages=_with_schema(call.messages, schema))
    first = _complete(asked, model=model)
    try:
        return _read(first.text, schema), first
    except ValidationError as error:
        mended = replace(asked, messages=[*asked.messages, *_mend(first.text, error)])
    second = _complete(mended, model=model)
    try:
        return _read(second.text, schema), second
    except ValidationError as error:
        raise ProviderNonsense from error


def _complete(call: ModelCall, *, model: ChatModel | None) -> Completion:
    """Ask for JSON mode, and without it where the server rejects that."""
    try:
        return complete(replace(call, response_format=JSON_OBJECT), model=model)
    except ProviderRejected:
        return complete(replace(call, response_format=None), model=model)


def _with_schema(messages: list[Message], schema: type[BaseModel]) -> list[Message]:
    rule = ASK + json.dumps(schema.model_json_schema(), separators=(",", ":"))
    return [{"role": "system", "content": rule}, *messages]


def _mend(answer: str, error: ValidationError) -> list[Message]:
    problems = "; ".join(
        f"{'.'.join(str(part) for part in item['loc']) or 'answer'}: {item['msg']}"
        for item in error.errors()[:5]
    )
    return [
        {"role": "assistant", "content": answer},
        {"role": "user", "content": MEND.format(problems=problems)},
    ]


def _read(text: str, schema: type[T]) -> T:
    written = NUL.sub(lambda found: found[1] or "", _unfenced(text.strip()))
    return schema.model_validate_json(written)


def _unfenced(text: str) -> str:
    """Return the content of ``text`` if it is a Markdown code block, else all of it."""
    if not text.startswith(FENCE):
        return text
    return text.removeprefix(FENCE).removeprefix("json").removesuffix(FENCE)
