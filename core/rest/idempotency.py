"""Answer a repeated POST with the first one's answer (draft-ietf-httpapi-idempotency-key)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.utils import timezone

from core.errors import Conflict, Invalid
from core.rest.models import KeptAnswer
from core.rest.problems import MEDIA_TYPE
from core.rest.request import ApiRequest
from core.secrets import decrypt, encrypt
from core.tenancy.scope import holding_credential, sweeping
from core.workspaces.models import Workspace

KEPT_FOR: Final = timedelta(hours=24)
GIVEN_UP_AFTER: Final = timedelta(minutes=10)
LONGEST_KEY: Final = 255
SERVER_ERROR: Final = 500
OF_THE_MOMENT: Final = frozenset({409, 429})
RUN_HEADER: Final = "X-Run-ID"
A_RUN: Final = "run"


def answer_once(request: ApiRequest, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Call ``answer``, or repeat its earlier answer to the same ``Idempotency-Key``.

    Raises :class:`core.errors.Invalid` (422) for the same key with another body, and
    :class:`core.errors.Conflict` (409) while the first call is running. A repeated stream follows
    the same run from its start: the endpoint finds the run's id in ``request.repeats``.

    Server errors, 409 and 429 are not kept, so the caller may try again: their cause may be gone,
    and nothing was done. A refusal that names a run in ``RUN_HEADER`` is kept: that run was made.
    """
    given = request.headers.get("Idempotency-Key", "")
    if request.method != "POST" or not given:
        return answer()
    if len(given) > LONGEST_KEY:
        raise _refused(f"An Idempotency-Key has at most {LONGEST_KEY} characters.")
    name = _digest(request.credential.digest, request.path, given)
    try:
        fingerprint = _fingerprint(request)
    except (RequestDataTooBig, MultiPartParserError):
        return answer()  # fails the same way, and says what is wrong
    room = KeptAnswer(key=name, fingerprint=fingerprint, about=_about(request))
    kept = _claim(room)
    if kept is not None:
        return _repeat(request, kept, fingerprint, answer)
    return _keep(request, room, answer)


def forget_old_answers() -> int:
    """Delete answers older than a day; return how many."""
    with sweeping():
        return KeptAnswer.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()[0]


def _claim(room: KeptAnswer) -> KeptAnswer | None:
    """Return the answer kept under the key of ``room``, or None after reserving that row for it.

    The row names its workspace from the start: if that is deleted before the answer is ready,
    nothing is kept.
    """
    now = timezone.now()
    with holding_credential(room.key):
        rows = KeptAnswer.objects.filter(key=room.key)
        rows.filter(status=None, created_at__lt=now - GIVEN_UP_AFTER).delete()
        rows.filter(created_at__lt=now - KEPT_FOR).delete()
        while not _reserve(room):
            kept = rows.first()
            if kept is not None:  # else the first call has just failed, and made room
                return kept
    return None


def _reserve(room: KeptAnswer) -> bool:
    try:
        with transaction.atomic():
            room.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _repeat(
    request: ApiRequest,
    kept: KeptAnswer,
    fingerprint: str,
    answer: Callable[[], HttpResponseBase],
) -> HttpResponseBase:
    if kept.fingerprint != fingerprint:
        raise _refused("This Idempotency-Key was used with another body. Use a new one.")
    if kept.status is None:
        raise Conflict("The first call with this Idempotency-Key is still running.")
    media_type, body = json.loads(decrypt(bytes(kept.body), context=kept.key))
    if media_type == A_RUN:
        request.repeats = body
        return answer()
    if media_type == MEDIA_TYPE:
        body = json.dumps(json.loads(body) | {"request_id": request.id})
    headers = {"Idempotent-Replayed": "true"}
    return HttpResponse(body, status=kept.status, content_type=media_type, headers=headers)


def _keep(
    request: ApiRequest, room: KeptAnswer, answer: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    try:
        response = answer()
    except BaseException:
        _forget(room)
        raise
    kept = _to_keep(response)
    if kept is None:
        _forget(room)
        return response
    with holding_credential(room.key):
        _same(room).update(
            status=response.status_code,
            # Sealed, because an answer may show a new key's token, which is stored nowhere else.
            body=encrypt(json.dumps(kept), context=room.key),
            about=_about(request),
        )
    return response


def _about(request: ApiRequest) -> UUID | None:
    workspace: Workspace | None = getattr(request, "workspace", None)
    return workspace.pk if workspace else None


def _forget(room: KeptAnswer) -> None:
    with holding_credential(room.key):
        _same(room).delete()


def _same(room: KeptAnswer) -> QuerySet[KeptAnswer]:
    # By its time as well: once this call is given up, the row of the key is the next one's.
    return KeptAnswer.objects.filter(key=room.key, created_at=room.created_at)


def _to_keep(response: HttpResponseBase) -> list[str] | None:
    """Return an answer's media type and body; for a stream ``A_RUN`` and the run's id."""
    run_id = response.headers.get(RUN_HEADER)
    if response.status_code in OF_THE_MOMENT and not run_id:
        return None
    if response.status_code >= SERVER_ERROR:
        return None
    if isinstance(response, HttpResponse):
        return [response.headers["Content-Type"], response.content.decode()]
    return [A_RUN, run_id] if run_id else None


def _refused(message: str) -> Invalid:
    return Invalid.of("Idempotency-Key", message)


def _fingerprint(request: ApiRequest) -> str:
    if not (request.content_type or "").startswith("multipart/"):
        return hashlib.sha256(request.body).hexdigest()
    # The boundary makes the raw body differ from call to call, so compare the parts.
    parts = [json.dumps(sorted(request.POST.lists()))]
    for field, uploads in sorted(request.FILES.lists()):
        parts += [f"{field}:{_upload_digest(upload)}" for upload in uploads]
    return _digest(*parts)


def _upload_digest(upload: UploadedFile[bytes]) -> str:
    content = hashlib.sha256()
    for piece in upload.chunks():
        content.update(piece)
    upload.seek(0)
    return f"{upload.name}:{content.hexdigest()}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
