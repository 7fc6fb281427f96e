"""Every word outside the staff site exists in English, French and Spanish, and the compiled files are true."""

import gettext
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LOCALE = ROOT / "presessions" / "locale"
LANGUAGES = ("fr", "es")
SOURCES = ("presessions", "applications", "panels", "publications", "templates")

# Words that are rightly the same in the other language.
SAME = {
    "fr": {
        "Pre-sessions",
        "UPR Info",
        "Menu",
        "Missions",
        "Date",
        "Documents",
        "Question",
        "Questions",
        "Notes",
        "Mission",
        "Regions",
        "Pages",
        "PDF",
        "Word",
        "Page",
        "Participation",
        "Organisation",
        "National",
        "Instructions",
        "Description",
        "Original",
        "Code",
        "Session",
        "Sessions",
        "Public",
        "Agenda",
        "Section",
        "Statements",
        "Orange",
        "Source",
        "Sources",
    },
    "es": {"Pre-sessions", "UPR Info", "PDF", "Word", "No", "General", "Error", "Total", "Regional"},
}

needs_gettext = pytest.mark.skipif(shutil.which("msgfmt") is None, reason="gettext is not installed")


def catalog(language: str) -> dict[object, str]:
    """The compiled catalogue as a mapping; plural forms have (msgid, number) keys."""
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]


@needs_gettext
@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_has_no_fuzzy_or_untranslated_entry(language):
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    for option in ("--untranslated", "--only-fuzzy"):
        found = subprocess.run(
            ["msgattrib", option, "--no-obsolete", str(path)], capture_output=True, text=True, check=True
        )
        assert found.stdout == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_has_all_the_forms_of_its_language(language):
    numbers: dict[str, set[int]] = {}
    for key in catalog(language):
        if isinstance(key, tuple):
            numbers.setdefault(key[0], set()).add(key[1])
    forms = set.union(*numbers.values())
    assert {msgid: found for msgid, found in numbers.items() if found != forms} == {}


@needs_gettext
@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogue_is_the_one_of_its_source(language, tmp_path):
    folder = LOCALE / language / "LC_MESSAGES"
    compiled = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--check-format", "-o", str(compiled), str(folder / "django.po")], check=True)

    with compiled.open("rb") as file:
        fresh = dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]
    assert catalog(language) == fresh


@needs_gettext
def test_every_string_of_the_code_is_in_the_catalogues(tmp_path):
    for name in SOURCES:
        shutil.copytree(
            ROOT / name,
            tmp_path / name,
            ignore=shutil.ignore_patterns("__pycache__", "locale", "*.mo", "reference"),
        )
    (tmp_path / "locale").mkdir()
    subprocess.run(
        ["python", "-m", "django", "makemessages", "-l", "fr", "--no-obsolete", "--no-location"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        env=_environment(),
    )
    subprocess.run(
        ["msgen", "-o", str(tmp_path / "all.po"), str(tmp_path / "locale/fr/LC_MESSAGES/django.po")],
        check=True,
    )
    subprocess.run(["msgfmt", "-o", str(tmp_path / "all.mo"), str(tmp_path / "all.po")], check=True)
    with (tmp_path / "all.mo").open("rb") as file:
        wanted = set(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]
    wanted = {key[0] if isinstance(key, tuple) else key for key in wanted} - {""}

    for language in LANGUAGES:
        known = {key[0] if isinstance(key, tuple) else key for key in catalog(language)}
        assert sorted(wanted - known) == [], language


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_merely_the_english_word(language):
    equal = {
        key
        for key, text in catalog(language).items()
        if isinstance(key, str) and key and key == text and any(letter.isalpha() for letter in key)
    }

    assert sorted(equal - SAME[language] - _loan_words(language)) == []


def _loan_words(language: str) -> set[str]:
    """Words listed, with their reason, in the file of loan words."""
    lines = (ROOT / "tests" / "loan_words.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(":", 1) for line in lines if line and not line.startswith("#"))
    return {word.strip() for code, word in pairs if code.strip() == language}


def _environment() -> dict[str, str]:
    import os
    import sys

    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return {"PATH": path, "LANG": "C.UTF-8"}
