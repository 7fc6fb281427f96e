"""`make clean-demo`: throw the demonstration away, database and files."""

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from presessions.desk.management.commands.run_local import lock_folder

# By name: VAR_DIR may be a folder that holds other things too.
FOLDERS = ("private", "published", "mailbox", "broker", "static")


class Command(BaseCommand):
    help = "Delete the demonstration's SQLite database and files; the next start makes them anew."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        database = settings.DATABASES["default"]
        if settings.PRODUCTION or not settings.DEMO:
            raise CommandError("This is not a demonstration; nothing was deleted.")
        if not database["ENGINE"].endswith("sqlite3"):
            raise CommandError(
                f"The database {database['NAME']} is not a SQLite file; drop it with its own tools."
            )
        with lock_folder(0):
            connections.close_all()
            for suffix in ("", "-wal", "-shm"):
                Path(f"{database['NAME']}{suffix}").unlink(missing_ok=True)
            for name in FOLDERS:
                shutil.rmtree(Path(settings.VAR_DIR) / name, ignore_errors=True)
            for path in Path(settings.VAR_DIR).glob("beat-schedule*"):
                path.unlink()
            (Path(settings.VAR_DIR) / "prepared.json").unlink(missing_ok=True)
        self.stdout.write("The demonstration was deleted; make run makes a new one.")
