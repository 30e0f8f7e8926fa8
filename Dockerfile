# docker build -t understudy . && docker run --rm -p 127.0.0.1:4010:4010 understudy

FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements.lock requirements-build.lock ./
RUN python -m venv /opt/understudy \
    && /opt/understudy/bin/python -m pip install --no-cache-dir --require-hashes -r requirements.lock \
    && python -m pip install --no-cache-dir --require-hashes -r requirements-build.lock
COPY pyproject.toml README.md LICENSE ./
COPY src src
COPY specs specs
COPY fixtures fixtures
RUN python -m pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && /opt/understudy/bin/python -m pip install --no-cache-dir --no-deps dist/*.whl

FROM python:3.11-slim
COPY --from=build /opt/understudy /opt/understudy
ENV PATH=/opt/understudy/bin:$PATH PYTHONDONTWRITEBYTECODE=1
RUN useradd --create-home --uid 10001 understudy
USER understudy
WORKDIR /home/understudy
EXPOSE 4010
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:4010/_understudy/health', timeout=2)"]
ENTRYPOINT ["understudy"]
CMD ["serve", "--host", "0.0.0.0"]
