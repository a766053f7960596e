"""The fixtures that the demos' pages share."""

from tests.ai_features.gateway.conftest import upstream
from tests.ai_features.shown import handbook, project, strangers_project

__all__ = ["handbook", "project", "strangers_project", "upstream"]
