"""Every URL of the instance; upper layers are named as dotted strings only."""

from django.urls import include, path

from core.assembly.api import api
from core.people.views_email import email
from core.people.views_second_step import index, reauthenticate
from core.people.views_sessions import sessions
from core.people.views_signup import sign_up

handler500 = "core.pages.errors.server_error"

urlpatterns = [
    path("api/v1/", api.urls),
    path("accounts/2fa/", index, name="mfa_index"),
    path(
        "accounts/2fa/webauthn/reauthenticate/", reauthenticate, name="mfa_reauthenticate_webauthn"
    ),
    path("accounts/signup/", sign_up, name="account_signup"),
    path("accounts/email/", email, name="account_email"),
    path("accounts/sessions/", sessions, name="usersessions_list"),
    path("accounts/", include("allauth.urls")),
    path("", include("core.urls")),
    path("", include("projects.urls")),
    path("", include("ai_features.runs.urls")),
    path("", include("ai_features.gateway.urls")),
    path("", include("ai_features.chat.urls")),
    path("", include("ai_features.search.urls")),
    path("", include("ai_features.summary.urls")),
    path("", include("ai_features.bench.urls")),
    path("", include("ai_features.sample.urls")),
]
