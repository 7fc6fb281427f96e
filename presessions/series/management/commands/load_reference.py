"""Load the calendar, States, issues and past Pre-sessions; say what changed."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError

from presessions.series.reference import writer

NAMED = 20  # faults; whoever mends these reads the next ones on the next run


class Command(BaseCommand):
    help = "Load the reference files into the database; repeatable. Faults are named and change nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="say what would change and write nothing")
        parser.add_argument(
            "--force", action="store_true", help="compare row by row even if the files are unchanged"
        )
        parser.add_argument("--folder", type=Path, default=writer.FOLDER, help="where the files are")

    def handle(self, *args: Any, **options: Any) -> None:
        check = options["check"]
        try:
            texts = writer.read_folder(options["folder"])
            if not (check or options["force"]) and writer.is_loaded(texts):
                self.stdout.write("Reference: the files are unchanged since they were loaded.")
                return
            changes = writer.load(texts, write=not check)
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(f"The tables are not there yet (python manage.py migrate): {error}") from error
        except writer.Faulty as faulty:
            for fault in faulty.faults[:NAMED]:
                self.stderr.write(str(fault))
            if more := Counter(fault.file for fault in faulty.faults[NAMED:]):
                places = ", ".join(f"{number} in {file}" for file, number in more.items())
                self.stderr.write(f"… and {more.total()} more: {places}")
            number = len(faulty.faults)
            raise CommandError(
                f"{number} fault{'' if number == 1 else 's'}; nothing was changed.", returncode=1
            ) from None
        self.stdout.write("Reference, not written (--check):" if check else "Reference:")
        for change in changes:
            self.stdout.write(f"  {change}")
