"""Modules that read for the outside know the Published tables and plain facts, and nothing else."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

from publications import reading

ROOT = Path(reading.__file__).parent
OUTSIDE = [
    "api",
    "api_urls",
    "api_views",
    "basket",
    "briefing_files",
    "briefing_form",
    "briefing_views",
    "briefings",
    "bundle_files",
    "documents",
    "feeds",
    "library",
    "library_counts",
    "library_facts",
    "library_file_views",
    "library_files",
    "library_form",
    "library_query",
    "library_views",
    "linked_data",
    "newly",
    "outside_views",
    "past_words",
    "programme",
    "programme_json",
    "reading",
    "sources",
    "take_away_views",
    "templatetags/outside",
    "words",
]
# Models of these apps that are plain facts; of this room only the Published tables.
PLAIN = {
    "presessions.series.models": {
        "DayBreak", "Issue", "PastMeeting", "PastSeries", "PreSession", "Review", "Room", "Series",
        "SeriesDay", "State",
    },
    "presessions.scheduling": {"entries"},
    "presessions.scheduling.models": {"JointQuestions", "JointSitting", "Sitting"},
}  # fmt: skip
# Other modules of ours that may be used: words, enums, doors; none of them gives rows but `entries`, which is
# judged below as if it stood here.
HARMLESS = {
    "presessions", "presessions.wording", "presessions.folding", "presessions.cells", "presessions.conditional",
    "presessions.kept", "presessions.sheets", "presessions.permissions",
    "presessions.accounts.actors", "presessions.scheduling.calendar", "presessions.scheduling.entries",
    "presessions.series.enums",
    "presessions.series.querysets", "presessions.templatetags.presessions", "applications.enums",
}  # fmt: skip
OURS = {
    "briefing_jobs",  # writes briefings, which hold no word of anybody; reads what is in them through the library
    "briefing_models",
    "categories",
    "consent",
    "enums",
    "published",
    "templatetags.outside",
    *(name.replace("/", ".") for name in OUTSIDE),
}


def imports(path: Path):
    """Every import of ours in a file, wherever it stands: (module, name)."""
    package = ["publications", *path.relative_to(ROOT).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((each.name, "") for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((module, each.name) for each in node.names)


def is_allowed(module: str, name: str) -> bool:
    if module.split(".")[0] not in ("presessions", "applications", "panels", "publications"):
        return True
    if module in PLAIN:
        return name in PLAIN[module]
    if module == "publications":
        return name in OURS
    if module.startswith("publications."):
        return module.removeprefix("publications.") in OURS
    return module in HARMLESS


@pytest.mark.parametrize("module", OUTSIDE)
def test_outside_module_knows_nothing_private(module):
    wrong = [pair for pair in imports(ROOT / f"{module}.py") if not is_allowed(*pair)]

    assert wrong == []


def test_the_walk_notices_what_is_private():
    private = [
        ("publications.models", "Statement"),
        ("publications", "models"),
        ("panels.models", "Seat"),
        ("applications.models", "Application"),
        ("presessions.series.models", "Contact"),
        ("presessions.scheduling.models", "Timetable"),
    ]

    assert [pair for pair in private if is_allowed(*pair)] == []


def test_no_other_way_to_models_is_used():
    texts = [(ROOT / f"{module}.py").read_text("utf-8") for module in OUTSIDE]

    assert [
        text for text in texts if "get_model(" in text or "import_module" in text or "._meta.apps" in text
    ] == []


def test_columns_of_series_that_are_no_facts_are_left_unread():
    series = apps.get_model("series", "Series")

    assert {"seed", "grace_minutes", "changed_at"} <= set(reading.NO_FACTS)
    assert {*reading.NO_FACTS, *reading.SERIES_FACTS} == {
        field.name for field in series._meta.concrete_fields
    }


def test_outside_reads_use_the_second_role_where_there_is_one(settings, monkeypatch):
    assert reading.outside() == "default"

    monkeypatch.setitem(settings.DATABASES, "outside", {})

    assert reading.outside() == "outside"


def test_the_module_of_calendar_entries_knows_plain_facts_only():
    file = ROOT.parent / "presessions" / "scheduling" / "entries.py"
    found = {
        (node.module, each.name)
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.level or str(node.module).startswith("presessions"))
        for each in node.names
    }
    assert found == {
        ("presessions", "wording"),
        ("presessions.series.enums", "PreSessionStatus"),
        ("presessions.series.models", "PreSession"),
        ("presessions.series.models", "Series"),
        ("calendar", "Entry"),
        ("enums", "TimetableStatus"),
        ("models", "JointQuestions"),
        ("models", "JointSitting"),
        ("models", "Sitting"),
        ("rows", "Row"),
    }
