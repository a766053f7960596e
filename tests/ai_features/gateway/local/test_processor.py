"""The local model uses what the processor has, and what it has not is never asked of it."""

from __future__ import annotations

import os

import pytest

from ai_features.gateway.local.processor import INSTRUCTIONS, NEEDED, use_wide_registers


@pytest.fixture(autouse=True)
def _nothing_chosen(monkeypatch):
    # Set first, so that whatever is set meanwhile goes with it.
    monkeypatch.setenv(INSTRUCTIONS, "")
    monkeypatch.delenv(INSTRUCTIONS)


@pytest.fixture
def described(tmp_path):
    def write(flags):
        path = tmp_path / "cpuinfo"
        path.write_text(f"processor : 0\nflags\t\t: {' '.join(flags)}\nbugs : none\n")
        return path

    return write


def test_a_processor_with_all_of_it_is_used(described):
    use_wide_registers(described(["sse", *NEEDED]))
    assert os.environ[INSTRUCTIONS] == "AVX512"


@pytest.mark.parametrize("lacking", sorted(NEEDED))
def test_one_that_lacks_a_part_is_left_to_the_library(described, lacking):
    use_wide_registers(described(NEEDED - {lacking}))
    assert INSTRUCTIONS not in os.environ


def test_a_machine_that_describes_no_processor_is_left_to_the_library(tmp_path):
    use_wide_registers(tmp_path / "nothing")
    assert INSTRUCTIONS not in os.environ


def test_the_operator_has_the_last_word(described, monkeypatch):
    monkeypatch.setenv(INSTRUCTIONS, "GENERIC")
    use_wide_registers(described(NEEDED))
    assert os.environ[INSTRUCTIONS] == "GENERIC"
