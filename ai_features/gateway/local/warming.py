"""Load the encoder before the first search asks for it."""

from __future__ import annotations

import logging
from time import sleep
from typing import Final

from ai_features.gateway.local.convert import VERSION
from ai_features.gateway.local.encoder import encode
from core.assembly.config import get_config

log = logging.getLogger(__name__)
PATIENCE_SECONDS: Final = 120


def warm_encoder() -> None:
    """Load this process's encoder; if it cannot be loaded, readiness says why.

    On the first start, wait for the worker to convert the weights: converting twice at once would
    take twice the memory.
    """
    model = get_config().vitrine_data_dir / "models" / VERSION
    for _ in range(PATIENCE_SECONDS):
        if model.exists():
            break
        sleep(1)
    else:
        return
    try:
        encode(["ready"])
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        log.warning("The local model cannot be loaded: %s.", type(error).__name__)
