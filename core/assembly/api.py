"""Assemble the REST API; upper floors are named as dotted strings only."""

from __future__ import annotations

from typing import Final

from core.rest.api import build_api

ROUTERS: Final = (
    "core.people.api.router",
    "core.workspaces.api.router",
    "core.workspaces.api_invitations.router",
    "core.keys.api.router",
    "projects.api.projects.router",
    "projects.api.documents.router",
)

api = build_api()
for router in ROUTERS:
    api.add_router("", router)
