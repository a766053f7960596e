"""Answers that must have a given shape, and texts that must fit a window."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from ai_features.gateway import complete_json, estimate_tokens, fits
from ai_features.gateway.errors import ProviderNonsense
from tests.fakes.upstream import Reply


class Verdict(BaseModel):
    right: bool
    why: str


GOOD = '{"right": true, "why": "page 7"}'


def test_an_answer_of_the_right_shape_is_accepted(call, model, upstream):
    upstream.script(Reply(text=GOOD))
    verdict, completion = complete_json(call, Verdict, model=model)
    assert verdict == Verdict(right=True, why="page 7")
    assert completion.text == GOOD
    assert upstream.requests[0].body["response_format"] == {"type": "json_object"}


@pytest.mark.parametrize("written", ["```json\n{}\n```", "```\n{}```\n", "\n  ```json {}\n\n ```"])
def test_a_fenced_answer_is_accepted(call, model, upstream, written):
    upstream.script(Reply(text=written.replace("{}", GOOD)))
    assert complete_json(call, Verdict, model=model)[0].right


def test_characters_the_database_cannot_store_are_left_out_of_the_shape(call, model, upstream):
    upstream.script(Reply(text=r'{"right": true, "why": "pa\u0000ge \\u0000"}'))
    assert complete_json(call, Verdict, model=model)[0].why == r"page \u0000"


def test_a_wrong_shape_is_sent_back_once(call, model, upstream):
    upstream.script(Reply(text='{"right": "perhaps"}'), Reply(text=GOOD))
    assert complete_json(call, Verdict, model=model)[0].right
    assert "right" in upstream.requests[1].last_message


def test_a_wrong_shape_twice_is_nonsense(call, model, upstream):
    upstream.script(Reply(text="no"), Reply(text="still no"))
    with pytest.raises(ProviderNonsense):
        complete_json(call, Verdict, model=model)
    assert len(upstream.requests) == 2


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        # Counted with OpenAI's o200k vocabulary (npm's gpt-tokenizer).
        ("", 0),
        ("The quick brown fox jumps over the lazy dog.", 10),
        ("Paid parental leave lasts sixteen weeks and may be divided.", 11),
        ("Die Kündigungsfrist beträgt vier Wochen zum Monatsende.", 11),
    ],
)
def test_token_estimates_are_about_right(text, tokens):
    assert estimate_tokens(text) == pytest.approx(tokens, rel=0.35, abs=1)


def test_a_prompt_that_leaves_no_room_for_the_answer_does_not_fit(model):
    long = [{"role": "user", "content": "word " * 5_000}]
    assert fits(model, long, max_output_tokens=100)
    assert not fits(model, long, max_output_tokens=2_000)
