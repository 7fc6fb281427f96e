"""Bytes that lie beside the rows of the database."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from django.core.files.storage import FileSystemStorage
from django.db import transaction
from django.db.models.fields.files import FieldFile


def bytes_of(file: FieldFile) -> bytes:
    """The bytes of a file; none where they are gone."""
    try:
        with file.open("rb") as stored:
            content: bytes = stored.read()
    except FileNotFoundError:
        return b""
    return content


def delete_later(file: FieldFile) -> None:
    """Delete the bytes when the transaction ends well; none where there are none."""
    if file.name:
        transaction.on_commit(partial(file.storage.delete, file.name))


FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class NoRoom(Exception):
    """The disk takes no more; nothing of what was to be written is there."""


@contextmanager
def writing() -> Iterator[None]:
    """Where bytes are written: a full disk raises ``NoRoom``."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise NoRoom from error


class Files(FileSystemStorage):
    """Files on a disk that may be full: what was written of one until then goes again."""

    def _save(self, name: str, content: Any) -> str:
        with writing():
            try:
                return str(super()._save(name, content))  # type: ignore[misc]
            except OSError:
                with suppress(OSError):
                    self.delete(name)
                raise
