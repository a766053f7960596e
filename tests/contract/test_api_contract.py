"""The REST API keeps its contract on every path: shapes, refusals, headers."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import resolve

from core.keys.services import ALL_SCOPES, create_personal_key, revoke_personal_key
from core.rights import SCOPE_RIGHTS, Right, Scope
from tests.contract.problems import is_problem
from tests.contract.test_routes import OPERATIONS
from tests.contract.two_clients import body_of, call, nobodys, operations, ours, theirs

__all__ = ["ours", "theirs"]
pytestmark = pytest.mark.django_db
API = "/api/v1"
RFC3339_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
PATHS = """
GET /me
GET POST /workspaces
GET PATCH DELETE /workspaces/{workspace}
GET POST /workspaces/{workspace}/members
GET POST /workspaces/{workspace}/invitations
GET POST /workspaces/{workspace}/keys
GET /workspaces/{workspace}/usage
GET /workspaces/{workspace}/audit
GET POST /workspaces/{workspace}/projects
GET PATCH DELETE /workspaces/{workspace}/projects/{project}
GET POST /workspaces/{workspace}/projects/{project}/documents
GET DELETE /workspaces/{workspace}/projects/{project}/documents/{document_id}
POST /workspaces/{workspace}/projects/{project}/documents/{document_id}/retry
GET /workspaces/{workspace}/projects/{project}/documents/{document_id}/pages/{number}
GET /workspaces/{workspace}/projects/{project}/documents/{document_id}/file
POST /workspaces/{workspace}/projects/{project}/search
POST /workspaces/{workspace}/projects/{project}/summaries
POST /workspaces/{workspace}/projects/{project}/chat
GET /workspaces/{workspace}/projects/{project}/conversations
GET DELETE /workspaces/{workspace}/projects/{project}/conversations/{conversation_id}
GET POST /workspaces/{workspace}/projects/{project}/feedback
GET POST /workspaces/{workspace}/projects/{project}/golden
PATCH DELETE /workspaces/{workspace}/projects/{project}/golden/{golden_id}
GET POST /workspaces/{workspace}/projects/{project}/golden/measurements
GET /workspaces/{workspace}/projects/{project}/golden/measurements/{measurement_id}
POST /workspaces/{workspace}/projects/{project}/golden/measurements/{measurement_id}/cancel
GET /workspaces/{workspace}/runs
GET /workspaces/{workspace}/runs/{run_id}
GET /workspaces/{workspace}/runs/{run_id}/events
POST /workspaces/{workspace}/runs/{run_id}/cancel
"""


def filled(path, ids):
    return re.sub(r"{(\w+)}", lambda place: str(ids[place[1]]), path)


@pytest.fixture
def token(acme_api):
    return acme_api.token


def test_every_path_in_the_contract_exists(client):
    offered = {(method.upper(), path) for method, path, _ in operations(client)}
    for line in PATHS.strip().splitlines():
        *methods, path = line.split()
        assert {(method, f"{API}{path}") for method in methods} <= offered, line


def test_every_operation_refuses_a_caller_without_a_key(client, ours):
    for method, path, _ in operations(client):
        refused = call(client, method, filled(path, ours))
        is_problem(refused, 401)
        assert refused.headers["WWW-Authenticate"].startswith("Bearer")


def test_every_operation_answers_unknown_ids_with_not_found(client, token, unmetered):
    for method, path, operation in operations(client):
        if "{" in path:
            answer = call(
                client,
                method,
                filled(path, nobodys()),
                token=token,
                body=body_of(operation, nobodys()),
            )
            is_problem(answer, 404)


def test_no_operation_fails_over_characters_the_database_cannot_store(
    client, token, ours, unmetered
):
    paths = client.get(f"{API}/openapi.json").json()["paths"]
    for method, path, operation in operations(client):
        place, body = filled(path, ours), body_of(operation, ours)
        for name in asked_of(paths[path][method]):
            answer = call(client, "GET", f"{place}?{name}=a%00%ED%A0%80", token=token)
            assert answer.status_code < 500, (path, name)
        for odd in ("\x00", "\ud800"):
            for broken in with_in_each_text(odd, body):
                is_problem(call(client, method, place, token=token, body=broken), 422)


PROJECT = "/workspaces/acme/projects/{project}"
DEEP = {"question": "q", "passages": [{"document_id": "{document_id}", "quote": "a\x00"}]}


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/workspaces", {"name": "a\x00"}, "name"),
        (f"{PROJECT}/golden", DEEP, "passages.0.quote"),
        (f"{PROJECT}/search", {"query": "q", "\ud800": 1}, "body"),
        (f"{PROJECT}/feedback", ["no object"], "body"),
        (f"{PROJECT}/documents", {"title": "t", "text": "\ud800"}, "text"),
        ("/workspaces/acme/invitations", {"email": "nobody"}, "email"),
        ("/workspaces/acme/usage?from=x", None, "from"),
        (f"{PROJECT}/golden/measurements", {"settings": {"rerank": "x"}}, "settings.rerank"),
    ],
)
def test_a_refusal_names_the_field_in_plain_words(client, token, ours, path, body, field):
    body = json.loads(json.dumps(body).replace("{document_id}", str(ours["document_id"])))
    method = "get" if body is None else "post"
    path = f"{API}{path}".replace("{project}", str(ours["project"]))
    told = is_problem(call(client, method, path, token=token, body=body), 422)
    assert [error["field"] for error in told["errors"]] == [field]
    assert "Value error" not in told["detail"]


def test_a_refusal_that_concerns_no_single_field_names_the_body(acme_api, acme):
    project = acme_api.post("/workspaces/acme/projects", {"name": "Empty"}).json()["id"]
    path = f"/workspaces/acme/projects/{project}/golden/measurements"
    (error,) = is_problem(acme_api.post(path, {}), 422)["errors"]
    assert error["field"] == "body"


def asked_of(spec):
    return [each["name"] for each in spec.get("parameters", []) if each["in"] == "query"]


def with_in_each_text(odd, told):
    """Yield copies of ``told``, each with ``odd`` in a different one of its strings."""
    if isinstance(told, str):
        yield told + odd
    elif isinstance(told, dict):
        for key, value in told.items():
            yield from (told | {key: broken} for broken in with_in_each_text(odd, value))
    elif isinstance(told, list):
        yield from ([broken] for value in told for broken in with_in_each_text(odd, value))


def test_every_operation_reports_the_remaining_rate_limit(client, token, ours):
    for method, path, _ in operations(client):
        answer = call(client, method, filled(path, nobodys()), token=token, body=[])
        assert {"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"} <= set(answer.headers)


@pytest.mark.parametrize("scope", list(Scope))
def test_a_key_can_do_what_its_scope_allows_and_nothing_else(client, ada, ours, scope, unmetered):
    _, token = create_personal_key(user=ada, name="narrow", scopes=[scope])
    for method, path, operation in operations(client):
        needed = OPERATIONS[operation]
        allowed = needed in SCOPE_RIGHTS[scope] if isinstance(needed, Right) else needed == scope
        if not allowed:
            is_problem(call(client, method, filled(path, ours), token=token), 403)


@pytest.mark.parametrize(
    "header",
    [
        {"X-API-Key": "{}"},
        {"Authorization": "{}"},
        {"Authorization": "Basic {}"},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer {} more"},
        {"Authorization": "Bearer x{}"},
        {"Cookie": "key={}"},
    ],
)
def test_a_key_is_accepted_in_one_header_only(client, token, header):
    headers = {name: value.format(token) for name, value in header.items()}
    is_problem(client.get(f"{API}/me", headers=headers), 401)


@pytest.mark.parametrize("name", ["key", "api_key", "access_token", "token", "authorization"])
def test_a_key_in_the_url_is_not_accepted(client, token, name):
    is_problem(client.get(f"{API}/me?{name}={token}"), 401)


def test_a_session_is_not_a_key(client, ada, acme):
    client.force_login(ada)
    is_problem(client.get(f"{API}/workspaces/acme"), 401)


def test_a_revoked_key_is_refused_at_once(client, ada):
    key, token = create_personal_key(user=ada, name="x", scopes=ALL_SCOPES)
    assert call(client, "get", f"{API}/me", token=token).status_code == 200
    revoke_personal_key(user=ada, key_id=key.pk)
    is_problem(call(client, "get", f"{API}/me", token=token), 401)


@pytest.mark.parametrize("path", [f"{API}/nope", f"{API}/me/", f"{API}//me", "/api/v2/me"])
def test_an_unknown_path_is_a_problem_document(client, path):
    response = client.get(path)
    is_problem(response, 404)
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_wrong_method_is_a_problem_document(client, token):
    refused = call(client, "put", f"{API}/me", token=token)
    is_problem(refused, 405)
    assert refused.headers["Allow"]


def test_pages_carry_a_request_id_too(client, db):
    for path in ("/", "/nope", "/accounts/login/", "/healthz", "/w/acme/"):
        assert client.get(path).headers["X-Request-ID"]


def posting(client):
    return [row for row in operations(client) if row[0] in {"post", "patch"}]


@pytest.mark.parametrize(
    ("body", "statuses"),
    [
        (b"{", {400, 422}),
        (b"[]", {422}),
        (b"null", {422}),
        (b'{"unheard_of": 1}', {422}),
        (b'{"name": "\\u0000", "query": "\\u0000", "text": "\\u0000"}', {422}),
        (b'{"name": "\\ud800", "query": "\\ud800", "text": "\\ud800"}', {422}),
        (b'{"name": "\xff"}', {400, 422}),
        (b"[" * 50_000, {400, 422}),
    ],
)
def test_no_body_however_strange_makes_an_operation_fail(
    client, token, ours, body, statuses, unmetered
):
    for method, path, operation in posting(client):
        if operation in {"retry_document", "cancel_run", "resend_invitation", "cancel_measurement"}:
            continue  # these take no body
        answer = client.generic(
            method.upper(),
            filled(path, ours),
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
        assert answer.status_code in statuses, (path, answer.content)
        is_problem(answer, answer.status_code)


def test_a_body_that_is_too_large_is_refused(client, token, acme, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    body = {"name": "x" * 2_000}
    is_problem(call(client, "post", f"{API}/workspaces/acme/projects", token=token, body=body), 413)


def moments(value, name=""):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from moments(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from moments(item, name)
    elif name.endswith("_at") and value is not None:
        yield value


def test_times_are_rfc_3339_in_utc_and_money_is_whole(client, acme_api, ours, unmetered):
    seen = 0
    for method, path, _ in operations(client):
        if method == "get" and not path.endswith(("/file", "/events")):
            told = acme_api.get(filled(path.removeprefix(API), ours)).json()
            for moment in moments(told):
                assert RFC3339_UTC.fullmatch(moment), (path, moment)
                seen += 1
            for amount in re.findall(r'"\w*cost_micro_usd": ([^,}]+)', json.dumps(told)):
                assert amount == "null" or amount.isdigit()
    assert seen > 10


@pytest.mark.parametrize("place", ["workspace", "project"])
def test_a_workspace_and_a_project_answer_to_id_and_slug(acme_api, acme_workspace_api, ours, place):
    for api in (acme_api, acme_workspace_api):
        for name in (ours[place], str(ours[place]).upper(), ours[f"{place}_slug"]):
            path = {"workspace": "acme", "project": ours["project"]} | {place: name}
            found = api.get("/workspaces/{workspace}/projects/{project}".format(**path))
            assert found.json()["id"] == str(ours["project"]), name


def test_ids_are_read_in_upper_or_lower_case(client, acme_api, ours, unmetered):
    capitals = {name: str(told).upper() for name, told in ours.items() if "slug" not in name}
    for method, path, _ in operations(client):
        resolve(filled(path, capitals))
        if method == "get" and not path.endswith("/events"):
            shouted = acme_api.get(filled(path.removeprefix(API), capitals))
            assert shouted.content == acme_api.get(filled(path.removeprefix(API), ours)).content


def test_a_head_request_gets_the_headers_of_its_get(client, token, ours, unmetered):
    for method, path, _ in operations(client):
        if method == "get":
            got, head = (
                call(client, asked, filled(path, ours), token=token) for asked in ("get", "head")
            )
            told = [each.headers.get("Content-Type") for each in (got, head)]
            assert (head.status_code, told[1]) == (got.status_code, told[0]), path
            if not got.streaming:
                assert int(head.headers["Content-Length"]) == len(got.content), path


def test_a_head_request_without_a_matching_get_is_a_wrong_method(client, token, acme):
    refused = call(client, "head", f"{API}/workspaces/acme/projects/handbook/search", token=token)
    assert (refused.status_code, refused.headers["Allow"]) == (405, "POST")
    refused = call(client, "put", f"{API}/me", token=token)
    assert refused.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("expiry", "status"),
    [
        ("2999-01-01T00:00:00", 201),
        ("2999-01-01T00:00:00+02:00", 201),
        ("9999-12-31T23:59:59-23:59", 422),
        ("0001-01-01T00:00:00+23:59", 422),
        ("2020-01-01T00:00:00Z", 422),
        ("soon", 422),
        (-1, 422),
    ],
)
def test_an_expiry_must_be_in_the_future(acme_api, acme, expiry, status):
    body = {"name": "k", "scopes": ["read"], "expires_at": expiry}
    assert acme_api.post("/workspaces/acme/keys", body).status_code == status


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:30:00%2B23:59", "9999-12-31T23:59:59-23:59", "x"]
)
def test_usage_for_a_time_outside_the_calendar_is_refused(acme_api, acme, moment):
    is_problem(acme_api.get(f"/workspaces/acme/usage?from={moment}"), 422)


def test_usage_accepts_dates_and_times(acme_api, acme):
    for since in ("2026-01-01", "2026-01-01T00:00:00", "2026-01-01T00:00:00Z"):
        assert acme_api.get(f"/workspaces/acme/usage?from={since}").status_code == 200


def test_an_overlong_address_is_refused(acme_api, acme):
    email = f"{'a' * 300}@x.test"
    is_problem(acme_api.post("/workspaces/acme/invitations", {"email": email}), 422)


@pytest.mark.parametrize("place", ["x", "-1", "1.5", "9999999999"])
def test_a_last_event_id_must_be_a_number_in_range(acme_api, ours, place):
    path = f"/workspaces/acme/runs/{ours['run_id']}/events"
    is_problem(acme_api.get(path, **{"Last-Event-ID": place}), 422)


def test_a_refused_address_is_not_logged(client, db, caplog):
    client.get("/invitations/a-secret-of-somebody/")
    assert "a-secret-of-somebody" not in caplog.text
