"""What production's own settings say of cookies and of the way there, read as an operator's process reads them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COOKIES = [
    f"{cookie}_COOKIE_{what}"
    for cookie in ("SESSION", "CSRF")
    for what in ("NAME", "SECURE", "HTTPONLY", "SAMESITE", "DOMAIN", "PATH")
]
WAY = ["SSL_REDIRECT", "HSTS_SECONDS", "HSTS_INCLUDE_SUBDOMAINS", "HSTS_PRELOAD"]
ASKED = [*COOKIES, "LANGUAGE_COOKIE_SECURE", *(f"SECURE_{name}" for name in WAY), "DEBUG", "DEMO"]
SAYS = """
import json, django
from django.conf import settings
django.setup()
print(json.dumps({name: getattr(settings, name) for name in %r}))
"""


def test_cookies_and_the_way_there_are_guarded(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", SAYS % ASKED], cwd=ROOT, capture_output=True, text=True, check=True,
        env={
            "PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "presessions.settings",
            "PRESESSIONS_ENV": "production", "VAR_DIR": str(tmp_path), "SECRET_KEY": "only for this test " * 4,
            "DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3", "EMAIL_HOST": "mail.invalid",
            "DEFAULT_FROM_EMAIL": "post@presessions.invalid", "ALLOWED_HOSTS": "presessions.invalid",
            "SITE_ADDRESS": "https://presessions.invalid",
        },
    )  # fmt: skip

    # a cookie called __Host- is only taken by browsers where it is secure, of no domain and for every path
    assert json.loads(told.stdout) == {
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        **dict.fromkeys([name for name in ASKED if name.endswith(("_SECURE", "_HTTPONLY"))], True),
        **dict.fromkeys([name for name in ASKED if name.endswith("_SAMESITE")], "Lax"),
        **dict.fromkeys([name for name in ASKED if name.endswith("_DOMAIN")], None),
        **dict.fromkeys([name for name in ASKED if name.endswith("_PATH")], "/"),
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 63072000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_HSTS_PRELOAD": True,
        "DEBUG": False,
        "DEMO": False,
    }
