"""Turn an OpenAPI document into what the docs page renders."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from core.rest.schema_words import Field, Json, Schemas, example, fields

METHODS: Final = ("get", "post", "patch", "put", "delete")
JSON: Final = "application/json"
FORM: Final = "multipart/form-data"
FIRST_FAILURE: Final = "4"


@dataclass(frozen=True, slots=True)
class Answer:
    """One status an operation may answer with, and the fields of its JSON."""

    status: str
    words: str
    fields: list[Field]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path."""

    id: str
    method: str
    path: str
    title: str
    parameters: list[Field]
    body: list[Field]
    body_kind: str
    answers: list[Answer]
    curl: str


@dataclass(frozen=True, slots=True)
class Group:
    """Operations on the same kind of thing."""

    name: str
    operations: list[Operation]

    @property
    def anchor(self) -> str:
        """Return the fragment that links within the page point to."""
        return self.name.replace(" ", "-")


def groups(document: Json, *, base: str) -> list[Group]:
    """Return the operations of an OpenAPI 3.1 ``document`` by their first tag.

    ``base`` is the address that the curl examples call, such as ``https://demos.example``.
    """
    schemas = Schemas(document.get("components", {}).get("schemas", {}))
    found: dict[str, list[Operation]] = {}
    for path, method, raw in _operations(document):
        tag = (raw.get("tags") or ["other"])[0]
        operation = _operation(schemas, path=path, method=method, raw=raw, base=base)
        found.setdefault(tag, []).append(operation)
    return [Group(name=name, operations=operations) for name, operations in found.items()]


def _operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                yield path, method, methods[method]


def _operation(schemas: Schemas, *, path: str, method: str, raw: Json, base: str) -> Operation:
    kind, schema = _body(raw)
    return Operation(
        id=raw["operationId"],
        method=method.upper(),
        path=path,
        title=raw.get("description") or raw.get("summary", ""),
        parameters=[_parameter(schemas, item) for item in raw.get("parameters", [])],
        body=fields(schemas, schema),
        body_kind=kind,
        answers=list(_answers(schemas, raw.get("responses", {}))),
        curl=_curl(method.upper(), base + path, kind=kind, body=example(schemas, schema)),
    )


def _body(raw: Json) -> tuple[str, Json]:
    content = raw.get("requestBody", {}).get("content", {})
    for kind in (JSON, FORM):
        if kind in content:
            return kind, content[kind].get("schema", {})
    return "", {}


def _parameter(schemas: Schemas, raw: Json) -> Field:
    field = schemas.field(raw["name"], raw.get("schema", {}), required=raw.get("required", False))
    return Field(field.name, field.kind, field.required, raw.get("description") or field.note)


def _answers(schemas: Schemas, raw: Json) -> Iterable[Answer]:
    for status, answer in raw.items():
        if str(status) >= FIRST_FAILURE:
            continue
        schema = answer.get("content", {}).get(JSON, {}).get("schema", {})
        words = answer.get("description", "")
        yield Answer(status=str(status), words=words, fields=fields(schemas, schema))


def _curl(method: str, address: str, *, kind: str, body: Any) -> str:
    lines = [f"curl {'' if method == 'GET' else f'-X {method} '}{_shell(address)}"]
    lines.append('-H "Authorization: Bearer $VITRINE_KEY"')
    if kind == JSON and body:
        lines.append(f"-H 'Content-Type: {JSON}'")
        lines.append(f"-d '{json.dumps(body, ensure_ascii=False)}'")
    if kind == FORM:
        lines.extend(f"-F '{name}={value}'" for name, value in (body or {}).items())
    return " \\\n  ".join(lines)


def _shell(address: str) -> str:
    # The shell would interpret {…}, ? and &.
    return f"'{address}'" if any(sign in address for sign in "{}?&") else address
