"""Choose a panel from a JSON file: for what-if work, and for anyone who wants to check the rule."""

import contextlib
import json
import math
import os
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from panels.selection_files import BAD_INPUT, CHOSEN, run_with_record
from panels.selection_policy import DEFAULT_POLICY


class Command(BaseCommand):
    help = "Chooses a panel from INPUT.json and prints panel, proof and reasons as JSON (docs/selection.md)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("input", metavar="INPUT.json", help="the request; - reads standard input")
        parser.add_argument("--policy", default=DEFAULT_POLICY, help="a named policy (default: %(default)s)")
        parser.add_argument("--time-limit", default=120.0, help="seconds (default: %(default)s)")
        parser.add_argument("--record", metavar="FILE", help="also write the record to verify")

    def handle(self, *args: Any, **options: Any) -> None:
        limit = self._seconds(options["time_limit"])
        status, answer, record = run_with_record(
            self._text(options["input"]),
            policy=options["policy"],
            time_limit=limit,
            clock=time.monotonic,
        )
        if status == BAD_INPUT:
            raise _refusal(options["input"], answer)
        if options["record"]:
            self._write(options["record"], record)
        self._print(answer)
        if status != CHOSEN:
            sys.exit(status)

    def _seconds(self, given: str | float) -> float:
        try:
            seconds = float(given)
        except ValueError:
            seconds = math.nan
        if not 0 < seconds < math.inf:
            raise CommandError(f"--time-limit: must be seconds above 0, not {given!r}", returncode=BAD_INPUT)
        return seconds

    def _print(self, answer: str) -> None:
        """On a terminal that can't show every script, with escapes; the JSON is the same."""
        if sys.stdout is None:
            raise _refusal("standard output", "closed")
        try:
            answer.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
        except UnicodeEncodeError:
            answer = json.dumps(json.loads(answer), indent=2)
        try:
            self.stdout.write(answer)
            self.stdout.flush()
        except OSError as error:
            _leave_unwritten()
            raise _refusal("standard output", error.strerror) from None

    def _text(self, name: str) -> str:
        if name == "-" and sys.stdin is None:
            raise _refusal(name, "standard input is closed")
        try:
            read = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
            return read.decode("utf-8-sig")
        except OSError as error:
            raise _refusal(name, error.strerror) from None
        except UnicodeDecodeError as error:
            raise _refusal(name, f"not UTF-8 text, byte {error.start}") from None

    def _write(self, name: str, record: str) -> None:
        try:
            Path(name).write_text(record + "\n", encoding="utf-8")
        except OSError as error:
            raise _refusal(name, error.strerror) from None


def _refusal(name: str, words: str | None) -> CommandError:
    """What stopped the command, on one line even where the name of a file holds a line break."""
    shown = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in name)
    return CommandError(f"{shown}: {words}", returncode=BAD_INPUT)


def _leave_unwritten() -> None:
    """What could not be written is let go, or Python would try once more on leaving and complain on its own."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
