"""The committed description of the API is the one that the code gives."""

from __future__ import annotations

import json

from django.conf import settings

from core.assembly.api import api

COMMITTED = settings.BASE_DIR / "docs" / "openapi.json"


def described():
    return json.loads(json.dumps(api.get_openapi_schema(), default=str))


def test_the_committed_description_is_current():
    assert json.loads(COMMITTED.read_text()) == described(), "run `make openapi` and commit it"


def test_the_instance_serves_the_same_description(client):
    assert client.get("/api/v1/openapi.json").json() == described()


def test_every_operation_names_the_shape_of_its_failures():
    for path, methods in described()["paths"].items():
        for method, operation in methods.items():
            failed = operation["responses"]["default"]["content"]
            assert set(failed) == {"application/problem+json"}, f"{method} {path}"


def test_every_operation_needs_a_key():
    for methods in described()["paths"].values():
        for operation in methods.values():
            assert operation["security"] == [{"BearerKey": []}]


def test_the_description_names_no_host():
    assert described().get("servers", []) == []
