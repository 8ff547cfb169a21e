# The API and its commands on a database named by DEBRIEF_DATABASE_URL; no PostgreSQL inside.

FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/debrief
COPY requirements/runtime.txt /tmp/
RUN /opt/debrief/bin/pip install --require-hashes -r /tmp/runtime.txt \
    && /opt/debrief/bin/pip uninstall --yes pip
WORKDIR /srv/debrief
COPY alembic.ini ./
COPY migrations migrations
COPY app app
# What installing the project would add, without a build backend: a path and a script.
RUN echo /srv/debrief > "$(/opt/debrief/bin/python -c 'import site; print(site.getsitepackages()[0])')/debrief.pth" \
    && printf '#!/opt/debrief/bin/python\nfrom app.cli import app\n\napp()\n' > /opt/debrief/bin/debrief \
    && chmod 755 /opt/debrief/bin/debrief \
    && /opt/debrief/bin/python -m compileall -q /srv/debrief/app

FROM python:3.13-slim
RUN useradd --system --no-create-home --uid 10001 debrief \
    && install --directory --owner=10001 --mode=700 /var/lib/debrief
COPY --from=build /opt/debrief /opt/debrief
COPY --from=build /srv/debrief /srv/debrief
ENV PATH=/opt/debrief/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DEBRIEF_ENV=production \
    DEBRIEF_DATA_DIR=/var/lib/debrief \
    DEBRIEF_HOST=0.0.0.0 \
    DEBRIEF_PORT=8000
WORKDIR /srv/debrief
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=4s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['DEBRIEF_PORT'] + '/healthz', timeout=3)"]
ENTRYPOINT ["debrief"]
CMD ["serve"]
