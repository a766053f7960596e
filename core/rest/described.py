"""The API's OpenAPI document, with the shape of failures at every operation."""

from __future__ import annotations

from typing import Any, Final

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from core.rest.idempotency import LONGEST_KEY
from core.rest.problems import MEDIA_TYPE

TEXT: Final = {"type": "string"}
FIELD_ERROR: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["field", "message"],
    "properties": {"field": TEXT, "message": TEXT},
}
PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "A failure (RFC 9457); `code` is for programs, `detail` for people.",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        **dict.fromkeys(("type", "title", "detail", "code", "request_id"), TEXT),
        "status": {"type": "integer"},
        "errors": {"type": "array", "items": FIELD_ERROR},
    },
}
FAILED: Final[dict[str, Any]] = {
    "description": "The request was refused or failed.",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
ONCE: Final[dict[str, Any]] = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {**TEXT, "maxLength": LONGEST_KEY},
    "required": False,
    "description": "repeating the call within 24 hours returns the first answer; after a server "
    "error, or a 409 or 429 that did nothing, the call is made anew",
}


class DescribedAPI(NinjaAPI):
    """An API whose OpenAPI document also shows failures and the ``Idempotency-Key`` header."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the OpenAPI document, with a problem as every operation's default response."""
        schema = super().get_openapi_schema(**options)
        schema["components"]["schemas"]["Problem"] = PROBLEM
        for methods in schema["paths"].values():
            for operation in methods.values():
                operation["responses"]["default"] = FAILED
                # From the operation id: three endpoints are called just "Delete".
                operation["summary"] = operation["operationId"].replace("_", " ").capitalize()
            if "post" in methods:
                methods["post"].setdefault("parameters", []).append(ONCE)
        return schema
