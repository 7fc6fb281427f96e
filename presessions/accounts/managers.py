"""Finding and making users: an address is one person, however it is capitalised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager

if TYPE_CHECKING:
    from presessions.accounts.models import User


def clean_email(email: str) -> str:
    """The address as it is stored: without outer space, in lower case.

    Local parts are case-sensitive on paper only; two accounts that differ in
    capitals would be two people to us and one to every mail server.
    """
    return email.strip().lower()


class UserManager(BaseUserManager["User"]):
    """Users by e-mail address."""

    use_in_migrations = True

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=clean_email(username or ""))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user who signs in with codes; with ``password``, one of the staff's kind."""
        if not clean_email(email):
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=clean_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user to whom Django's own checks never say no; for tests and emergencies."""
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})
