from __future__ import annotations

import pytest
from pydantic import SecretStr

from tests.core.people.steps import first_step, set_up


@pytest.fixture
def mail_server(settings):
    """Have a mail server, with the settings that follow from it."""
    changed = {"vitrine_email_url": SecretStr("smtp://mail.test:25")}
    settings.VITRINE = settings.VITRINE.model_copy(update=changed)
    settings.ACCOUNT_EMAIL_VERIFICATION = "optional"
    settings.MFA_ALLOW_UNVERIFIED_EMAIL = False


@pytest.fixture
def ada_codes(ada):
    """Set up Ada's app, and return her recovery codes."""
    return set_up(ada)


@pytest.fixture
def at_home(client, ada):
    """Return Ada's client, signed in with her password."""
    first_step(client, ada)
    return client
