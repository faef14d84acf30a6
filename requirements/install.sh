#!/bin/sh
# Makes .venv: Python, the hashed requirements, and daypass itself, editable and byte-compiled. When all that is there,
# it does nothing. It needs Python 3.11 or newer and the package index; PYTHON=python3.12 picks an interpreter.
set -eu
cd "$(dirname "$0")/.."
unset PYTHONDONTWRITEBYTECODE # a pack starts in a third of the time from byte code
export UV_PYTHON_DOWNLOADS=never

stamp=".venv/.installed-$(cat requirements/*.txt requirements/install.sh pyproject.toml | cksum | tr ' ' '-')"
python=.venv/bin/python

say() { printf '%s\n' "$*" >&2; }

recent_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if recent_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    say "daypass needs Python 3.11 or newer; ${PYTHON:-python3} is not. Install one, or name it: make PYTHON=/path/to/python3.12"
    return 1
}

make_environment() {
    chosen=$(find_python)
    "$chosen" -m venv --clear .venv || {
        say "$chosen cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv"
        return 1
    }
}

install_requirements() {
    # uv takes seconds and pip takes a minute; pip knows the machine's own index settings, so it comes second, not never.
    if $python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/setup.txt &&
        .venv/bin/uv pip install --python $python --quiet --compile-bytecode --require-hashes -r requirements/dev.txt; then
        return
    fi
    say "uv did not manage it; trying pip, which takes longer"
    $python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
}

if [ -e "$stamp" ] && recent_enough $python; then
    exit 0
fi
say "Preparing .venv from hashed requirements: about 100 packages, 600 MB"
recent_enough $python || make_environment
install_requirements
# The build backend is among the requirements, so nothing is fetched here that has no hash.
$python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
$python -m compileall -q src components policy_packs tests/sandbox
rm -f .venv/.installed-*
touch "$stamp"
