"""Fit the judgement behind a refusal: ``python -m tests.benchmarks.refusal_fit``.

Logistic regression of whether the passages read hold the answer, on the two figures in
:class:`ai_features.knowledge.extraction.evidence.Evidence`. Each set has the same weight, as have
the questions with and without an answer within each set. Printed for each set, from a fit without
that set: the area under the ROC curve (answers present against answers removed) and the share of
each kind answered; finally the fit on all sets, which belongs in the code.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ai_features.knowledge.extraction.evidence import NEAR_ENOUGH, SPEAK_FROM
from tests.benchmarks.refusal import Verdict, measured

Rows = NDArray[np.float64]
ROUNDS = 30
RIDGE = 1e-4
# The weight of a question without an answer: where part of the answer often remains, removing
# passages proves little.
TAKEN = {"anthropic_docs_rag": 0.3, "chunking_eval": 0.3, "mtrag, reference answers": 0.3}
EASY = 0.5


class Labelled:
    """A set's verdicts as rows (1, meaning, words), labels and weights."""

    def __init__(self, name: str, verdicts: Iterable[Verdict]) -> None:
        used = [verdict for verdict in verdicts if verdict.kind != "missed"]
        answers = [verdict.answer for verdict in used]
        self.kinds = np.array([verdict.kind for verdict in used])
        self.rows = np.array(
            [
                (1.0, min(each.evidence.meaning, NEAR_ENOUGH), each.evidence.words)
                for each in answers
            ]
        )
        self.holds = (self.kinds == "held").astype(float)
        weights = np.where(self.kinds == "taken", TAKEN.get(name, 1.0), EASY)
        for label in (0.0, 1.0):
            weights[self.holds == label] /= weights[self.holds == label].sum()
        self.weights = weights


def fitted(sets: Iterable[Labelled]) -> Rows:
    """Return intercept and coefficients, by Newton's method."""
    chosen = list(sets)
    rows = np.concatenate([each.rows for each in chosen])
    holds = np.concatenate([each.holds for each in chosen])
    weights = np.concatenate([each.weights for each in chosen])
    found = np.zeros(rows.shape[1])
    for _ in range(ROUNDS):
        sure = likelihoods(rows, found)
        slope = rows.T @ (weights * (sure - holds)) + RIDGE * found
        curve = (rows * (weights * sure * (1 - sure))[:, None]).T @ rows
        found -= np.linalg.solve(curve + RIDGE * np.eye(len(found)), slope)
    return found


def likelihoods(rows: Rows, coefficients: Rows) -> Rows:
    return np.asarray(1 / (1 + np.exp(-(rows @ coefficients))))


def area(held: Rows, taken: Rows) -> float:
    """Return how often an answer that is there is rated likelier than one that is not."""
    higher = held[:, None] > taken[None, :]
    same = held[:, None] == taken[None, :]
    return float((higher + same / 2).mean())


def main() -> None:
    sets = {name: Labelled(name, verdicts) for name, verdicts in measured()}
    for name, each in sets.items():
        others = fitted(other for key, other in sets.items() if key != name)
        sure = likelihoods(each.rows, others)
        curve = area(sure[each.kinds == "held"], sure[each.kinds == "taken"])
        told = {
            str(kind): f"{(sure[each.kinds == kind] >= SPEAK_FROM).mean():.3f}"
            for kind in np.unique(each.kinds)
        }
        print(f"{name}: area {curve:.3f}, answered {told}")
    print("fitted on all: intercept, meaning, words:", fitted(sets.values()).round(2))


if __name__ == "__main__":
    main()
