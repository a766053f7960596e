"""Which instructions of this machine's processor the local model uses."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

INSTRUCTIONS: Final = "CT2_FORCE_CPU_ISA"
# What CTranslate2's kernels for AVX-512 need, and what came with processors that keep their clock
# while they run; it leaves the choice to whoever knows that, since earlier ones do not.
NEEDED: Final = frozenset(
    {"avx512f", "avx512cd", "avx512vl", "avx512bw", "avx512dq", "avx512_vnni"}
)
PROCESSORS: Final = Path("/proc/cpuinfo")


def use_wide_registers(described: Path = PROCESSORS) -> None:
    """Let the model use AVX-512 where it pays, before one is loaded; the environment has its say.

    A quarter more passages a second; vectors differ by what quantising to int8 costs either way.
    """
    if _flags(described) >= NEEDED:
        os.environ.setdefault(INSTRUCTIONS, "AVX512")


def _flags(described: Path) -> set[str]:
    try:
        lines = described.read_text().splitlines()
    except OSError:
        return set()
    listed = (line.partition(":")[2] for line in lines if line.startswith("flags"))
    return set(next(listed, "").split())
