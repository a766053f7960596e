"""Whether the site answers, and what to tell the person who started it."""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from urllib.parse import urlsplit

from core.assembly.config import Config
from core.embedded.ports import LOOPBACK

ANSWER_SECONDS = 2
SAMPLE_LOGIN = "sample-login.json"


def address(config: Config) -> str:
    """Return the address at which a browser finds the site."""
    # By name: browsers do not store passkeys for an IP address.
    return config.vitrine_base_url or f"http://localhost:{config.port}"


def answers(config: Config) -> bool:
    """Return whether the web process serves its health page."""
    host = urlsplit(address(config)).netloc
    line = http.client.HTTPConnection(LOOPBACK, config.port, timeout=ANSWER_SECONDS)
    try:
        line.request("GET", "/healthz", headers={"Host": host})
        return line.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def greeting(config: Config) -> str:
    """Return the closing lines of the start-up: the address and the sample login."""
    lines = ["", f"Vitrine is ready: {address(config)}", *_login(config.vitrine_data_dir)]
    return "\n".join([*lines, "Ctrl-C stops it.", ""])


def _login(data_dir: Path) -> list[str]:
    try:
        login = json.loads((data_dir / SAMPLE_LOGIN).read_text())
        return [f"Sample login: {login['email']}  password: {login['password']}"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
