#!/usr/bin/env bash
# Installs, through apt and as root, the system packages that the full suite needs and this machine lacks.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
missing=()

needs_program() { command -v "$1" >/dev/null || missing+=("$2"); }
needs_library() { ldconfig -p | grep -q "$1" || missing+=("$2"); }
needs_file() { compgen -G "$1" >/dev/null || missing+=("$2"); }

needs_file '/usr/lib/postgresql/*/bin/initdb' postgresql
needs_program redis-server redis-server
needs_program chromium chromium
needs_program msgfmt gettext
needs_program nginx nginx
needs_program pdftotext poppler-utils
needs_program gpg gpg
needs_library libpango-1.0.so.0 libpango-1.0-0
needs_library libpangoft2-1.0.so.0 libpangoft2-1.0-0
needs_file '/usr/share/fonts/truetype/noto/NotoSans-Regular.*' fonts-noto-core

if [ "${#missing[@]}" -eq 0 ]; then
    echo "All system packages are here."
    exit 0
fi
echo "Missing: ${missing[*]}"
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Not root, or no apt-get here: install them by hand; what needs them is named below as not checked." >&2
    exit 0
fi
apt-get update -q
apt-get install -q -y --no-install-recommends "${missing[@]}"
