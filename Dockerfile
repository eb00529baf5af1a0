# The dashboard and the command, slim, not root. Nothing is written outside /workspace and /tmp, so the root may be
# read-only. The workspace is a volume: ingest and run with `docker compose run --rm bothways ingest ...`.
FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements/run.lock requirements/run.lock
RUN python -m venv /opt/bothways \
 && /opt/bothways/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements/run.lock
COPY pyproject.toml README.md LICENSE ./
COPY graph graph
COPY ingest ingest
COPY dashboard dashboard
COPY bothways bothways
RUN /opt/bothways/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --uid 10001 --no-create-home bothways && install -d -o bothways /workspace
COPY --from=build /opt/bothways /opt/bothways
ENV PATH=/opt/bothways/bin:$PATH HOME=/tmp PYTHONDONTWRITEBYTECODE=1
USER bothways
VOLUME /workspace
WORKDIR /workspace
EXPOSE 8501
ENTRYPOINT ["bothways"]
CMD ["dashboard", "--port", "8501", "--no-open"]
