"""All examinations, in the order an operator would ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from core.doctor import database, machine, outside
from core.doctor.findings import Examination, Finding

EXAMINATIONS: Final[tuple[Examination, ...]] = (
    machine.python,
    machine.data_folder,
    machine.secret_key,
    database.database,
    outside.parts,
    outside.provider,
    outside.mail,
    outside.addresses,
)


_more: list[Examination] = []


def register_examination(examination: Examination) -> None:
    """Add an upper layer's examination, to run after all others."""
    if examination not in _more:
        _more.append(examination)


def examine() -> Iterator[Finding]:
    """Yield every finding as it is made."""
    for examination in (*EXAMINATIONS, *_more):
        yield from examination()
