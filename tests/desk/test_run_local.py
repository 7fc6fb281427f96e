"""`make run` starts all of it, stops all of it, and says plainly why it can't."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ports import free_port

pytestmark = pytest.mark.slow  # starts Pythons
ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120  # a new database, reference data and static files on a slow machine


class Site:
    """One `run_local` on a port and a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> float:
        """Start it, wait until it says that it runs; return the seconds that took."""
        begun = time.monotonic()
        self.log = self.folder / "output.txt"
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                command(self.port),
                cwd=ROOT,
                env=environment(self.folder),
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
            )
        while "runs at" not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() - begun < START_SECONDS, self.log.read_text()
            time.sleep(0.1)
        return time.monotonic() - begun

    def ask(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path)
        return connection.getresponse().status

    def stop(self, number: signal.Signals) -> tuple[int, float]:
        """Send a signal; return exit status and seconds until all had ended."""
        assert self.process is not None
        begun = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(30), time.monotonic() - begun

    def children(self) -> dict[str, int]:
        """Process ids by name of what the running command has started."""
        assert self.process is not None
        found = {}
        for pid in running():
            if parent_of(pid) == self.process.pid:
                found["worker" if "celery" in command_of(pid) else "web server"] = pid
        return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    """A site in the folder that all tests here share, so that only the first start prepares anything."""
    site = Site(folder)
    yield site
    if site.process is not None and site.process.poll() is None:
        site.process.terminate()
        site.process.wait(30)


def command(port: int) -> list[str]:
    return [sys.executable, "manage.py", "run_local", "--port", str(port)]


def environment(folder: Path) -> dict[str, str]:
    kept = {"PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH"}
    return {key: value for key, value in os.environ.items() if key in kept} | {
        "VAR_DIR": str(folder / "var"),
        "DEMO": "0",
        "PYTHONUNBUFFERED": "1",
    }


def running() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def parent_of(pid: int) -> int | None:
    try:
        return int((Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return None


def command_of(pid: int) -> str:
    try:
        return (Path("/proc") / str(pid) / "cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def made(var: Path) -> dict[str, tuple[int, int]]:
    """What the first start makes: which file it is, and when each static file was written."""
    static = {str(path): path.stat() for path in (var / "static").rglob("*") if path.is_file()}
    files = {name: (found.st_ino, found.st_mtime_ns) for name, found in static.items()}
    return files | {"database": ((var / "dev.sqlite3").stat().st_ino, 0)}


def left_over(folder: Path) -> list[str]:
    """Whatever still runs with this folder in its environment."""
    mark = f"VAR_DIR={folder / 'var'}\0".encode()
    found = []
    for pid in running():
        try:
            if mark in (Path("/proc") / str(pid) / "environ").read_bytes():
                found.append(command_of(pid))
        except OSError:
            continue
    return found


@pytest.mark.skipif(not Path("/proc").exists(), reason="counts processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_run_local_serves_pages_and_leaves_nothing_running(site: Site, number: signal.Signals) -> None:
    site.start()
    answers = [site.ask("/healthz"), site.ask("/"), site.ask("/no-such-page")]
    started = sorted(site.children())
    status, seconds = site.stop(number)

    assert answers == [200, 200, 404]
    assert started == ["web server", "worker"]
    assert status == 0
    assert seconds < 10
    assert left_over(site.folder) == []


def test_run_local_starts_again_with_nothing_left_to_prepare_and_keeps_the_data(site: Site) -> None:
    """How long that takes is measured by ``benchmarks.bench_start``; here: that nothing is made a second time."""
    site.start()
    site.stop(signal.SIGINT)
    var = site.folder / "var"
    before = made(var)
    again = Site(site.folder)
    again.start()
    again.stop(signal.SIGINT)
    said = again.log.read_text().partition("runs at")[0]

    assert before == made(var)
    assert said.splitlines()[0] == "Preparing what is missing..."
    assert not re.search("migration|reference|demonstration|static", said)


@pytest.mark.skipif(not Path("/proc").exists(), reason="finds processes in /proc")
@pytest.mark.parametrize("name", ["web server", "worker"])
def test_run_local_stops_the_other_when_one_dies_and_says_which(site: Site, name: str) -> None:
    site.start()
    os.kill(site.children()[name], signal.SIGKILL)
    assert site.process is not None
    status = site.process.wait(30)

    assert status == 1
    assert f"The {name} stopped by itself (exit status -9), so all of it was stopped." in site.log.read_text()
    assert left_over(site.folder) == []


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells children that their parent died")
def test_run_local_killed_outright_takes_its_children_along(site: Site) -> None:
    site.start()
    assert site.process is not None
    site.process.kill()
    site.process.wait(10)
    until = time.monotonic() + 15
    while left_over(site.folder) and time.monotonic() < until:
        time.sleep(0.1)

    assert left_over(site.folder) == []


def test_run_local_refuses_a_second_run_in_the_same_folder(site: Site) -> None:
    site.start()
    second = subprocess.run(
        command(free_port()),
        cwd=ROOT,
        env=environment(site.folder),
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert second.returncode == 1
    assert re.fullmatch(
        rf"CommandError: It runs already: http://127\.0\.0\.1:{site.port}/ \(process \d+\)\. "
        r"Stop that one first\.",
        second.stderr.strip(),
    )


def test_run_local_says_which_port_is_busy_and_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = subprocess.run(
            command(port), cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, timeout=60
        )

    assert refused.returncode == 1
    assert refused.stderr.strip() == (
        f"CommandError: Port {port} is busy: another program listens on 127.0.0.1:{port}. "
        f"Stop it, or choose another port: make run PORT={port + 1}"
    )
    assert not (tmp_path / "var" / "dev.sqlite3").exists()


@pytest.mark.parametrize("port", ["0", "70000", "-1", "abc", "8000x", "9" * 40, "٨٠٠٠"])
def test_run_local_says_that_there_is_no_such_port(tmp_path: Path, port: str) -> None:
    refused = subprocess.run(
        [sys.executable, "manage.py", "run_local", f"--port={port}"],
        cwd=ROOT,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert refused.returncode == 1
    assert refused.stderr.strip() == (
        f"CommandError: There is no port {port}; choose one from 1024 to 65535: make run PORT=8001"
    )


@pytest.mark.parametrize("words", [["run_local"], ["clean_demo"]])
def test_a_folder_without_room_is_said_in_a_sentence(tmp_path: Path, words: list[str]) -> None:
    lock = tmp_path / "var" / "run.lock"
    lock.mkdir(parents=True)
    given = environment(tmp_path) | {"DEMO": "1"}
    if words == ["run_local"]:
        words = ["run_local", "--port", str(free_port())]
    refused = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=given, capture_output=True, text=True, timeout=60
    )

    assert refused.returncode == 1
    assert refused.stderr.strip() == (
        f"CommandError: {lock} can't be written: Is a directory. Make room or mend its permissions, "
        "or choose another folder: VAR_DIR=/path/to/folder make run"
    )
