"""Pages of the measurements: all of them over time, and one of them question by question."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from ai_features.bench import comparing
from ai_features.bench.addresses import Address
from ai_features.bench.charts import charts
from ai_features.bench.forms import SettingsForm
from ai_features.bench.models import Measurement, MeasurementState
from ai_features.bench.queries import (
    NO_MEASUREMENT,
    finished,
    get_measurement,
    measured_before,
    measurements_of,
    open_measurement,
    results_of,
    titles_of,
)
from ai_features.bench.services import request_measurement, stop_measurement
from ai_features.bench.views import frame
from ai_features.knowledge.settings import kept_settings
from core.errors import Invalid, NotFound
from core.rest.pagination import paginate
from core.rights import Right
from core.tenancy.ids import id_in
from projects.pages import ProjectPageRequest, project_page

ROWS: Final = 25
ON_CHART: Final = 30
COMPARABLE: Final = 50


@require_safe
@project_page(Right.PROJECT_WRITE)
def measurements(request: ProjectPageRequest) -> HttpResponse:
    """Show how well the golden set was found over time."""
    found = paginate(
        measurements_of(request.project),
        of=request.project,
        limit=ROWS,
        cursor=request.GET.get("after"),
    )
    done = list(finished(request.project)[:ON_CHART])
    last, former = (done[0] if done else None), (done[1] if len(done) > 1 else None)
    context = frame(request, "measurements") | {
        "items": found["items"],
        "older": found["next_cursor"],
        "later": bool(request.GET.get("after")),
        "running": open_measurement(request.project),
        "last": last,
        "former": former,
        "figures": comparing.figures(last, former) if last else [],
        "charts": charts(done),
    }
    return render(request, "bench/measurements.html", context)


@require_POST
@project_page(Right.PROJECT_WRITE)
def start(request: ProjectPageRequest) -> HttpResponse:
    """Measure the golden set and go to the measurement."""
    form = SettingsForm(request.POST, kept=kept_settings(request.project))
    if not form.is_valid():
        raise Invalid("These settings cannot be measured. Choose them again on the bench.")
    asked = request_measurement(
        actor=request.actor,
        project=request.project,
        settings=form.chosen,
        mode=form.mode_chosen,
    )
    return redirect("bench:measurement", request.workspace.slug, request.project.slug, asked.pk)


@require_safe
@project_page(Right.PROJECT_WRITE)
def measurement(request: ProjectPageRequest, measurement_id: UUID) -> HttpResponse:
    """Show a measurement beside the previous one, or the one named by ``?with=``."""
    found = get_measurement(project=request.project, measurement_id=measurement_id)
    return _shown(request, found)


@require_POST
@project_page(Right.PROJECT_WRITE)
def stop(request: ProjectPageRequest, measurement_id: UUID) -> HttpResponse:
    """Stop a measurement."""
    found = get_measurement(project=request.project, measurement_id=measurement_id)
    stop_measurement(found)
    found.refresh_from_db()
    if request.htmx:
        return _shown(request, found)
    return redirect("bench:measurement", request.workspace.slug, request.project.slug, found.pk)


def _shown(request: ProjectPageRequest, found: Measurement) -> HttpResponse:
    context = frame(request, "measurements") | {"measurement": found}
    if found.state == MeasurementState.DONE:
        context |= _compared(request, found)
    template = "bench/measurement.html#card" if request.htmx else "bench/measurement.html"
    return render(request, template, context)


def _compared(request: ProjectPageRequest, found: Measurement) -> dict[str, Any]:
    former = _former(request, found)
    results, before = results_of(found), results_of(former) if former else []
    titles = titles_of(request.project, comparing.document_ids(results))
    others = finished(request.project).exclude(pk=found.pk)[:COMPARABLE]
    return {
        "former": former,
        "others": list(others),
        "figures": comparing.figures(found, former),
        "groups": comparing.groups(
            results,
            before,
            titles=titles,
            address=Address(request.workspace.slug, request.project.slug),
        ),
    }


def _former(request: ProjectPageRequest, found: Measurement) -> Measurement | None:
    word = request.GET.get("with", "")
    if not word:
        return measured_before(found)
    measurement_id = id_in(word)
    if measurement_id is None:
        raise NotFound(NO_MEASUREMENT)
    other = get_measurement(project=request.project, measurement_id=measurement_id)
    return other if other.state == MeasurementState.DONE else None
