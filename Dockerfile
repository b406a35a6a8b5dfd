# The service in an image: `docker build -t books .`, then see compose.yaml.
# Its root may be read-only: it writes to /data, and to nothing else.

ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS packages
COPY requirements-service.txt /tmp/
RUN python -m venv /opt/service \
 && /opt/service/bin/pip install --no-cache-dir --disable-pip-version-check --no-compile \
      --require-hashes -r /tmp/requirements-service.txt \
 && /opt/service/bin/python -m compileall -q /opt/service/lib \
 && /opt/service/bin/pip uninstall --yes --quiet pip

FROM python:${PYTHON}-slim
RUN groupadd --system --gid 10001 books \
 && useradd --system --uid 10001 --gid books --no-create-home --home-dir /data books \
 && install --directory --owner books --group books --mode 0700 /data
WORKDIR /service
COPY --from=packages /opt/service /opt/service
COPY pyproject.toml ./
COPY tenon ./tenon
COPY generated ./generated
COPY handlers ./handlers
RUN /opt/service/bin/python -m compileall -q tenon generated handlers
ENV PATH=/opt/service/bin:$PATH \
    PYTHONPATH=/service \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ENVIRONMENT=production \
    SAMPLE_DATA=false \
    HOST=0.0.0.0 \
    PORT=8000 \
    VAR_DIR=/data
USER books
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/health\", timeout=2)"]
CMD ["python", "-m", "tenon", "serve"]
