from __future__ import annotations

import pytest
from pydantic import SecretStr


@pytest.fixture
def mail_server(settings):
    """Have a mail server, with the settings that follow from it."""
    changed = {"vitrine_email_url": SecretStr("smtp://mail.test:25")}
    settings.VITRINE = settings.VITRINE.model_copy(update=changed)
    settings.ACCOUNT_EMAIL_VERIFICATION = "optional"
    settings.MFA_ALLOW_UNVERIFIED_EMAIL = False
