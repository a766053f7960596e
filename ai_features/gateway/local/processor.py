"""Which processor instructions the local model uses."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

INSTRUCTIONS: Final = "CT2_FORCE_CPU_ISA"
# What CTranslate2's AVX-512 kernels need, plus VNNI, which came with processors that do not lower
# their clock for AVX-512. Earlier ones do, so CTranslate2 does not choose these kernels by itself.
NEEDED: Final = frozenset(
    {"avx512f", "avx512cd", "avx512vl", "avx512bw", "avx512dq", "avx512_vnni"}
)
PROCESSORS: Final = Path("/proc/cpuinfo")


def use_wide_registers(described: Path = PROCESSORS) -> None:
    """Let the model use AVX-512 where it pays; the environment's own setting wins.

    Call it before a model is loaded. It embeds a quarter more passages per second; the vectors
    change about as much as quantising the model to int8 changes them anyway.
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
