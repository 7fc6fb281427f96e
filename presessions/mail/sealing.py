"""Keeps a sign-in code unreadable in the outbox until it is sent or too old."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac

_SALT = "presessions.mail.sealing"


def _fernet() -> Fernet:
    # Made from the secret key each time, so a changed key (or an overridden one) takes effect at once.
    digest = salted_hmac(_SALT, b"code", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def seal(text: str) -> str:
    """Encrypt and authenticate ``text`` under a key derived from ``SECRET_KEY``."""
    return _fernet().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str | None:
    """The text that was sealed; None where it was altered or sealed under another key."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None
