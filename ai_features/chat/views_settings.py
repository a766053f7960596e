"""Set up the chat demo."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from ai_features.chat.forms import SettingsForm
from ai_features.chat.services import KIND
from ai_features.chat.settings import chat_settings
from core.rights import Right
from projects.pages import ProjectPageRequest, project_page
from projects.queries import get_demo
from projects.views.demo_settings import demo_settings


@require_http_methods(["GET", "HEAD", "POST"])
@project_page(Right.PROJECT_WRITE)
def settings(request: ProjectPageRequest) -> HttpResponse:
    """Set the greeting, the refusal, the starter questions and the instructions."""
    demo = get_demo(project=request.project, kind=KIND)
    form = SettingsForm(request.POST or None, initial=chat_settings(demo).model_dump())
    saved = "Saved. The next answer will use these settings."
    return demo_settings(request, demo=demo, form=form, url_name="chat:page", saved=saved)
