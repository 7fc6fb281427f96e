#!/usr/bin/env python
"""Django's command line for Pre-sessions."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "presessions.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"{error}")  # a setting: its sentence says what to do, a trace would bury it


if __name__ == "__main__":
    main()
