# The command and its dashboard, slim, not root. Nothing is written outside /workspace and /tmp, so the root may be
# read-only. See docker-compose.yml for a Neo4j server beside it.
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
RUN useradd --uid 10001 --no-create-home bothways && install -d -o bothways -g bothways /workspace
COPY --from=build /opt/bothways /opt/bothways
ENV PATH=/opt/bothways/bin:$PATH HOME=/tmp PYTHONDONTWRITEBYTECODE=1
# In numbers: then an engine can tell that it is not root.
USER 10001
VOLUME /workspace
WORKDIR /workspace
EXPOSE 8501
ENTRYPOINT ["bothways"]
# Inside a container the port is closed until somebody publishes it.
CMD ["dashboard", "--address", "0.0.0.0", "--port", "8501", "--no-open"]
