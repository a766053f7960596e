"""What is wrong with a value is said in words that need no knowledge of the code."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from core.rest.wrong import in_words


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Body(BaseModel):
    """A body with a field of each kind."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=1_500)] = "x"
    code: Annotated[str, Field(min_length=3)] = "abc"
    limit: Annotated[int, Field(ge=1, le=50)] = 1
    above: Annotated[float, Field(gt=0, lt=1)] = 0.5
    id: UUID | None = None
    mode: Literal["hybrid", "keyword"] = "hybrid"
    colour: Colour = Colour.RED
    on: bool = True

    @field_validator("code")
    @classmethod
    def _capital(cls, code: str) -> str:
        if code.isupper():
            raise ValueError("Use small letters.")
        return code


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": ""}, "Give a text."),
        ({"name": "x" * 1_501}, "Give at most 1,500 characters."),
        ({"code": "ab"}, "Give at least 3 characters."),
        ({"code": "ABC"}, "Use small letters."),
        ({"limit": 0}, "Give 1 or more."),
        ({"limit": 51}, "Give 50 or less."),
        ({"limit": "many"}, "Give a whole number."),
        ({"above": 0}, "Give more than 0.0."),
        ({"above": 1}, "Give less than 1.0."),
        ({"id": "7"}, "Give an id as the API returns it."),
        ({"mode": "both"}, "Use 'hybrid' or 'keyword'."),
        ({"colour": "green"}, "Use 'red' or 'blue'."),
        ({"on": "perhaps"}, "Give true or false."),
        ({"size": 1}, "There is no such field here. Check its spelling, or leave it out."),
    ],
)
def test_a_wrong_value_is_answered_with_what_to_give(given, words):
    with pytest.raises(ValidationError) as wrong:
        Body(**given)
    assert [in_words(each) for each in wrong.value.errors()] == [words]


def test_an_error_without_words_of_ours_keeps_its_own():
    assert in_words({"type": "new_kind", "msg": "Value error, too new"}) == "too new"
