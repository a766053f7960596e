"""The three shapes in which a document can be sent: a file, an address, a text."""

from __future__ import annotations

import json
from typing import Annotated, Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http.multipartparser import MultiPartParserError
from pydantic import StringConstraints, ValidationError

from core.errors import FieldError, Invalid
from core.rest.schemas import In
from projects.rest import ProjectRequest

LONGEST_TEXT: Final = 5_000_000


class UrlIn(In):
    """An address to fetch."""

    url: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]


class TextIn(In):
    """A text to keep."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    text: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT)]


BODY_SCHEMA: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "title": {"type": "string", "maxLength": 300},
                    },
                }
            },
            "application/json": {
                "schema": {"oneOf": [UrlIn.model_json_schema(), TextIn.model_json_schema()]}
            },
        },
    }
}


def read_body(request: ProjectRequest) -> UploadedFile[bytes] | UrlIn | TextIn:
    """Return what was sent; raise :class:`core.errors.Invalid` for anything else."""
    if (request.content_type or "").startswith("multipart/"):
        try:
            upload = request.FILES.get("file")
        except MultiPartParserError as error:
            raise _wrong("body", "The form could not be read: it is not multipart.") from error
        if isinstance(upload, UploadedFile):
            return upload
        raise _wrong("file", "Send the document as the form field “file”.")
    try:
        data = _json_object(request)
        return UrlIn.model_validate(data) if "url" in data else TextIn.model_validate(data)
    except ValidationError as error:
        raise _invalid(error) from error
    except RecursionError as error:
        raise _wrong("body", "The JSON is nested too deeply.") from error


def _json_object(request: ProjectRequest) -> dict[str, Any]:
    try:
        data = json.loads(request.body)
    except ValueError as error:
        raise _wrong(
            "body",
            "Send a file as multipart/form-data, or a JSON object with url, or title and text.",
        ) from error
    if not isinstance(data, dict):
        raise _wrong("body", "Send a JSON object with url, or with title and text.")
    return data


def _invalid(error: ValidationError) -> Invalid:
    errors = [
        FieldError(field=".".join(map(str, item["loc"])) or "body", message=item["msg"])
        for item in error.errors()
    ]
    detail = "; ".join(f"{item['field']}: {item['message']}" for item in errors[:3])
    return Invalid(detail, errors=errors)


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(message, errors=[{"field": field, "message": message}])
