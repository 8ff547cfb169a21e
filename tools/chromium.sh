#!/bin/sh
# See to it that there is a Chromium, and a font with Latin, Hebrew and Arabic letters.
set -eu

for name in chromium chromium-browser google-chrome; do
    ! command -v "$name" > /dev/null || exit 0
done
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null; then
    echo "There is no Chromium: install it, as with apt-get install chromium fonts-dejavu-core," >&2
    echo "or run this as root on Debian." >&2
    exit 1
fi
echo "Installing chromium, once."
said=$(mktemp)
trap 'rm -f "$said"' EXIT
export DEBIAN_FRONTEND=noninteractive
for attempt in 1 2; do # a mirror may hiccup once
    apt-get -qq update > "$said" 2>&1 \
        && apt-get -qq install --yes --no-install-recommends -o Dpkg::Options::=--force-unsafe-io \
            chromium fonts-dejavu-core >> "$said" 2>&1 \
        && exit 0
done
cat "$said" >&2
exit 1
