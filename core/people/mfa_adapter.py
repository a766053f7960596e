"""Where the second step of signing in differs from django-allauth's."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Final

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from core.errors import Conflict
from core.looks.figures import browser
from core.people.models import User
from core.secrets import Unsealable, decrypt, encrypt

PLACE: Final = "mfa"
SEALED: Final = "sealed:"
OTHER_KEY: Final = (
    "Your second step cannot be checked: the secret key of this site has changed. Nothing of yours "
    "is lost. The person who runs the site can turn your second step off; then set it up again."
)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Encrypts secrets, names passkeys after their browser, and uses our wording."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": (
            "Set up an authenticator app or a passkey first; recovery codes are a backup for it."
        ),
        "incorrect_code": (
            "That code is not right, or was already used. Enter the next one your app shows."
        ),
        "unverified_email": (
            "Your e-mail address is not confirmed yet. Open the link that was sent to it, or have "
            "it sent again under E-mail; then set up the second step."
        ),
    }

    def get_totp_label(self, user: User) -> str:
        """Return what an authenticator app shows beside the code."""
        return f"{self.get_totp_issuer()}:{user.email}"

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        """Return the name of the requesting browser, which its user will recognise."""
        return browser(context.request.headers.get("User-Agent", ""))

    def encrypt(self, text: str) -> str:
        """Return a secret as it is stored in the database."""
        return SEALED + b64encode(encrypt(text, context=PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored secret; one stored before secrets were sealed is returned as it is.

        Raises:
            Conflict: it was sealed with another secret key.
        """
        if not encrypted_text.startswith(SEALED):
            return encrypted_text
        try:
            return decrypt(b64decode(encrypted_text.removeprefix(SEALED)), context=PLACE)
        except (ValueError, Unsealable) as error:
            raise Conflict(OTHER_KEY, code="second_step_sealed") from error
