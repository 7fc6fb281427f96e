"""A setting that can't be read is refused by its name, never guessed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from presessions import environment

pytestmark = pytest.mark.slow  # starts Pythons
ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PRESESSIONS_ENV", "prod", "PRESESSIONS_ENV is 'prod': it may be embedded or production."),
        ("DEMO", "maybe", "DEMO is 'maybe': it may be 1 (yes) or 0 (no)."),
        ("SECOND_APPROVAL", "Anna", "SECOND_APPROVAL is 'anna': it may be 1 (yes) or 0 (no)."),
        ("EMAIL_PORT", "abc", "EMAIL_PORT is 'abc': it must be a whole number."),
        ("DATABASE_URL", "garbage", "DATABASE_URL is no address of a database"),
        ("REDIS_URL", "foo", "REDIS_URL is no address: it begins with redis:// or rediss:// or unix://."),
        ("SITE_ADDRESS", "foo", "SITE_ADDRESS is no address: it begins with http:// or https://."),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, name, value, said):
    kept = {key: word for key, word in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    given = {**kept, "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "presessions.settings", name: value}
    read = "from django.conf import settings; settings.DEBUG"
    done = subprocess.run([sys.executable, "-c", read], env=given, capture_output=True, text=True, timeout=60)

    assert done.returncode == 1
    assert said in done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("command", ["run_local", "clean_demo", "migrate"])
def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path, command):
    (tmp_path / "file").write_text("no folder")
    kept = {key: word for key, word in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    given = {**kept, "VAR_DIR": str(tmp_path / "file" / "var")}
    words = [sys.executable, "manage.py", command]
    done = subprocess.run(words, env=given, capture_output=True, text=True, timeout=60, cwd=ROOT)

    assert done.returncode == 1
    assert done.stderr == (
        f"{tmp_path}/file/var can't be made: Not a directory. "
        "Choose a folder that can be written: VAR_DIR=/path/to/folder\n"
    )


@pytest.mark.parametrize(
    ("word", "meant"), [("1", True), ("TRUE", True), ("off", False), ("0", False), ("", False)]
)
def test_yes_and_no_in_the_usual_words(monkeypatch, word, meant):
    monkeypatch.setenv("A_WORD", word)
    assert environment.yes("A_WORD", default=not meant) is meant


def test_what_is_not_set_is_the_default(monkeypatch):
    monkeypatch.delenv("A_WORD", raising=False)
    assert environment.yes("A_WORD", default=True) is True
    assert (environment.number("A_WORD", 25), environment.address("A_WORD", "", "redis")) == (25, "")
