from __future__ import annotations

from core.assembly.api import api
from core.rest.reference import groups
from core.rest.schema_words import Schemas, example, fields

PATHS = {
    "/things/{thing}": {
        "post": {
            "operationId": "change_thing",
            "description": "Change a thing.",
            "tags": ["things"],
            "parameters": [{"name": "thing", "in": "path", "required": True, "schema": {}}],
            "requestBody": {
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
            },
            "responses": {"200": {"description": "OK"}, "404": {"description": "gone"}},
        }
    }
}
THING = {
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "kind": {"enum": ["chat", "search"]},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "description": "words"},
        "tags": {"type": "array", "items": {"type": "string"}, "maxLength": 4},
    },
    "required": ["id", "kind"],
}


def test_every_operation_is_on_the_page(client, db):
    text = client.get("/api/v1/docs").content.decode()
    for operations in api.get_openapi_schema()["paths"].values():
        for operation in operations.values():
            assert f'id="{operation["operationId"]}"' in text


def test_the_page_loads_nothing_from_other_hosts(client, db):
    text = client.get("/api/v1/docs").content.decode()
    assert 'src="http' not in text
    assert 'href="http' not in text


def test_the_openapi_document_is_where_the_page_links_to_it(client, db):
    assert client.get("/api/v1/openapi.json").json()["openapi"].startswith("3.")


def test_properties_are_described_in_words():
    schemas = Schemas({"Thing": THING})
    found = {row.name: row for row in fields(schemas, {"$ref": "#/components/schemas/Thing"})}
    assert found["id"].kind == "uuid"
    assert found["kind"].kind == "chat | search"
    assert found["note"].kind == "string or null"
    assert found["note"].note == "words"
    assert found["tags"].kind == "list of string"
    assert [row.required for row in found.values()] == [True, True, False, False]


def test_an_example_has_every_required_field():
    assert example(Schemas({}), THING) == {
        "id": "0190b3c4-7f1a-7c3e-9d52-2f6f3f0c9a11",
        "kind": "chat",
    }


def test_an_operation_comes_with_a_call_to_try():
    document = {"paths": PATHS, "components": {"schemas": {"Thing": THING}}}
    (group,) = groups(document, base="https://demos.test")
    (operation,) = group.operations
    assert operation.method == "POST"
    assert "curl -X POST 'https://demos.test/things/{thing}'" in operation.curl
    assert '"kind": "chat"' in operation.curl
    assert [answer.status for answer in operation.answers] == ["200"]
