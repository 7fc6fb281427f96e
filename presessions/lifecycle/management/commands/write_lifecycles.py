"""Write docs/lifecycles.md, or check that it is up to date."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from presessions.lifecycle import page


class Command(BaseCommand):
    help = "Writes docs/lifecycles.md from the lifecycle tables; with --check only says whether it is stale."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "lifecycles.md"
        with translation.override("en"):
            text = page.render()
        if options["check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                raise CommandError("docs/lifecycles.md is stale: run manage.py write_lifecycles")
            return
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.stdout.write("docs/lifecycles.md written")
