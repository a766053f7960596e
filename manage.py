#!/usr/bin/env python3
"""Run Vitrine's administrative commands."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.assembly.settings")
    if sys.argv[1:] == ["up"]:  # watches the others all day and needs no Django for it
        from core.supervisor.__main__ import main as up

        sys.exit(up())
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
