"""The embedded default's broker: a message is there whole or not at all."""

import threading
from queue import Empty

import pytest
from kombu import Connection

from presessions import (
    broker,
    celery,  # noqa: F401 - names our transports
)
from presessions.broker import FileTransport


@pytest.fixture
def connect(tmp_path):
    options = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path), "store_processed": False}
    (tmp_path / "control").mkdir()
    options["control_folder"] = str(tmp_path / "control")
    return lambda: Connection("filesystem://localhost//", transport_options=options)


def test_files_go_through_our_transport(connect):
    assert isinstance(connect().transport, FileTransport)


def test_what_a_killed_writer_left_is_nobodys_message(connect, monkeypatch):
    queue = connect().SimpleQueue("work")

    def killed(*_names):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(broker.os, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            queue.put({"wake": 1})

    with pytest.raises(Empty):
        queue.get(block=False)
    queue.put({"wake": 2})
    assert queue.get(timeout=5).payload == {"wake": 2}


def test_a_reader_never_meets_a_message_that_is_being_written(connect):
    sent = 300

    def write():
        queue = connect().SimpleQueue("whole")
        for number in range(sent):
            queue.put({"n": number})

    writer = threading.Thread(target=write)
    reader = connect().SimpleQueue("whole")
    writer.start()
    got = set()
    for _ in range(sent):
        message = reader.get(timeout=20)
        message.ack()
        got.add(message.payload["n"])
    writer.join()

    assert got == set(range(sent))
