"""Make the groups of the admin what the roles say."""

from typing import Any

from django.core.management.base import BaseCommand

from presessions.accounts import roles


class Command(BaseCommand):
    help = (
        "Turns the staff roles into groups with their permissions. Repeatable; also run after each migrate."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for role, count in roles.sync().items():
            self.stdout.write(f"{role}: {count} permissions")
