"""The local model uses the instructions a processor has, and never ones it lacks."""

from __future__ import annotations

import os

import pytest

from ai_features.gateway.local.processor import INSTRUCTIONS, NEEDED, use_wide_registers


@pytest.fixture(autouse=True)
def _nothing_chosen(monkeypatch):
    # Set first, so that monkeypatch also undoes whatever the code under test sets.
    monkeypatch.setenv(INSTRUCTIONS, "")
    monkeypatch.delenv(INSTRUCTIONS)


@pytest.fixture
def described(tmp_path):
    def write(flags):
        path = tmp_path / "cpuinfo"
        path.write_text(f"processor : 0\nflags\t\t: {' '.join(flags)}\nbugs : none\n")
        return path

    return write


def test_a_processor_with_every_needed_flag_uses_them(described):
    use_wide_registers(described(["sse", *NEEDED]))
    assert os.environ[INSTRUCTIONS] == "AVX512"


@pytest.mark.parametrize("lacking", sorted(NEEDED))
def test_a_processor_lacking_one_flag_is_left_to_the_library(described, lacking):
    use_wide_registers(described(NEEDED - {lacking}))
    assert INSTRUCTIONS not in os.environ


def test_a_machine_without_cpuinfo_is_left_to_the_library(tmp_path):
    use_wide_registers(tmp_path / "nothing")
    assert INSTRUCTIONS not in os.environ


def test_the_operator_has_the_last_word(described, monkeypatch):
    monkeypatch.setenv(INSTRUCTIONS, "GENERIC")
    use_wide_registers(described(NEEDED))
    assert os.environ[INSTRUCTIONS] == "GENERIC"
