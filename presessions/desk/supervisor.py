"""Processes that start together and stop together.

Each child leads a process group of its own: a Ctrl-C in the terminal reaches only the
parent, which decides in which order things end, and whatever a child has started (the
worker's beat, the web server's workers) ends with it.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Linux: <sys/prctl.h>
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Child:
    """A running process and the name people know it by."""

    name: str
    process: "subprocess.Popen[bytes]"

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None


def spawn(name: str, command: Sequence[str], *, environment: Mapping[str, str]) -> Child:
    """Start a child in a process group of its own; on Linux it also stops when the parent is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)  # a grandchild left alone is ours to bury
    process = subprocess.Popen(  # noqa: S603 - the command is ours
        list(command),
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_stop_when_parent_dies if sys.platform == "linux" else None,
    )
    return Child(name, process)


def stop(children: Sequence[Child], *, patience: float) -> list[str]:
    """End all children within `patience` seconds; return the names of those that had to be killed."""
    for child in children:
        _signal_group(child, signal.SIGTERM)
    until = time.monotonic() + patience
    while time.monotonic() < until and any(child.is_running for child in children):
        time.sleep(0.05)
    killed = [child.name for child in children if child.is_running]
    for child in children:
        _signal_group(child, signal.SIGKILL)  # also what outlived its own leader
        child.process.wait()
    _bury_grandchildren()
    return killed


def _bury_grandchildren() -> None:
    until = time.monotonic() + 1
    while time.monotonic() < until:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.02)
        except ChildProcessError:
            return  # none is left


def _signal_group(child: Child, number: signal.Signals) -> None:
    try:
        os.killpg(child.process.pid, number)
    except ProcessLookupError:
        return  # the whole group has ended
    except PermissionError:
        return  # macOS says so of a group in which only a zombie is left


def _stop_when_parent_dies() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
