"""The ASGI application that uvicorn serves."""

import os
from typing import Final

from core.assembly.config import get_config
from core.assembly.garbage import collect_seldom
from core.assembly.handler import site_handler
from core.assembly.intake import Intake
from core.health.warming import begin_warming

# Late enough that the first page does not wait for it.
WARMING_SECONDS: Final = 1.0

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.assembly.settings")
# A search embeds one query. A second thread makes that no faster, and on a busy machine the two
# wait for each other: 130 ms instead of 8. The price: runs in this process embed more slowly.
os.environ.setdefault("OMP_NUM_THREADS", "1")

application = Intake(site_handler(), most=get_config().vitrine_max_upload_mb * 1_000_000)
collect_seldom()
begin_warming(after=WARMING_SECONDS)
