"""Entry point of `manage.py up`, which loads no Django into the process that only watches."""

from __future__ import annotations

import sys

from core.assembly.config import get_config, refusal
from core.supervisor.run import up


def main() -> int:
    """Run the instance; return the exit code."""
    if words := refusal():
        print(words, file=sys.stderr)
        return 1
    return up(get_config())


if __name__ == "__main__":
    sys.exit(main())
