"""Who signs in with a code has proved the address; what was sent to it is accepted with that."""

from __future__ import annotations

from typing import Any

from presessions.accounts.models import User

from . import transitions


def accept_on_sign_in(sender: Any, user: User, **kwargs: Any) -> None:
    """Receives ``user_logged_in``; does nothing for people nobody invited."""
    transitions.accept(user)
