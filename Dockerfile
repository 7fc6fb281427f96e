# One image for web, worker and beat. Built in two stages: compilers, caches and pip's leftovers stay behind.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/requirements.txt
RUN /opt/venv/bin/pip install --require-hashes --requirement /tmp/requirements.txt

FROM python:3.11-slim-bookworm
# Pango draws PDFs; fonts-noto-cjk covers the scripts that are too large to ship as subsets; gettext compiles words.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fonts-noto-cjk gettext \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /nonexistent --shell /usr/sbin/nologin presessions \
    && install -d -o presessions -g presessions -m 0750 /data
COPY --from=build /opt/venv /opt/venv
# Two pools for the threads of a process instead of eight for each core: what one thread freed serves the next.
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MALLOC_ARENA_MAX=2 \
    DJANGO_SETTINGS_MODULE=presessions.settings \
    VAR_DIR=/data \
    STATIC_ROOT=/srv/static
WORKDIR /app
COPY . .
# Static files belong to the code, not to the data: they are collected here and are new with every image.
RUN python manage.py compilemessages --locale fr --locale es \
    && VAR_DIR=/tmp/build python manage.py collectstatic --no-input --verbosity 0 \
    && rm -rf /tmp/build \
    && python -m compileall -q /app/presessions /app/applications /app/panels /app/publications
USER presessions
EXPOSE 8000
CMD ["gunicorn", "presessions.wsgi:application", "--bind", "0.0.0.0:8000", \
     "--worker-class", "presessions.server.Worker", "--workers", "2", "--threads", "4", \
     "--timeout", "60", "--graceful-timeout", "20", "--max-requests", "5000", "--max-requests-jitter", "500", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--log-level", "warning"]
