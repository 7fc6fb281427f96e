"""After a restore: do again what was erased or taken back since the archive was made."""

import sys
from argparse import ArgumentTypeError
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from presessions.privacy import replaying, taken_back


def instant(text: str) -> datetime:
    try:
        return taken_back.read_instant(text)
    except ValueError:
        raise ArgumentTypeError(
            "give the time in the archive's name, for instance 20261123T021500Z"
        ) from None


class Command(BaseCommand):
    help = "Erases again who was erased, and takes down what was withdrawn, since an archive was made."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", help="the list beside the archives, taken-back.txt; - reads it from its input"
        )
        parser.add_argument(
            "--since", required=True, type=instant, metavar="TIME", help="in the archive's name"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        text = (
            sys.stdin.read() if options["file"] == "-" else Path(options["file"]).read_text(encoding="ascii")
        )
        for kind, count in replaying.replay(text.splitlines(), since=options["since"]).items():
            self.stdout.write(f"{kind}: {count}")
