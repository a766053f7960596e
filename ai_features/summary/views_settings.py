"""Set up the summary demo."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from ai_features.summary.forms import SettingsForm
from ai_features.summary.options import summary_settings
from ai_features.summary.services import KIND
from core.rights import Right
from projects.pages import ProjectPageRequest, project_page
from projects.queries import get_demo
from projects.views.demo_settings import demo_settings


@require_http_methods(["GET", "HEAD", "POST"])
@project_page(Right.PROJECT_WRITE)
def settings(request: ProjectPageRequest) -> HttpResponse:
    """Set the length and the format that the form begins with."""
    demo = get_demo(project=request.project, kind=KIND)
    initial = SettingsForm.initial_for(summary_settings(demo))
    form = SettingsForm(request.POST or None, initial=initial)
    return demo_settings(request, demo=demo, form=form, url_name="summary:page")
