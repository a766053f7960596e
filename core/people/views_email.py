"""Page: a person's e-mail address."""

from __future__ import annotations

from allauth.account.internal.flows.email_verification import consume_email_verification_rate_limit
from allauth.account.views import EmailView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from core.mail import can_send
from core.people.letters import TOO_SOON

FOUND = 302


class Email(EmailView):  # type: ignore[misc]  # allauth ships no types
    """As in allauth, but says so when it is too soon to send another link."""

    def post(self, request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        """Change, resend or cancel."""
        soon = _asks_for_link(request) and not _may_be_sent(request)
        answer: HttpResponse = super().post(request, *args, **kwargs)
        if soon and can_send() and answer.status_code == FOUND:
            messages.warning(request, TOO_SOON)
        return answer


email = Email.as_view()


def _asks_for_link(request: HttpRequest) -> bool:
    return bool({"action_add", "action_send"} & request.POST.keys())


def _may_be_sent(request: HttpRequest) -> bool:
    address = request.POST.get("email", "").lower()
    return bool(consume_email_verification_rate_limit(request, address, dry_run=True))
