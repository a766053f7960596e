"""A question is repeated with its Idempotency-Key."""

from __future__ import annotations

from ai_features.runs.models import Run
from ai_features.runs.services import cancel_run
from core.tenancy.scope import in_workspace

CHAT = "/workspaces/acme/projects/house/chat"
ASKED = {"message": "How long is parental leave?"}
STREAMED = ASKED | {"stream": True}


def test_a_repeated_streamed_call_follows_the_same_run(acme_api, acme, project):
    once = {"Idempotency-Key": "stream-1"}
    first = acme_api.post(CHAT, STREAMED, **once)
    again = acme_api.post(CHAT, STREAMED, **once)
    assert first["X-Run-ID"] == again["X-Run-ID"]
    assert again["Content-Type"] == "text/event-stream"
    with in_workspace(acme.pk):
        assert Run.objects.for_workspace(acme).filter(kind="chat").count() == 1


def test_a_streamed_call_repeated_with_another_body_is_refused(acme_api, project):
    once = {"Idempotency-Key": "stream-1"}
    acme_api.post(CHAT, STREAMED, **once)
    other = acme_api.post(CHAT, STREAMED | {"message": "Something else?"}, **once)
    assert other.status_code == 422


def test_repeating_a_question_whose_run_was_stopped_starts_no_other(
    acme_api, acme, project, monkeypatch
):
    def stopped(run, **_):
        with in_workspace(acme.pk):
            cancel_run(run)
            return Run.objects.for_workspace(acme).get(pk=run.pk)

    monkeypatch.setattr("ai_features.chat.api.wait_for", stopped)
    once = {"Idempotency-Key": "stopped-1"}
    first, again = (acme_api.post(CHAT, ASKED, **once) for _ in range(2))
    assert first.status_code == again.status_code == 409
    assert first.json()["code"] == again.json()["code"] == "cancelled"
    with in_workspace(acme.pk):
        assert Run.objects.for_workspace(acme).filter(kind="chat").count() == 1
