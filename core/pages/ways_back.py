"""Redirect from a URL that only accepts forms to the page that has the form."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.urls import Resolver404, resolve
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import url_has_allowed_host_and_scheme

from core.pages.urls import url_of

NOT_ALLOWED: Final = 405
AROUND: Final = {"workspace", "project"}
# Where the page above is not the one with the form. Upper layers appear only as URL names.
FORMS: Final = {
    "core:leave_workspace": "core:settings",
    "core:resend_invitation": "core:members",
    "core:cancel_invitation": "core:members",
    "projects:delete": "projects:settings",
    "chat:stop": "chat:page",
    "chat:rate": "chat:page",
}


class WaysBack(MiddlewareMixin):
    """Makes sure that no page of the site ends in an empty 405.

    People reach a URL that only accepts forms by reloading it after a form was refused, or by
    signing in again after the session ended before the form was sent. The API is left alone.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Redirect to the page with the form, or show a page that says what is not possible."""
        if request.path.startswith("/api/"):
            return response
        if response.status_code == NOT_ALLOWED:
            return _not_allowed(request, response)
        if request.method == "POST" and _asks_to_sign_in(response):
            return _to_sign_in(request, response)
        return response


def page_of_form(path: str) -> str:
    """Return the page whose form posts to ``path``, or else the page above ``path``."""
    try:
        match = resolve(path)
    except Resolver404:
        return _above(path)
    page = FORMS.get(match.view_name)
    around = {key: slug for key, slug in match.kwargs.items() if key in AROUND}
    return (url_of(page, **around) if page else "") or _above(path)


def page_before(request: HttpRequest) -> str:
    """Return the page that a refused form was sent from; empty if no form was sent."""
    if request.method in {"GET", "HEAD"}:
        return ""
    return _sent_from(request) or page_of_form(request.path)


def _above(path: str) -> str:
    parts = path.rstrip("/").split("/")
    while len(parts) > 1:
        parts.pop()
        above = "/".join([*parts, ""])
        try:
            resolve(above)
        except Resolver404:
            continue
        return above
    return "/"


def _not_allowed(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    if request.method in {"GET", "HEAD"} and not getattr(request, "htmx", False):
        return HttpResponseRedirect(page_of_form(request.path))
    page = render(request, "405.html", status=NOT_ALLOWED)
    page["Allow"] = response.headers.get("Allow", "")
    return page


def _asks_to_sign_in(response: HttpResponseBase) -> bool:
    place = urlsplit(response.headers.get("Location", ""))
    return place.path == resolve_url(settings.LOGIN_URL) and REDIRECT_FIELD_NAME in parse_qs(
        place.query
    )


def _to_sign_in(request: HttpRequest, response: HttpResponseBase) -> HttpResponseRedirect:
    path = urlsplit(response.headers["Location"]).path
    page = page_before(request)
    return HttpResponseRedirect(f"{path}?{urlencode({REDIRECT_FIELD_NAME: page})}")


def _sent_from(request: HttpRequest) -> str:
    """Return the path of the page on this site that had the form, or an empty string."""
    page = request.headers.get("Referer", "")
    try:
        host = request.get_host()
    except DisallowedHost:
        return ""
    ours = url_has_allowed_host_and_scheme(
        page, allowed_hosts={host}, require_https=request.is_secure()
    )
    # A bare path would pass for a URL of ours, but no browser sends one as the referrer.
    if not ours or page.startswith("/"):
        return ""
    place = urlsplit(page)
    return f"{place.path}?{place.query}" if place.query else place.path
