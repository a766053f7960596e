"""URLs of core's pages."""

from django.urls import path

from core.audit.views import audit
from core.health.views import healthz, readyz
from core.keys import views as keys
from core.pages.views import favicon, landing
from core.people.views import account, delete
from core.rest.docs import docs
from core.workspaces import views as workspaces
from core.workspaces import views_invitation as invitations
from core.workspaces import views_members as members

app_name = "core"

urlpatterns = [
    path("", landing, name="landing"),
    path("favicon.ico", favicon, name="favicon"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/v1/docs", docs, name="api_docs"),
    path("workspaces/", workspaces.workspaces, name="workspaces"),
    path(
        "workspaces/<uuid:workspace_id>/deletion/",
        workspaces.go_on_deleting,
        name="go_on_deleting",
    ),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path(
        "invitations/<str:token>/accept/",
        invitations.accept_invitation,
        name="accept_invitation",
    ),
    path("account/", account, name="account"),
    path("account/delete/", delete, name="delete_account"),
    path("account/keys/", keys.account_keys, name="account_keys"),
    path("account/keys/<uuid:key_id>/revoke/", keys.revoke_own, name="revoke_account_key"),
    path("w/<slug:workspace>/members/", members.members, name="members"),
    path("w/<slug:workspace>/members/invite/", members.invite, name="invite"),
    path(
        "w/<slug:workspace>/members/<uuid:member_id>/role/",
        members.change_role,
        name="change_role",
    ),
    path(
        "w/<slug:workspace>/members/<uuid:member_id>/remove/",
        members.remove,
        name="remove_member",
    ),
    path(
        "w/<slug:workspace>/invitations/<uuid:invitation_id>/resend/",
        members.resend,
        name="resend_invitation",
    ),
    path(
        "w/<slug:workspace>/invitations/<uuid:invitation_id>/cancel/",
        members.cancel,
        name="cancel_invitation",
    ),
    path("w/<slug:workspace>/keys/", keys.keys, name="keys"),
    path("w/<slug:workspace>/keys/<uuid:key_id>/revoke/", keys.revoke, name="revoke_key"),
    path("w/<slug:workspace>/settings/", workspaces.settings, name="settings"),
    path("w/<slug:workspace>/settings/name/", workspaces.rename, name="rename_workspace"),
    path("w/<slug:workspace>/settings/delete/", workspaces.delete, name="delete_workspace"),
    path("w/<slug:workspace>/leave/", workspaces.leave, name="leave_workspace"),
    path("w/<slug:workspace>/audit/", audit, name="audit"),
]
