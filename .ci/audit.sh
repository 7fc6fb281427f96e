#!/usr/bin/env bash
# Known vulnerabilities in the pinned dependencies. Exit status: 0 none, 1 some, 75 no advisory service answered.
set -uo pipefail
cd "$(dirname "$0")/.."
report=$(timeout 180 .venv/bin/pip-audit --requirement requirements.txt --require-hashes --disable-pip \
    --progress-spinner off --timeout 15 --format json 2>/dev/null)
REPORT=$report .venv/bin/python - <<'PYTHON'
import json
import os
import sys

try:
    packages = json.loads(os.environ["REPORT"])["dependencies"]
except ValueError:
    print("no advisory service answered")
    sys.exit(75)
audited = [package for package in packages if "skip_reason" not in package]
if not audited:
    print(f"the advisory service that answered knows none of the {len(packages)} packages")
    sys.exit(75)
found = [(package, problem) for package in audited for problem in package["vulns"]]
for package, problem in found:
    print(f"{package['name']} {package['version']}: {problem['id']}, mended in {', '.join(problem['fix_versions']) or 'no release yet'}")
print(f"{len(audited)} of {len(packages)} packages audited, {len(found)} known vulnerabilities")
sys.exit(1 if found else 0)
PYTHON
