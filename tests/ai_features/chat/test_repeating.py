"""A streamed question is repeated with its Idempotency-Key."""

from __future__ import annotations

from ai_features.runs.models import Run
from core.tenancy.scope import in_workspace


def test_a_repeated_streamed_call_follows_the_same_run(acme_api, acme, project):
    path = f"/workspaces/acme/projects/{project.slug}/chat"
    asked = {"message": "How long is parental leave?", "stream": True}
    once = {"Idempotency-Key": "stream-1"}
    first = acme_api.post(path, asked, **once)
    again = acme_api.post(path, asked, **once)
    assert first["X-Run-ID"] == again["X-Run-ID"]
    assert again["Content-Type"] == "text/event-stream"
    with in_workspace(acme.pk):
        assert Run.objects.for_workspace(acme).filter(kind="chat").count() == 1
    other = acme_api.post(path, asked | {"message": "Something else?"}, **once)
    assert other.status_code == 422
