"""Forget one person."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from presessions.accounts.managers import clean_email
from presessions.accounts.models import User
from presessions.permissions import Refused
from presessions.privacy.erase import erase_person


class Command(BaseCommand):
    help = "Forgets the person with address EMAIL; --by is the administrator who answers for it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--by", required=True, metavar="EMAIL")
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(email=clean_email(options["by"])).first()
        if by is None:
            raise CommandError(f"Nobody here has the address {options['by']}.")
        try:
            touched = erase_person(options["email"], by=by, dry_run=options["dry_run"])
        except Refused as refusal:
            raise CommandError("Only an administrator may erase a person.") from refusal
        for label, count in touched.items():
            self.stdout.write(f"{label}: {count}")
        self.stdout.write("Nothing was changed." if options["dry_run"] or not touched else "Done.")
