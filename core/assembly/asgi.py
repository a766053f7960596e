"""The ASGI application that uvicorn serves."""

import os

from django.core.asgi import get_asgi_application

from core.assembly.config import get_config
from core.assembly.intake import Intake

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.assembly.settings")

application = Intake(get_asgi_application(), most=get_config().vitrine_max_upload_mb * 1_000_000)
