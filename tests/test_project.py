"""Promises of the whole project."""

from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.template.loader import get_template

from presessions.lifecycle.tables import covers

ROOT = Path(settings.BASE_DIR)
OURS = ("presessions", "applications", "panels", "publications")


def our_models():
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in OURS]


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


def test_no_migration_is_called_auto():
    found = [path.name for room in OURS for path in (ROOT / room).rglob("migrations/*_auto_*.py")]
    assert found == []


@pytest.mark.parametrize(
    "path",
    sorted(
        str(path.relative_to(ROOT / "templates"))
        for path in (ROOT / "templates").rglob("*")
        if path.is_file()
    ),
)
def test_template_compiles(path):
    get_template(path)


@pytest.mark.parametrize("model", [model for model in our_models() if hasattr(model, "LIFECYCLE")], ids=str)
def test_every_status_is_in_the_table_of_its_lifecycle(model):
    field = model._meta.get_field("status")
    statuses = [value for value, _ in field.choices]

    assert covers(model.LIFECYCLE, statuses)
    assert field.default == model.LIFECYCLE.start
    assert model.LIFECYCLE.reachable() == set(statuses)


def test_every_model_with_a_status_has_a_lifecycle():
    without = [
        model._meta.label
        for model in our_models()
        if any(field.name == "status" for field in model._meta.fields) and not hasattr(model, "LIFECYCLE")
    ]
    assert without == []


def test_no_inline_script_or_style_in_templates():
    found = []
    for path in (ROOT / "templates").rglob("*.html"):
        if "emails" in path.parts:
            continue  # mail programs know no stylesheet of ours
        text = path.read_text(encoding="utf-8")
        if " style=" in text or "<style" in text or "onclick=" in text or "<script>" in text:
            found.append(str(path.relative_to(ROOT)))
    assert found == []
