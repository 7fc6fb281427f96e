"""Print the code the demonstration's staff would read off their phone."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from presessions.accounts import demo


class Command(BaseCommand):
    help = "Prints the current second factor of the demonstration's staff; refused anywhere else."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            code, seconds = demo.current_code()
        except demo.NotTheDemonstration as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{code}   (for {demo.STAFF_EMAIL}, good for {seconds} seconds)")
