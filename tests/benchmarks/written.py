"""What a provider's model writes: ``make bench ARGS=written``, with one in the environment.

All of it goes through the whole product, in a workspace of its own. mtrag's questions are asked in
their conversations: is answered what the documents hold, and refused what they do not? As in
:mod:`tests.benchmarks.refusal`, the reference answers stand in for mtrag's passages. Then contracts
are summarised: overlap with summaries by people, beside the one sentence quoted without a model,
and how many sentences the product dropped, as its sources do not support them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import fmean
from typing import Any, Final

import numpy as np
from django.utils import timezone

from ai_features.chat.models import Conversation
from ai_features.chat.services import ask
from ai_features.gateway.queries import instance_model
from ai_features.knowledge.citations.marks import without_marks
from ai_features.knowledge.words.sentences import split_sentences
from ai_features.runs.engine import JOB
from ai_features.runs.models import Run, RunStatus
from ai_features.runs.services import create_run
from ai_features.summary.options import Length, SummaryOptions
from ai_features.summary.services import request_summary
from core.access import Access
from core.assembly.config import get_config
from core.jobs.models import Job
from core.jobs.performing import perform_job
from core.tenancy.scope import in_workspace
from core.workspaces.queries import user_access
from projects.documents.services import add_text
from projects.models import Project
from projects.queries import get_demo
from projects.services import create_project
from tests.benchmarks.asking import ANSWERABLE
from tests.benchmarks.crowd import workspaces
from tests.benchmarks.data import records
from tests.benchmarks.provided import ABSENT
from tests.benchmarks.quality_page import share
from tests.benchmarks.rouge import best_rouge
from tests.benchmarks.summaries import Case, legalsum, measured, ours

SUMMARIES: Final = 50
SILENT: Final = "UNANSWERABLE"
Task = Mapping[str, Any]


@dataclass(frozen=True)
class House:
    """A workspace's project, and who works there."""

    access: Access
    project: Project

    def add(self, title: str, text: str) -> None:
        """Have a text read and indexed here."""
        with in_workspace(self.project.workspace_id):
            document = add_text(access=self.access, project=self.project, title=title, text=text)
        self._perform(document.pk)

    def done(self, run: Run) -> Run:
        """Have the run executed here, and return it as it ended."""
        self._perform(run.pk, kind=JOB)
        with in_workspace(run.workspace_id):
            return Run.objects.for_workspace(run.workspace_id).get(pk=run.pk)

    def _perform(self, subject: object, **found: str) -> None:
        workspace = self.project.workspace_id
        with in_workspace(workspace):
            job = Job.objects.for_workspace(workspace).get(subject_id=subject, **found)
        perform_job(workspace, job.pk)


@contextmanager
def house() -> Iterator[House]:
    with workspaces(1) as (user, (workspace,)):
        with in_workspace(workspace.pk):
            access = user_access(user, workspace.slug)
            project = create_project(access=access, name="Bench")
        yield House(access, project)


def answered(home: House, task: Task) -> Run:
    """Return the run that answers the last question of a task, in its conversation."""
    *before, last = task["input"]
    actor, project = home.access.actor, home.project
    with in_workspace(project.workspace_id):
        conversation = Conversation(
            workspace_id=project.workspace_id, project=project, title="mtrag", **actor.columns
        )
        conversation.save(force_insert=True)
        for said, replied in zip(before[::2], before[1::2], strict=True):
            _remember(home, conversation, said["text"], replied["text"])
        run = ask(
            project=project,
            actor=actor,
            message=last["text"],
            conversation_id=conversation.pk,
            where="worker",
        )
    return home.done(run)


def _remember(home: House, conversation: Conversation, said: str, replied: str) -> None:
    run = create_run(
        project=home.project,
        demo=get_demo(project=home.project, kind="chat"),
        actor=home.access.actor,
        input={"message": said},
        conversation_id=conversation.pk,
    )
    now = timezone.now()
    Run.objects.for_workspace(run.workspace_id).filter(pk=run.pk).update(
        status=RunStatus.DONE, output={"answer": replied}, started_at=now, finished_at=now
    )


def conversations() -> None:
    """Print how often a model rightly answers and refuses, and what its answers rest on."""
    tasks = records("mtrag/mtrag_subset_tasks.jsonl")
    known = [task for task in tasks if ANSWERABLE in task["Answerability"]]
    silent = [task for task in tasks if SILENT in task["Answerability"]]
    with house() as home:
        for task in known:
            for author in ("reference", "gpt-4o"):
                home.add(task["task_id"], task["evaluations"][author]["response"])
        runs = [answered(home, task) for task in known]
        others = [answered(home, task) for task in silent]
    _tell_failed([*runs, *others])
    right = sum(_is_answer(run) for run in runs) + sum(run.refused for run in others)
    asked = len(runs) + len(others)
    print(f"mtrag: answered {sum(map(_is_answer, runs))} of {len(runs)} that are answerable")
    print(f"  refused {sum(run.refused for run in others)} of {len(others)} that are not")
    print(f"  right decisions {share(right / asked)}; promised .95; published for gpt-4o .969")
    written = [run for run in [*runs, *others] if _is_answer(run)]
    sentences = [_cited(run) for run in written]
    every = [each for one in sentences for each in one]
    print(f"  sentences with a citation {share(fmean(every)) if every else '–'}; promised: all")


def _is_answer(run: Run) -> bool:
    return run.status == RunStatus.DONE and not run.refused


def _cited(run: Run) -> list[bool]:
    """Return for each sentence of an answer whether it bears a mark."""
    text = str(run.output["answer"])
    return ["[" in text[start:end] for start, end in split_sentences(text)]


def _tell_failed(runs: Sequence[Run]) -> None:
    failed = [run.error_code for run in runs if run.status != RunStatus.DONE]
    if failed:
        print(f"  {len(failed)} runs failed: {', '.join(sorted(set(failed)))}")


def summaries() -> None:
    """Print how written summaries of contracts compare with those by people."""
    cases = legalsum()[:SUMMARIES]
    with house() as home:
        runs = [_summarised(home, case) for case in cases]
    _tell_failed(runs)
    pairs = [
        (run, case)
        for run, case in zip(runs, cases, strict=True)
        if run.status == RunStatus.DONE and run.output.get("text")
    ]
    if not pairs:
        return
    overlap = [
        best_rouge(without_marks(run.output["text"]), case.references) for run, case in pairs
    ]
    told = " / ".join(f"{100 * figure:.1f}" for figure in np.mean(overlap, axis=0))
    dropped = fmean(run.output.get("dropped_sentences", 0) for run, _ in pairs)
    print(f"legalsum, {len(pairs)} contracts, ROUGE-1 / -2 / -L: written {told}")
    print(f"  one sentence quoted without a model: {measured(cases, ours)}")
    print(f"  sentences dropped for want of support, a summary: {dropped:.2f}")


def _summarised(home: House, case: Case) -> Run:
    options = SummaryOptions(text=case.text, length=Length.SHORT)
    run = request_summary(project=home.project, actor=home.access.actor, options=options)
    return run if run.status in (RunStatus.DONE, RunStatus.FAILED) else home.done(run)


def main() -> None:
    model = instance_model(get_config())
    if model is None:
        print(f"Written answers and summaries: {ABSENT}")
        return
    print(f"Written by {model.name}")
    conversations()
    summaries()


if __name__ == "__main__":
    main()
