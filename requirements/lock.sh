#!/bin/sh
# Write the lock files: hashes, no download addresses, for every platform and Python from 3.11.
# What is locked stays at its version unless --upgrade or --upgrade-package NAME is passed.
set -eu

python=$1
shift
environment=$(mktemp -d)
trap 'rm -rf "$environment"' EXIT
"$python" -m venv "$environment"
"$environment/bin/python" -m pip -qq --disable-pip-version-check install uv

lock() {
    name=$1
    shift
    echo "requirements/$name.txt"
    UV_PYTHON_DOWNLOADS=never "$environment/bin/uv" pip compile --quiet --universal \
        --python "$environment/bin/python" --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header --no-annotate --output-file "requirements/$name.txt" "$@"
}

lock runtime pyproject.toml "$@"
lock local pyproject.toml --extra embedded --group pyproject.toml:build "$@"
lock dev pyproject.toml --extra embedded --group pyproject.toml:build --group pyproject.toml:dev "$@"
lock browser pyproject.toml --extra embedded --group pyproject.toml:build --group pyproject.toml:dev \
    --group pyproject.toml:browser "$@"
lock fuzz --group pyproject.toml:fuzz "$@"
