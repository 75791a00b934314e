#!/bin/bash
# Builds the wheel, installs it beside the club's own packages in a fresh environment, and runs the club's tests there.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
python=${1:-python3.11}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$python" -m venv "$work/env"
pip=("$work/env/bin/python" -m pip --disable-pip-version-check --quiet)
"${pip[@]}" wheel --no-deps --wheel-dir "$work/wheel" "$root"
"${pip[@]}" install --require-hashes -r "$root/requirements.txt"
"${pip[@]}" install --no-deps "$work"/wheel/flask_joinery-*.whl
pytest=$(sed -nE 's/^(pytest==[0-9.]+).*/\1/p' "$root/requirements-dev.txt")
"${pip[@]}" install -r "$root/examples/host_app/requirements.txt" "$pytest"
"${pip[@]}" check

# The window that fills forms as a person would is the journey's; nothing else of the checkout is there to import.
cp -r "$root/examples/host_app" "$work/host_app"
cp "$root/tests/journey/window.py" "$work/host_app/window.py"
cd "$work/host_app"
"$work/env/bin/python" -m pytest -p no:cacheprovider
