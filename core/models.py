"""Every model of core, where Django looks for them."""

from core.audit.models import AuditEvent
from core.jobs.models import Job
from core.keys.models import ApiKey
from core.people.models import User
from core.rest.models import KeptAnswer
from core.workspaces.models import Invitation, Membership, Workspace

__all__ = [
    "ApiKey",
    "AuditEvent",
    "Invitation",
    "Job",
    "KeptAnswer",
    "Membership",
    "User",
    "Workspace",
]
