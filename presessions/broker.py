"""kombu's Redis transport, which survives Redis going away while a task is running.

A channel closed because its connection broke has nobody to give unfinished
messages back to. kombu 5.7 then ends in an ``AttributeError`` that stops the
whole worker; here it is the connection error it is, which Celery expects, and
the worker connects again. The running task goes on; its message comes back
after the visibility timeout, and our tasks may run twice.
"""

from typing import Any

from kombu.transport import redis
from redis.exceptions import ConnectionError as BrokerGone


class Channel(redis.Channel):
    """A channel that knows when its connection is gone."""

    def _connparams(self, asynchronous: bool = False) -> Any:
        if self.connection is None or self.connection.client is None:
            raise BrokerGone("the connection of this channel is closed")
        return super()._connparams(asynchronous=asynchronous)


class Transport(redis.Transport):
    """Named in ``presessions.celery`` in place of kombu's own."""

    Channel = Channel
