"""kombu's transports, each with one mend, named in ``presessions.celery`` in place of kombu's own.

Redis: survives Redis going away while a task is running. A channel closed because its connection broke has nobody
to give unfinished messages back to. kombu 5.7 then ends in an ``AttributeError`` that stops the whole worker; here
it is the connection error it is, which Celery expects, and the worker connects again. The running task goes on; its
message comes back after the visibility timeout, and our tasks may run twice.

Files (the embedded default): kombu opens a message under its final name and then writes it, so that a worker may
find it empty, which stops the worker. Here a message has its name only once it is whole; one whose writer was
killed stays beside under a name that no queue reads.
"""

import os
import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.transport import filesystem, redis
from kombu.utils.json import dumps
from redis.exceptions import ConnectionError as BrokerGone


class Channel(redis.Channel):
    """A channel that knows when its connection is gone."""

    def _connparams(self, asynchronous: bool = False) -> Any:
        if self.connection is None or self.connection.client is None:
            raise BrokerGone("the connection of this channel is closed")
        return super()._connparams(asynchronous=asynchronous)


class Transport(redis.Transport):
    """Redis."""

    Channel = Channel


class FileChannel(filesystem.Channel):
    """A channel that shows a message only when it is whole."""

    def _put(self, queue: Any, payload: Any, **kwargs: Any) -> None:  # type: ignore[override] # kombu has two names
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        aside = Path(self.data_folder_out) / f".{name}"
        aside.write_text(dumps(payload))
        os.replace(aside, aside.with_name(name))


class FileTransport(filesystem.Transport):
    """Files in a folder."""

    Channel = FileChannel
