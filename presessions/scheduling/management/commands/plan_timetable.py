"""`manage.py plan_timetable INPUT.json`: a timetable from a file, for what-if work and for checking."""

import math
import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from presessions.scheduling.timetable_files import BAD_INPUT, run


class Command(BaseCommand):
    """Thin: reads the file, prints, and leaves with the status."""

    help = "Plan a timetable from a JSON file (docs/timetable.md). Exit 0: planned; 1: clash; 2: bad input."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and how long the search may take."""
        parser.add_argument("input", help="path of the JSON file, or - for standard input")
        parser.add_argument("--time-limit", type=_seconds, default=60.0, help="seconds (default 60)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the answer; one line about bad input goes to standard error."""
        name = options["input"]
        try:
            raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
            status, answer = run(raw.decode("utf-8-sig"), time_limit_s=options["time_limit"])
        except OSError as error:
            status, answer = BAD_INPUT, f"{name}: can't be read ({error.strerror})"
        except UnicodeDecodeError:
            status, answer = BAD_INPUT, f"{name}: not UTF-8 text; save it as UTF-8"
        (self.stderr if status == BAD_INPUT else self.stdout).write(answer)
        if status:
            sys.exit(status)


def _seconds(text: str) -> float:
    """More than none and not for ever, so that a slip is told instead of meaning something."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise ArgumentTypeError(f"{text!r}: give a number of seconds above 0, like 60")
    return seconds
