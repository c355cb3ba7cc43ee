# docker build -t preflight . && docker run --rm -e RUNWAYML_API_SECRET -v "$PWD:/repository:ro" preflight
#
# A mounted repository belongs to somebody else than the user in here, which git takes for dubious. preflight names the
# repository to git itself, in an environment of its own, so no `safe.directory` has to be set.
FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY preflight ./preflight
COPY checks ./checks
RUN python -m venv /opt/preflight && /opt/preflight/bin/pip install --no-cache-dir --disable-pip-version-check '.[fast]'

FROM python:3.13-slim
# git to read history, ssh-keygen for signatures.
RUN apt-get update \
    && apt-get install --no-install-recommends -y git openssh-client \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/preflight /opt/preflight
ENV PATH="/opt/preflight/bin:$PATH"
USER 65532:65532
WORKDIR /repository
ENTRYPOINT ["preflight"]
CMD ["check"]
