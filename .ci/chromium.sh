#!/usr/bin/env bash
# Prints the path of a Chromium that browser tests can use; fails where there is none.
for name in "${CHROMIUM:-chromium}" chromium-browser google-chrome; do
    command -v "$name" && exit 0
done
exit 1
