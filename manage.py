#!/usr/bin/env python3
"""Run Vitrine's administrative commands."""

import os
import sys


def main() -> None:
    """Run the command that was asked for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.assembly.settings")
    if sys.argv[1:] == ["up"]:  # the supervisor runs all day and needs no Django
        from core.supervisor.__main__ import main as up  # noqa: PLC0415

        sys.exit(up())
    from core.assembly.config import refusal  # noqa: PLC0415
    from core.assembly.reachable import unreachable  # noqa: PLC0415

    if words := refusal() or unreachable(sys.argv[1:]):
        sys.exit(words)
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
