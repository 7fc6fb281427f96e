"""Make somebody a member of staff."""

import getpass
import secrets
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from presessions.accounts.grants import grant
from presessions.accounts.managers import clean_email
from presessions.accounts.models import User
from presessions.permissions import STAFF_ROLES, Role


class Command(BaseCommand):
    help = (
        "Makes EMAIL a member of staff and sets a password; the second factor is set up at the first sign-in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument("--role", choices=sorted(STAFF_ROLES), default=Role.OFFICER.value)

    def handle(self, *args: Any, **options: Any) -> None:
        email = clean_email(options["email"])
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"“{email}” is not an e-mail address.") from error
        with transaction.atomic():
            user, _ = User.objects.get_or_create(email=email)
            user.name = options["name"] or user.name
            chosen = self._password(user)
            user.set_password(chosen)
            user.save()
            grant(user, options["role"], by=None)
        self.stdout.write(f"{email} is now {options['role']}.")
        if not sys.stdin.isatty():
            self.stdout.write(f"Password, shown this once: {chosen}")

    def _password(self, user: User) -> str:
        """Typed twice on a terminal; made up elsewhere."""
        if not sys.stdin.isatty():
            return secrets.token_urlsafe(18)
        typed = getpass.getpass("Password (14 characters or more): ")
        if typed != getpass.getpass("Once more: "):
            raise CommandError("These two differ; nothing was changed.")
        try:
            validate_password(typed, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return typed
