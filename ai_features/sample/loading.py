"""Create the sample workspace: a login, a client, its documents and three set-up demos."""

from __future__ import annotations

import json
import secrets
from typing import Final, cast
from uuid import UUID

from django.conf import settings
from django.db import transaction

from ai_features.sample.questions import DOCUMENTS, sample_questions
from core.access import Access
from core.people.models import User
from core.rights import Role
from core.supervisor.site import SAMPLE_LOGIN
from core.tenancy.scope import in_workspace
from core.workspaces.models import Membership, Workspace
from core.workspaces.queries import user_access
from projects.documents.services import add_upload
from projects.models import Project
from projects.queries import demos_of
from projects.services import create_project, save_demo_settings

EMAIL: Final = "sample@vitrine.localhost"
# Fixed, so that the landing page finds the workspace without being a member.
WORKSPACE_ID: Final = UUID("01900000-0000-7000-8000-73616d706c65")


def load_sample() -> bool:
    """Create the sample workspace and queue its documents; return False if it exists already."""
    with in_workspace(WORKSPACE_ID):
        if Workspace.objects.filter(pk=WORKSPACE_ID).exists():
            return False
    with transaction.atomic():
        access = _workspace(_user())
        with in_workspace(WORKSPACE_ID):
            _documents(access, _project(access))
    return True


def _user() -> User:
    password = f"{secrets.token_hex(3)}-{secrets.token_hex(3)}-{secrets.token_hex(3)}"
    user = User.objects.filter(email=EMAIL).first()
    if user is None:
        user = User.objects.create_user(EMAIL, password, name="Sample Engineer")
    else:
        user.set_password(password)
        user.save(update_fields=["password"])
    path = settings.VITRINE.vitrine_data_dir / SAMPLE_LOGIN
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps({"email": EMAIL, "password": password}))
    return user


def _workspace(user: User) -> Access:
    company = sample_questions()["company"]
    with in_workspace(WORKSPACE_ID):
        workspace = Workspace(id=WORKSPACE_ID, name=company["name"], slug=company["slug"])
        workspace.save(force_insert=True)
        Membership(workspace=workspace, user=user, role=Role.OWNER).save(force_insert=True)
    access = user_access(user, str(WORKSPACE_ID))
    if access is None:
        raise RuntimeError("the sample's owner is not its member")
    return access


def _project(access: Access) -> Project:
    facts = sample_questions()
    project = create_project(
        access=access,
        name=facts["project"]["name"],
        description=facts["project"]["description"],
    )
    for demo in demos_of(project):
        save_demo_settings(access=access, demo=demo, settings=_settings(demo.kind))
    return project


def _settings(kind: str) -> dict[str, object]:
    """Return the sample's settings for a demo of that kind."""
    return dict(cast("dict[str, dict[str, object]]", sample_questions()["settings"]).get(kind, {}))


def _documents(access: Access, project: Project) -> None:
    titles = sample_questions()["titles"]
    for path in sorted(DOCUMENTS.iterdir()):
        add_upload(
            access=access,
            project=project,
            filename=path.name,
            content=path.read_bytes(),
            title=titles.get(path.name, ""),
        )
