from __future__ import annotations

import time
from uuid import uuid4

import pytest

from ai_features.knowledge.citations.citing import Citer


@pytest.mark.parametrize("unit", ["leaves ", "......", "\n\n\n\n\n\n", "sat. A", "休假休假休假"])
def test_an_endless_sentence_is_told_in_time_and_whole(unit):
    citer, began = Citer([], uuid4()), time.process_time()
    told = [each for _ in range(6_000) for each in citer.write(unit)]
    told += citer.rest(cite=True)
    assert time.process_time() - began < 6
    assert "".join(told) == citer.text
    assert citer.text.rstrip() == (unit * 6_000).rstrip()
