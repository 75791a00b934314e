#!/usr/bin/env bash
# The browser tests use a Chromium that is there; where there is none, Debian's is installed.
set -u
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "Installing Debian's chromium for the browser tests…"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
fi
if [ -n "${CI:-}" ]; then
  echo "No Chromium, and none could be installed: in CI that is a failure." >&2
  exit 1
fi
echo "No Chromium here: the browser tests will be skipped. Install it with: sudo apt-get install chromium" >&2
