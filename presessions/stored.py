"""Bytes that lie beside the rows of the database."""

from functools import partial

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
