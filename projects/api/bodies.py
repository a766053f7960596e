"""The three ways to send a document: a file, a URL, a text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http.multipartparser import MultiPartParserError
from pydantic import StringConstraints, ValidationError

from core.errors import BadRequest, Invalid
from core.rest.problems import invalid
from core.rest.schemas import In
from projects.documents.services import LONGEST_TEXT
from projects.rest import ProjectRequest

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class FormIn(In):
    """What may stand beside the file in a form."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] = ""


class UrlIn(In):
    """An address to fetch."""

    url: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]


class TextIn(In):
    """A text to keep."""

    title: Title
    text: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT)]


class RenameIn(In):
    """Another title for a document."""

    title: Title


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to keep; an empty ``title`` means its own name."""

    file: UploadedFile[bytes]
    title: str


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


def read_body(request: ProjectRequest) -> Upload | UrlIn | TextIn:
    """Return what was sent.

    Raises :class:`core.errors.BadRequest` for a body that is not JSON or not a readable form, and
    :class:`core.errors.Invalid` for one with other contents.
    """
    multipart = (request.content_type or "").startswith("multipart/")
    try:
        if multipart:
            return _form(request)
        data = _json_object(request)
        return UrlIn.model_validate(data) if "url" in data else TextIn.model_validate(data)
    except ValidationError as error:
        raise invalid(error.errors()) from error


def _form(request: ProjectRequest) -> Upload:
    try:
        files, fields = request.FILES, request.POST
    except MultiPartParserError as error:
        raise BadRequest("The form could not be read: it is not multipart.") from error
    uploads = files.getlist("file")
    if not uploads:
        raise Invalid.of("file", "Send the document as the form field “file”.")
    if len(uploads) > 1:
        raise Invalid.of("file", "Send one file at a time. Nothing was saved.")
    others = dict.fromkeys(set(files) - {"file"})
    return Upload(uploads[0], FormIn.model_validate(others | fields.dict()).title)


def _json_object(request: ProjectRequest) -> dict[str, Any]:
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise BadRequest(
            "Send a file as multipart/form-data, or a JSON object with url, or title and text."
        ) from error
    if not isinstance(data, dict):
        raise Invalid.of("body", "Send a JSON object with url, or with title and text.")
    return data
