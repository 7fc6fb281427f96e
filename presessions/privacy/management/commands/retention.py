"""Forget what has had its time, or say what that would be."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from presessions.privacy import retention


class Command(BaseCommand):
    help = "Applies the rules of retention (also done once a day); with --dry-run only says what would go."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = retention.apply_all(timezone.now(), dry_run=options["dry_run"])
        for rule in retention.rules():
            self.stdout.write(f"{rule.name} (kept {_said(rule.time.total_seconds())}): {counts[rule.name]}")
        if options["dry_run"]:
            self.stdout.write("Nothing was changed.")


def _said(seconds: float) -> str:
    days = seconds / 86400
    return f"{days:.0f} days" if days > 1 else f"{seconds / 3600:.0f} hours"
