"""Every state of the virus scanner: only a clear word lets a file out. A daemon of ours speaks clamd's protocol."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from applications import checking
from applications.checking import ScannerAway, is_infected
from applications.models import SupportingFile
from applications.tasks import check_waiting_files
from tests.applications.corpus import pdf
from tests.factories import make_application


class Daemon(socketserver.ThreadingTCPServer):
    """Takes what INSTREAM sends and answers with ``says``; with None it keeps silent until it is let go."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        self.says: bytes | None = b"stream: OK\0"
        self.taken = b""
        self.let_go = threading.Event()
        super().__init__(("127.0.0.1", 0), Talk)


class Talk(socketserver.StreamRequestHandler):
    server: Daemon

    def handle(self) -> None:
        assert self.rfile.read(len(b"nINSTREAM\n")) in (b"nINSTREAM\n", b"zINSTREAM\0")
        taken = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            taken += self.rfile.read(length)
        self.server.taken = taken
        if self.server.says is None:
            self.server.let_go.wait()
        else:
            self.wfile.write(self.server.says.replace(b"\0", b"\n"))


@pytest.fixture
def daemon(settings) -> Iterator[Daemon]:
    with Daemon() as made:
        settings.CLAMD_ADDRESS = f"127.0.0.1:{made.server_address[1]}"
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.let_go.set()
        made.shutdown()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "file"
    made.write_bytes(b"%PDF-1.7" * 1000)
    return made


def test_clean_and_infected_are_told_apart_and_all_of_it_is_looked_at(daemon, path):
    assert is_infected(path) is False
    assert daemon.taken == path.read_bytes()
    daemon.says = b"stream: Win.Test.EICAR_HDB-1 FOUND\0"
    assert is_infected(path) is True


@pytest.mark.parametrize(
    "says",
    [b"INSTREAM size limit exceeded. ERROR\0", b"stream: Encrypted.Zip ERROR\0", b"nonsense\0", b"\0"],
    ids=["over the scanner's limit", "could not look", "nonsense", "nothing"],
)
def test_what_is_no_clear_word_lets_nothing_out(daemon, path, says):
    daemon.says = says
    try:
        released = not is_infected(path)
    except ScannerAway:
        released = False
    assert released is False


def test_a_scanner_that_does_not_answer_in_time_is_away(daemon, path, monkeypatch):
    daemon.says = None
    monkeypatch.setattr(checking, "SECONDS", 0.2)
    with pytest.raises(ScannerAway):
        is_infected(path)


@pytest.mark.django_db
def test_a_file_waits_while_the_scanner_is_away_and_a_second_look_lets_no_refused_one_out(daemon):
    file = SupportingFile(application=make_application(status="draft"), name="r", size=1, sha256="0" * 64)
    file.file.save("", ContentFile(pdf()), save=False)
    file.save()
    for says, status in (
        (b"INSTREAM size limit exceeded. ERROR\0", "checking"),
        (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", "refused"),
        (b"stream: OK\0", "refused"),
    ):
        daemon.says = says
        check_waiting_files()
        file.refresh_from_db()
        assert file.status == status
