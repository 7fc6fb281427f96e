"""How long `make run` takes until its address answers: on a new folder with the demonstration, and again on it.

Usage: python -m benchmarks.bench_start  (the environment must be there; a folder of its own, taken away afterwards)
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[1]
STARTS = 4  # the first makes everything


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'start':<28}{'to the address':>15}{'to the end after Ctrl-C':>26}")
        for number in range(STARTS):
            started, stopped = start_and_stop(Path(folder))
            print(f"{'new folder' if number == 0 else 'again':<28}{started:>13.1f} s{stopped:>24.1f} s")


def start_and_stop(folder: Path) -> tuple[float, float]:
    """Seconds until the command says where it runs, and until it has ended."""
    environment = {**os.environ, "VAR_DIR": str(folder), "PYTHONUNBUFFERED": "1"}
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run_local", "--port", str(free_port())],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "runs at" in line:
            break
    else:
        raise SystemExit("It ended before it ran.")
    started = time.monotonic() - begun
    asked = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    return started, time.monotonic() - asked


if __name__ == "__main__":
    main()
