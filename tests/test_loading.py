"""What a process loads before it answers: what only makes files waits until one is made."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow  # starts Pythons

SETUP = "import django, sys; django.setup(); "
ROOF = "import presessions.urls; "
SAY = "print(*(name for name in {names} if name in sys.modules))"
MAKERS = ["docx", "openpyxl", "numpy", "weasyprint", "ortools", "import_export"]
STAFF_PAGES = ["applications.admin", "publications.admin", "presessions.mail.admin"]


def loaded(program: str, names: list[str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program + SAY.format(names=names)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout.strip()


def test_a_web_server_loads_no_maker_of_files() -> None:
    assert loaded(SETUP + ROOF, MAKERS) == ""
    assert loaded(SETUP + ROOF, STAFF_PAGES) == " ".join(STAFF_PAGES)


def test_a_command_loads_no_page_of_staff() -> None:
    assert loaded(SETUP, STAFF_PAGES) == ""
