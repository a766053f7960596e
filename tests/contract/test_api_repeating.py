"""A REST call repeated with its Idempotency-Key has one effect and one answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.keys.services import ALL_SCOPES, create_personal_key
from core.rest.models import KeptAnswer
from core.tenancy.scope import in_workspace
from core.workspaces.models import Membership
from tests.cast import ApiClient
from tests.contract.problems import is_problem
from tests.contract.two_clients import body_of, ours

__all__ = ["ours"]
pytestmark = pytest.mark.django_db


def repeatable(ours):
    project = f"/workspaces/acme/projects/{ours['project']}"
    return [
        ("/workspaces", {"name": "One"}, {"name": "Other"}),
        ("/workspaces/acme/projects", {"name": "One"}, {"name": "Other"}),
        ("/workspaces/acme/members", {"email": "3@x.test"}, {"email": "4@x.test"}),
        ("/workspaces/acme/invitations", {"email": "1@x.test"}, {"email": "2@x.test"}),
        ("/workspaces/acme/keys", *({"name": name, "scopes": ["read"]} for name in "ab")),
        (f"{project}/documents", {"title": "1", "text": "one"}, {"title": "2", "text": "two"}),
        (
            f"{project}/feedback",
            *({"run_id": str(ours["run_id"]), "rating": r} for r in ("up", "down")),
        ),
        (f"{project}/golden", *(body_of("add_golden", ours) | {"question": q} for q in "ab")),
        (f"{project}/golden/measurements", {"mode": "keyword"}, {"mode": "semantic"}),
        (f"/workspaces/acme/runs/{ours['run_id']}/cancel", {}, {"other": 1}),
    ]


def test_a_repeated_post_has_one_effect_and_one_answer(acme_api, ours):
    for number, (path, body, other) in enumerate(repeatable(ours)):
        once = {"Idempotency-Key": f"call-{number}"}
        first, again = (acme_api.post(path, body, **once) for _ in range(2))
        assert first.status_code in {200, 201, 202}, (path, first.content)
        assert (again.status_code, again.content) == (first.status_code, first.content), path
        is_problem(acme_api.post(path, other, **once), 422)


def test_a_repeated_refusal_carries_the_id_of_its_own_request(acme_api):
    once = {"Idempotency-Key": "refused"}
    first, again = (acme_api.post("/workspaces", {"name": ""}, **once) for _ in range(2))
    told = [is_problem(each, 422) for each in (first, again)]
    assert again.headers["Idempotent-Replayed"]
    assert told[0]["errors"] == told[1]["errors"]
    assert told[0]["request_id"] != told[1]["request_id"]


def test_a_post_whose_first_call_is_still_running_is_a_conflict(acme_api, acme):
    once = {"Idempotency-Key": "running"}
    acme_api.post("/workspaces/acme/projects", {"name": "One"}, **once)
    with in_workspace(acme.pk):
        KeptAnswer.objects.update(status=None, created_at=datetime.now(UTC))
    is_problem(acme_api.post("/workspaces/acme/projects", {"name": "One"}, **once), 409)


def test_a_former_member_gets_no_stored_answer(client, acme, acme_engineer, api_for):
    api, once = api_for(acme_engineer), {"Idempotency-Key": "before"}
    assert api.post("/workspaces/acme/projects", {"name": "One"}, **once).status_code == 201
    with in_workspace(acme.pk):
        Membership.objects.for_workspace(acme).filter(user=acme_engineer).delete()
    is_problem(api.post("/workspaces/acme/projects", {"name": "One"}, **once), 404)


def test_different_keys_do_not_share_stored_answers(client, ada, acme):
    tokens = [create_personal_key(user=ada, name=n, scopes=ALL_SCOPES)[1] for n in "ab"]
    ids = {
        ApiClient(client, token)
        .post("/workspaces/acme/projects", {"name": "One"}, **{"Idempotency-Key": "same"})
        .json()["id"]
        for token in tokens
    }
    assert len(ids) == 2
