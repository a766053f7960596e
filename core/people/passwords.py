"""The rules for passwords: one line of help beforehand, and each broken rule afterwards."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth import password_validation

RULES: Final = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]


class PasswordRules:
    """A password validator that combines all of the rules."""

    def __init__(self) -> None:
        self.rules = password_validation.get_password_validators(RULES)

    def validate(self, password: str, user: Any = None) -> None:
        """Raise a ``ValidationError`` that names each rule the password breaks."""
        password_validation.validate_password(password, user, self.rules)

    def password_changed(self, password: str, user: Any = None) -> None:
        """Tell each rule about the new password."""
        password_validation.password_changed(password, user, self.rules)

    def get_help_text(self) -> str:
        """Return what to bear in mind when choosing a password."""
        return "Eight characters or more, and not easy to guess."
