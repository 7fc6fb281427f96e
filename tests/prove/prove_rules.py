"""Every rule of the panel selection is missed by a test when it is taken out: run as a module.

Each entry of ``removals`` takes one rule, one reading or one safeguard out of the code, in a copy of the project, and
runs the tests of the rule there until the first fails: one must. Each removal has a process of its own, forked from
this one when pytest and the second solver are loaded and nothing of the project is. Prints a line for each with the
test that noticed, and exits 1 where none did, where the words to take out are no longer in the code, or where a test
fails although nothing was taken out.
"""

import argparse
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import hypothesis  # noqa: F401 - loaded once, before the forks
import pytest
from ortools.sat.python import cp_model  # noqa: F401 - likewise

from tests.prove.removals import REMOVALS, Removal

ROOT = Path(__file__).parents[2]
TESTS = ("", "_clashes", "_reasons", "_record", "_whatif", "_files")
OWN = {
    "reasons": "_reasons",
    "record": "_record",
    "verifier": "_record",
    "whatif": "_whatif",
    "files": "_files",
}
"""Parts of the rule whose removals must be noticed by their own tests."""
FIRST = {"clashes": "_clashes"}
"""Where to look first for the test that notices; the others follow."""
COMMAND = "tests/panels/test_select_panel.py"
PLAIN = ["-c", os.devnull, "--rootdir", ".", "-p", "no:django", "-p", "no:playwright"]
"""Without Django, as the tests of the rule do without it."""
LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv", "var", "static", "__pycache__", "locale", "docs", "deploy"
)
CPU_SECONDS = 60
"""All tests of the rule take about six; a search without its bound may not end at all."""
ENDLESS = "a search that does not end"


def path_of(root: Path, file: str) -> Path:
    """Where a part of the rule stands."""
    special = {
        "selection": "selection.py",
        "verifier": "verify_selection.py",
        "command": "management/commands/select_panel.py",
    }
    return root / "panels" / special.get(file, f"selection_{file}.py")


def who_notices(root: Path, removal: Removal) -> str:
    """Take the rule out of the copy, run the tests, put it back; the test that failed, or nothing.

    Raises LookupError where the words to take out don't stand in the code exactly once.
    """
    path = path_of(root, removal.file)
    whole = path.read_text()
    if whole.count(removal.old) != 1:
        raise LookupError(f"its words stand {whole.count(removal.old)} times in {path.name}")
    path.write_text(whole.replace(removal.old, removal.new))
    try:
        return _by_command(root) if removal.file == "command" else _by_fork(root, removal.file)
    finally:
        path.write_text(whole)


def _by_command(root: Path) -> str:
    """The tests of the command need Django, and so a Python of their own."""
    asked = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", COMMAND]
    status = subprocess.run(asked, cwd=root, capture_output=True).returncode
    return COMMAND if status == pytest.ExitCode.TESTS_FAILED else ""


def _by_fork(root: Path, file: str) -> str:
    """Run the tests in a forked process; it says on a pipe which test failed first."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _in_the_copy(root, file, writing)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return ENDLESS
    return said


def _in_the_copy(root: Path, file: str, writing: int) -> None:
    """As the child: import the project from the copy, run its tests, say which failed, and end."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    for name in [name for name in sys.modules if name.split(".")[0] in ("tests", "panels")]:
        del sys.modules[name]
    sys.path[:] = [str(root), *(place for place in sys.path if Path(place).resolve() != ROOT)]
    sys.dont_write_bytecode = True
    os.chdir(root)
    notes = _Notes()
    pytest.main(["-x", "-q", "-p", "no:cacheprovider", *PLAIN, *tests_of(file)], plugins=[notes])
    os.write(writing, notes.failed.encode())
    os._exit(0)


class _Notes:
    """Remembers the first test, or file of tests, that failed."""

    failed = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid


def tests_of(file: str) -> list[str]:
    """The files to run, the likeliest first."""
    first = FIRST.get(file, "")
    parts = [OWN[file]] if file in OWN else sorted(TESTS, key=lambda part: part != first)
    return [f"tests/panels/test_selection{part}.py" for part in parts]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="those whose name holds this")
    only = parser.parse_args().only
    chosen = [removal for removal in REMOVALS if only in removal.rule]
    began, unnoticed = time.perf_counter(), 0
    with tempfile.TemporaryDirectory() as place:
        root = (Path(place) / "copy").resolve()
        shutil.copytree(ROOT, root, ignore=LEFT_BEHIND, symlinks=True)
        for name in ("static", "docs", "deploy"):
            (root / name).symlink_to(ROOT / name)
        if failed := _by_fork(root, ""):
            print(f"With every rule in its place {failed} fails")
            return 1
        for removal in chosen:
            try:
                said = who_notices(root, removal)
            except LookupError as gone:
                said, fault = "", str(gone)
            else:
                fault = "" if said else "no test fails"
            unnoticed += bool(fault)
            print(f"{'UNNOTICED' if fault else 'noticed  '}  {removal.rule}: {fault or said}", flush=True)
    noticed = len(chosen) - unnoticed
    print(
        f"{len(chosen)} rules taken out one by one, {noticed} noticed, {unnoticed} unnoticed,"
        f" {time.perf_counter() - began:.0f} s"
    )
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
