"""What a password must be: told in one line beforehand, and rule by rule when one is broken."""

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
    """Password validator that stands for all of the rules."""

    def __init__(self) -> None:
        self.rules = password_validation.get_password_validators(RULES)

    def validate(self, password: str, user: Any = None) -> None:
        """Raise a ``ValidationError`` that names each rule the password breaks."""
        password_validation.validate_password(password, user, self.rules)

    def password_changed(self, password: str, user: Any = None) -> None:
        """Let each rule take note of the new password."""
        password_validation.password_changed(password, user, self.rules)

    def get_help_text(self) -> str:
        """Return what to bear in mind while choosing one."""
        return "Eight characters or more, and not easy to guess."
