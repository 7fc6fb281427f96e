"""`make demo`: the demonstration, made once or made anew with today's dates."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from presessions.accounts.demo import NotTheDemonstration, check_demo
from presessions.desk import demo
from presessions.desk.preparation import pending_migrations


class Command(BaseCommand):
    help = "Make the demonstration: three series of the real calendar, with invented organisations."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--renew", action="store_true", help="take the present one away, with all that was done in it"
        )

    def handle(self, *args: Any, renew: bool, **options: Any) -> None:
        try:
            check_demo()
            if pending_migrations():
                raise CommandError("The database is older than the program. Start the site once: make run")
            made = demo.make(renew=renew)
        except (NotTheDemonstration, demo.NotEmpty, LookupError) as refusal:
            raise CommandError(str(refusal)) from None
        if options["verbosity"]:
            self.stdout.write("The demonstration is made." if made else "The demonstration is there already.")
