"""Two measurements side by side: what got better, and what got worse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal
from uuid import UUID

from ai_features.bench.addresses import Address
from ai_features.bench.models import MeasuredQuestion, Measurement
from ai_features.bench.scoring import MEASURES, Place, hits

NAMES: Final = {
    "recall_1": "Recall@1",
    "recall_3": "Recall@3",
    "recall_5": "Recall@5",
    "recall_10": "Recall@10",
    "mrr_10": "MRR@10",
    "ndcg_10": "nDCG@10",
}
ALIKE: Final = 1e-9
SHOWN: Final = 5
Verdict = Literal["worse", "missed", "better", "same"]
GROUPS: Final[tuple[tuple[Verdict, str], ...]] = (
    ("worse", "Got worse"),
    ("missed", "Not found among the first ten"),
    ("better", "Got better"),
    ("same", "As before"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure, and its change from the measurement compared with, None without one."""

    name: str
    value: float
    change: float | None


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place as a page shows it: a golden passage with its rank, or a found one with its score."""

    title: str
    page: int
    href: str
    rank: int | None
    score: float | None = None
    golden: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One question: the ranks of its golden passages now and before, in words."""

    question: str
    now: str
    before: str
    verdict: Verdict
    golden: list[ShownPlace]
    found: list[ShownPlace]


def figures(measurement: Measurement, former: Measurement | None) -> list[Figure]:
    """Return every measure of a measurement, with its change since ``former``."""
    made = []
    for name in MEASURES:
        value = measurement.scores[name]
        change = value - former.scores[name] if former else None
        made.append(Figure(NAMES[name], value, change))
    return made


def groups(
    results: Sequence[MeasuredQuestion],
    former: Sequence[MeasuredQuestion],
    *,
    titles: Mapping[UUID, str],
    address: Address,
) -> list[tuple[str, list[Row]]]:
    """Return the questions by verdict, those to look at first; without empty groups."""
    before = {row.golden_id: row for row in former}
    rows = [_row(result, before.get(result.golden_id), titles, address) for result in results]
    grouped = [(name, [row for row in rows if row.verdict == verdict]) for verdict, name in GROUPS]
    only_same = len(grouped[-1][1]) == len(rows) or not former
    named = [
        ("Found" if name == "As before" and only_same else name, rows) for name, rows in grouped
    ]
    return [(name, rows) for name, rows in named if rows]


def document_ids(results: Sequence[MeasuredQuestion]) -> set[UUID]:
    """Return every document that the results name."""
    return {UUID(place["document_id"]) for row in results for place in (*row.places, *row.found)}


def _row(
    result: MeasuredQuestion,
    former: MeasuredQuestion | None,
    titles: Mapping[UUID, str],
    address: Address,
) -> Row:
    golden = [Place.from_json(place) for place in result.places]
    return Row(
        question=result.question,
        now=_ranks(result),
        before=_ranks(former) if former else "",
        verdict=_verdict(result, former),
        golden=[
            _shown(place, titles, address, rank=told["rank"])
            for place, told in zip(golden, result.places, strict=True)
        ],
        found=[
            _shown(
                Place.from_json(told),
                titles,
                address,
                rank=rank,
                score=told["score"],
                golden=any(hits(Place.from_json(told), place) for place in golden),
            )
            for rank, told in enumerate(result.found[:SHOWN], start=1)
        ],
    )


def _verdict(result: MeasuredQuestion, former: MeasuredQuestion | None) -> Verdict:
    change = result.scores["ndcg_10"] - former.scores["ndcg_10"] if former else 0.0
    if change < -ALIKE:
        return "worse"
    if not any(place["rank"] for place in result.places):
        return "missed"
    return "better" if change > ALIKE else "same"


def _ranks(result: MeasuredQuestion) -> str:
    return " ".join(str(place["rank"] or "–") for place in result.places)


def _shown(
    place: Place, titles: Mapping[UUID, str], address: Address, *, rank: int | None, **told: Any
) -> ShownPlace:
    title = titles.get(place.document_id, "")
    href = address.of(place) if title else ""
    return ShownPlace(title or "A document that was deleted", place.page, href, rank, **told)
