"""The committed description of the API is the one that the code generates."""

from __future__ import annotations

import json

import pytest
from django.conf import settings
from ninja import Schema

from core.assembly.api import api
from tests.contract.test_api_contract import API, filled
from tests.contract.two_clients import ours

__all__ = ["ours"]

COMMITTED = settings.BASE_DIR / "docs" / "openapi.json"


def described():
    return json.loads(json.dumps(api.get_openapi_schema(), default=str))


def test_the_committed_description_is_current():
    assert json.loads(COMMITTED.read_text()) == described(), "run `make openapi` and commit it"


def test_the_instance_serves_the_same_description(client):
    assert client.get("/api/v1/openapi.json").json() == described()


def test_every_operation_declares_the_shape_of_its_failures():
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


def test_every_post_is_declared_repeatable():
    for path, methods in described()["paths"].items():
        names = {each["name"] for each in methods.get("post", {}).get("parameters", [])}
        assert "post" not in methods or "Idempotency-Key" in names, path


def test_streams_are_described_as_such():
    paths = described()["paths"]
    for end in ("/chat", "/events"):
        (methods,) = (told for path, told in paths.items() if path.endswith(end))
        (told,) = (each["responses"]["200"] for each in methods.values())
        assert "text/event-stream" in told["content"]


def shapes(base):
    for shape in base.__subclasses__():
        yield shape
        yield from shapes(shape)


def test_no_two_shapes_share_a_name():
    seen = {}
    for shape in shapes(Schema):
        if shape.__module__.startswith(("core.", "projects.", "ai_features.")):
            seen.setdefault(shape.__name__, set()).add(shape.__module__)
    assert {name: where for name, where in seen.items() if len(where) > 1} == {}


@pytest.mark.django_db
def test_every_answer_has_the_fields_that_are_described(acme_api, ours, unmetered):
    spec = described()
    for path, methods in spec["paths"].items():
        content = methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        if "application/json" in content:
            told = acme_api.get(filled(path.removeprefix(API), ours)).json()
            assert not list(unlike(told, content["application/json"]["schema"], spec)), path


def unlike(told, schema, spec, place=""):
    """Yield the places where the fields of ``told`` differ from ``schema``."""
    while "$ref" in schema:
        schema = spec["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    kind = {dict: "object", list: "array"}.get(type(told))
    if kind and "anyOf" in schema:
        (schema,) = (one for one in schema["anyOf"] if "$ref" in one or one.get("type") == kind)
        yield from unlike(told, schema, spec, place)
    elif kind == "array":
        for item in told:
            yield from unlike(item, schema["items"], spec, f"{place}[]")
    elif kind == "object" and "properties" in schema:
        yield from (f"{place}.{name}" for name in set(told) ^ set(schema["properties"]))
        for name, value in told.items():
            yield from unlike(value, schema["properties"].get(name, {}), spec, f"{place}.{name}")


def test_no_two_operations_share_a_name():
    names = [
        each["summary"] for methods in described()["paths"].values() for each in methods.values()
    ]
    assert len(names) == len(set(names))
