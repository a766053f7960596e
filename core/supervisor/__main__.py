"""Entry of `manage.py up`, without loading Django into the process that only watches."""

from __future__ import annotations

import sys

from pydantic import ValidationError

from core.assembly.config import Config, get_config
from core.supervisor.run import up


def main() -> int:
    """Run the instance; return the exit code."""
    try:
        config: Config = get_config()
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            name = ".".join(str(part) for part in problem["loc"]).upper()
            print(f"{name or 'The configuration'}: {problem['msg']}", file=sys.stderr)
        return 1
    return up(config)


if __name__ == "__main__":
    sys.exit(main())
