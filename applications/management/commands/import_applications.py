"""Take in applications that came by e-mail, from a CSV or XLSX file: all of them or none."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from applications import importing
from presessions.accounts.actors import actor_of
from presessions.accounts.models import User
from presessions.permissions import Refused
from presessions.row_files import Unreadable, read_sheet
from presessions.series.models import Series


class Command(BaseCommand):
    help = (
        "Takes in applications from FILE (CSV in UTF-8 or XLSX; the template is on the staff page). "
        "Faults are printed with row and column, then nothing is taken and the exit status is 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would be taken; change nothing")
        parser.add_argument("--series", type=int, help="its number (default: the only one that takes any)")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the officer who answers for it")
        parser.add_argument("--no-mail", action="store_true", help="do not tell applicants that it arrived")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}", returncode=2) from None
        series, by = self._series(options["series"]), self._officer(options["by"])
        try:
            sheet = read_sheet(data, most=importing.MAX_ROWS)
            if options["dry_run"]:
                checked = importing.check(sheet, series, actor=actor_of(by))
            else:
                checked = importing.take(
                    sheet,
                    series,
                    file_name=options["file"].name,
                    digest=importing.sha256(data),
                    by=by,
                    tell=not options["no_mail"],
                )
        except Unreadable as why:
            raise CommandError(f"{options['file']}: {why}", returncode=2) from None
        except Refused:
            raise CommandError(f"{by.email} may not take in applications.", returncode=2) from None
        except importing.Faulty as faulty:
            checked = faulty.checked
        self._tell(checked, dry_run=options["dry_run"])

    def _tell(self, checked: importing.Checked, *, dry_run: bool) -> None:
        for fault in checked.faults:
            self.stderr.write(str(fault))
        if checked.faults:
            self.stderr.write(f"{len(checked.faults)} faults; nothing was taken.")
            sys.exit(1)
        for known in checked.known:
            self.stdout.write(f"row {known.row}: taken before as {known.reference}")
        verb = "would be taken" if dry_run else "taken"
        self.stdout.write(f"{len(checked.ready)} applications {verb}, {len(checked.known)} taken before.")

    def _series(self, number: int | None) -> Series:
        found = list(Series.objects.filter(status__in=importing.TAKES).select_related("session"))
        if number is not None:
            found = [series for series in found if series.number == number]
        if len(found) != 1:
            numbers = ", ".join(str(series.number) for series in found) or "none"
            raise CommandError(f"Say the series with --series; taking applications: {numbers}.", returncode=2)
        return found[0]

    def _officer(self, email: str) -> User:
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(f"There is no account {email}.", returncode=2)
        return user
