"""Page: the browsers in which a person is signed in."""

from __future__ import annotations

from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from core.pages.request import SignedInRequest
from core.people.services import end_session


class Sessions(ListUserSessionsView):  # type: ignore[misc]  # allauth ships no types
    """As in allauth, but sessions can also be ended one by one."""

    def post(self, request: SignedInRequest, *args: str, **kwargs: str) -> HttpResponse:
        """End one session, or all others."""
        if "end" not in request.POST:
            answer: HttpResponse = super().post(request, *args, **kwargs)
            return answer
        if end_session(user=request.user, session_id=request.POST["end"]):
            messages.info(request, "That session has been signed out.")
        return HttpResponseRedirect(str(self.success_url))


sessions = Sessions.as_view()
