"""Runs as JSON."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.serializers.json import DjangoJSONEncoder

from ai_features.runs.executors import kind_of
from ai_features.runs.models import Run, RunStatus, Span
from ai_features.runs.timeline import began_at
from core.access import Begun
from core.json import Json


def moment(when: datetime | None) -> str | None:
    """Return a time as the API's JSON formats it, so that events and answers agree."""
    return None if when is None else str(DjangoJSONEncoder().default(when.astimezone(UTC)))


def answer_of(run: Run) -> Json:
    """Return the whole answer, as the kind's non-streaming call returns it."""
    kind = kind_of(run)
    return kind.present(run) if kind and kind.present else describe(run)


def describe(run: Run, *, heavy: bool = True) -> Json:
    """Return the run as JSON, without its trace; ``run.project`` should be fetched with it.

    ``heavy=False`` leaves out the input, the output and the citations, for lists.
    """
    texts = {"input": run.input, "output": run.output, "citations": run.citations} if heavy else {}
    return texts | {
        "id": str(run.pk),
        "project": run.project.slug,
        "project_id": str(run.project_id),
        "demo": run.kind,
        "demo_id": str(run.demo_id),
        "conversation_id": str(run.conversation_id) if run.conversation_id else None,
        "actor": actor_of(run),
        "status": run.status,
        "progress": {
            "done": run.progress_done,
            "total": run.progress_total,
            "stage": run.stage,
        },
        "refused": run.refused,
        "mode": run.mode or None,
        "model": run.model or None,
        "usage": usage_of(run),
        "cost_micro_usd": run.cost_micro_usd,
        "latency_ms": run.latency_ms,
        "error": error_of(run),
        "created_at": moment(run.created_at),
        "started_at": moment(run.started_at),
        "finished_at": moment(run.finished_at),
    }


def describe_whole(run: Run) -> Json:
    """Return the run as JSON with its trace; ``run.spans`` should be fetched with it."""
    return describe(run) | {"trace": [describe_span(span, run=run) for span in run.spans.all()]}


def actor_of(row: Begun) -> Json:
    """Return who began the row, as JSON."""
    return {"kind": row.actor_kind, "id": str(row.actor_id), "label": row.actor_label}


def usage_of(run: Run) -> Json:
    """Return the run's tokens and cost; the cost is None when a price is unknown."""
    return {
        "input_tokens": run.input_tokens,
        "output_tokens": run.output_tokens,
        "total_tokens": run.input_tokens + run.output_tokens,
        "cost_micro_usd": run.cost_micro_usd,
    }


def error_of(run: Run) -> Json | None:
    """Return why the run failed or was cancelled; None for any other."""
    if run.status not in {RunStatus.FAILED, RunStatus.CANCELLED}:
        return None
    return {"code": run.error_code, "message": run.error_message}


def describe_span(span: Span, *, run: Run) -> Json:
    """Return one span of the trace; ``offset_ms`` counts from the creation of the run."""
    return {
        "id": str(span.pk),
        "attempt": span.attempt,
        "kind": span.kind,
        "name": span.name,
        "started_at": moment(span.started_at),
        "offset_ms": round((span.started_at - began_at(run)).total_seconds() * 1000, 1),
        "duration_ms": round(span.duration_ms, 1),
        "error_code": span.error_code or None,
        "data": span.data,
    }
