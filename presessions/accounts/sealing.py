"""Encryption of what rests in the database and must not be read there."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac


def _fernet(purpose: str) -> Fernet:
    # From the secret key each time: a changed key takes effect at once.
    digest = salted_hmac("presessions.accounts", purpose, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def seal(text: str, purpose: str) -> bytes:
    """Encrypt and authenticate ``text`` under a key of its own for ``purpose``."""
    return _fernet(purpose).encrypt(text.encode())


def unseal(sealed: bytes, purpose: str) -> str | None:
    """The text, or None where it was altered or sealed under another key."""
    try:
        return _fernet(purpose).decrypt(sealed).decode()
    except InvalidToken:
        return None
