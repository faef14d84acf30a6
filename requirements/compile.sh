#!/bin/sh
# Resolves pyproject.toml and the .in files into hashed requirements that pip and uv both read, for Python 3.11 onward.
# Nothing younger than a week gets in: by then a hijacked release has usually been noticed.
set -eu
cd "$(dirname "$0")/.."

compile() {
    .venv/bin/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header \
        --no-emit-index-url --no-annotate --exclude-newer "$(date -u -d '7 days ago' +%F 2>/dev/null || date -u -v-7d +%F)" \
        --upgrade "$@"
}

compile requirements/setup.in -o requirements/setup.txt
compile requirements/official-sdk.in -o requirements/official-sdk.txt
compile pyproject.toml -o requirements/base.txt
compile pyproject.toml --extra dev --constraint requirements/base.txt -o requirements/dev.txt
