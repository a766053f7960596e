"""Describe a JSON Schema in words that fit a table, and make an example of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

Json = Mapping[str, Any]
EXAMPLES: Final[dict[str, Any]] = {
    "uuid": "0190b3c4-7f1a-7c3e-9d52-2f6f3f0c9a11",
    "date-time": "2030-01-31T12:00:00Z",
    "date": "2030-01-31",
    "binary": "@handbook.pdf",
    "uri": "https://example.com/handbook",
}
PLAIN: Final[dict[str, Any]] = {"integer": 1, "number": 1.0, "boolean": True, "object": {}}


@dataclass(frozen=True, slots=True)
class Field:
    """One name in a request or an answer."""

    name: str
    kind: str
    required: bool
    note: str


class Schemas:
    """The named schemas of an OpenAPI document."""

    def __init__(self, named: Json) -> None:
        self._named = named

    def resolve(self, schema: Json) -> Json:
        """Follow references and ``allOf``; return ``schema`` itself if it has neither."""
        for inner in schema.get("allOf", []):
            return self.resolve(inner)
        if "$ref" in schema:
            return self.resolve(self._named[schema["$ref"].rsplit("/", 1)[-1]])
        return schema

    def field(self, name: str, schema: Json, *, required: bool) -> Field:
        """Return a property as a row of the table."""
        return Field(name, self.kind(schema), required, _note(schema))

    def kind(self, schema: Json) -> str:
        """Return a value's type: ``uuid``, ``list of string``, ``read | run``, ``a or null``."""
        schema = self.resolve(schema)
        options = schema.get("anyOf") or schema.get("oneOf")
        if options:
            return " or ".join(dict.fromkeys(self.kind(option) for option in options))
        if "enum" in schema:
            return " | ".join(str(value) for value in schema["enum"])
        if "const" in schema:
            return str(schema["const"])
        if schema.get("type") == "array":
            return f"list of {self.kind(schema.get('items', {}))}"
        return str(schema.get("format") or schema.get("type") or "anything")


def fields(schemas: Schemas, schema: Json) -> list[Field]:
    """Return an object's properties; for a page of a list, those of its items."""
    properties = _properties(schemas, schema)
    if set(properties) == {"items", "next_cursor"}:
        item = schemas.resolve(properties["items"]).get("items", {})
        return [
            Field(f"items[].{row.name}", row.kind, row.required, row.note)
            for row in fields(schemas, item)
        ] + [schemas.field("next_cursor", properties["next_cursor"], required=True)]
    needed = _merged(schemas, schema).get("required", [])
    return [
        schemas.field(name, value, required=name in needed) for name, value in properties.items()
    ]


def example(schemas: Schemas, schema: Json) -> Any:
    """Return an example value with the required properties, or with all if none is required."""
    whole = _merged(schemas, schema)
    properties = _properties(schemas, schema)
    needed = [name for name in properties if name in whole.get("required", [])]
    return {name: _value(schemas, properties[name], name) for name in needed or properties}


def _value(schemas: Schemas, schema: Json, name: str) -> Any:
    schema = schemas.resolve(schema)
    for option in schema.get("anyOf", []) or schema.get("oneOf", []):
        return _value(schemas, option, name)
    if schema.get("examples"):
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "array":
        return [_value(schemas, schema.get("items", {}), name)]
    kind = str(schema.get("format") or schema.get("type"))
    return EXAMPLES.get(kind, PLAIN.get(kind, name.replace("_", " ").capitalize()))


def _merged(schemas: Schemas, schema: Json) -> Json:
    """Return the schema, or the first alternative that has properties, which the docs show."""
    whole = schemas.resolve(schema)
    options = [schemas.resolve(one) for one in whole.get("anyOf", []) or whole.get("oneOf", [])]
    return next((one for one in options if one.get("properties")), whole)


def _properties(schemas: Schemas, schema: Json) -> Json:
    properties: Json = _merged(schemas, schema).get("properties", {})
    return properties


def _note(schema: Json) -> str:
    parts = [str(schema["description"])] if schema.get("description") else []
    if schema.get("default") is not None:
        parts.append(f"default {schema['default']}")
    if "minimum" in schema and "maximum" in schema:
        parts.append(f"{schema['minimum']} to {schema['maximum']}")
    elif "maxLength" in schema:
        parts.append(f"at most {schema['maxLength']} characters")
    return "; ".join(parts)
