"""Assemble the REST API; upper layers are named as dotted strings only."""

from __future__ import annotations

from typing import Final

from django.urls import register_converter

from core.rest.api import build_api
from core.rest.paths import AnyUuid

ROUTERS: Final = (
    "core.people.api.router",
    "core.workspaces.api.router",
    "core.workspaces.api_invitations.router",
    "core.keys.api.router",
    "projects.api.projects.router",
    "projects.api.documents.router",
    "ai_features.runs.api.runs.router",
    "ai_features.runs.api.feedback.router",
    "ai_features.runs.api.usage.router",
    "ai_features.search.api.router",
    "ai_features.chat.api.router",
    "ai_features.summary.api.router",
    "ai_features.bench.api.router",
    "ai_features.bench.api_measurements.router",
    "ai_features.bench.api_index.router",
)

register_converter(AnyUuid, "id")
api = build_api()
for router in ROUTERS:
    api.add_router("", router)
