"""Loading the reference: repeatable, in one piece, and saying what changed."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from presessions.series.models import (
    Issue,
    NhriAccreditation,
    PastMeeting,
    PastSeries,
    PermanentMission,
    ReferenceLoad,
    Review,
    State,
    WorkingGroupSession,
)
from presessions.series.reference import writer
from presessions.series.reference.parse import CALENDAR, ISSUES, STATES

pytestmark = pytest.mark.django_db
TABLES = (
    State,
    PermanentMission,
    Issue,
    WorkingGroupSession,
    Review,
    PastSeries,
    PastMeeting,
    NhriAccreditation,
)


def counts():
    return [model.objects.count() for model in TABLES]


def said(*arguments):
    out = StringIO()
    call_command("load_reference", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    """A copy of the files that a test may damage."""
    for name, text in writer.read_folder().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_load_reference_fills_every_table_and_repeats_without_change():
    first = said()
    assert "states: 193 added, 0 changed, 0 unchanged" in first
    assert counts() == [193, 193, 54, 42, 579, 23, 190, 20]
    assert said() == "Reference: the files are unchanged since they were loaded.\n"
    assert "reviews: 0 added, 0 changed, 579 unchanged" in said("--force")
    assert counts() == [193, 193, 54, 42, 579, 23, 190, 20]


def test_fast_path_asks_the_database_three_times(django_assert_num_queries):
    said()
    with django_assert_num_queries(3):
        said()


def test_check_says_what_would_change_and_writes_nothing():
    assert "issues: 54 added, 0 changed, 0 unchanged" in said("--check")
    assert counts() == [0] * len(TABLES)
    assert not ReferenceLoad.objects.exists()


def test_every_state_has_a_mission_record_which_may_say_there_is_none():
    said()
    words = PermanentMission.objects.values_list("in_geneva", flat=True)
    assert sorted(set(words)) == ["no", "unknown", "yes"]
    assert [list(words).count(word) for word in ("yes", "no", "unknown")] == [19, 3, 171]


def test_changed_and_removed_rows_are_reported_and_nothing_is_deleted(folder):
    said("--folder", str(folder))
    edit(folder / STATES, "Andorra,Andorre,Andorra,WEOG", "Andorra,Andorre,Andorra,Western Europe")
    calendar = (folder / CALENDAR).read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / CALENDAR).write_text("".join(calendar[:-1]), encoding="utf-8")
    report = said("--folder", str(folder))
    assert "states: 0 added, 1 changed, 192 unchanged" in report
    assert "reviews: 0 added, 0 changed, 578 unchanged, 1 not in the files and kept (54 SSD)" in report
    assert State.objects.get(iso3="AND").regional_group == "Western Europe"
    assert Review.objects.count() == 579


def test_faults_are_named_with_line_and_column_and_change_nothing(folder):
    said("--folder", str(folder))
    edit(folder / STATES, "Andorra,Andorre", "Principality,Andorre")
    edit(folder / ISSUES, "UI-ASYLUM,Asylum-seekers - refugees", "UI-ASYLUM,")
    errors = StringIO()
    with pytest.raises(CommandError) as stopped:
        call_command("load_reference", "--folder", str(folder), stderr=errors)
    assert stopped.value.returncode == 1
    assert str(stopped.value) == "1 fault; nothing was changed."
    assert errors.getvalue() == "themes.csv, line 2, column name_en: is blank\n"
    assert State.objects.get(iso3="AND").name_en == "Andorra"


def test_many_faults_are_named_up_to_a_number_that_can_be_read(folder):
    head, *rows = (folder / ISSUES).read_text(encoding="utf-8").splitlines()
    (folder / ISSUES).write_text("\n".join([head, *(row + "," for row in rows)]), encoding="utf-8")
    errors = StringIO()
    with pytest.raises(CommandError, match="93 faults; nothing was changed"):
        call_command("load_reference", "--folder", str(folder), stderr=errors)
    lines = errors.getvalue().splitlines()
    assert len(lines) == 21
    assert lines[-1] == "… and 73 more: 73 in themes.csv"


def test_file_that_is_not_text_is_named_with_its_line(folder):
    (folder / ISSUES).write_bytes(b"code,name_en\nUI-X,caf\xe9\n")
    with pytest.raises(CommandError, match="1 fault; nothing was changed"):
        call_command("load_reference", "--folder", str(folder), stderr=StringIO())


def test_missing_folder_is_a_fault_for_each_file(tmp_path):
    errors = StringIO()
    with pytest.raises(CommandError, match="6 faults"):
        call_command("load_reference", "--folder", str(tmp_path / "none"), stderr=errors)
    assert errors.getvalue().count("this file is missing") == 6


def test_blank_in_a_file_leaves_alone_what_staff_entered():
    said()
    WorkingGroupSession.objects.filter(number=54).update(starts_on=date(2027, 2, 22))
    PermanentMission.objects.filter(state_id="AFG").update(in_geneva="yes", email="mission@example.org")
    report = said("--force")
    assert "permanent missions: 0 added, 0 changed, 193 unchanged" in report
    assert WorkingGroupSession.objects.get(number=54).starts_on == date(2027, 2, 22)
    assert PermanentMission.objects.get(state_id="AFG").in_geneva == "yes"


def test_slug_stays_when_a_name_changes(folder):
    said("--folder", str(folder))
    edit(folder / STATES, "Andorra,Andorre,Andorra", "Andorra the Second,Andorre,Andorra")
    said("--folder", str(folder))
    state = State.objects.get(iso3="AND")
    assert (state.name_en, state.slug) == ("Andorra the Second", "andorra")


def test_emptied_tables_are_filled_again_although_the_files_are_unchanged():
    said()
    Review.objects.all().delete()
    assert "reviews: 579 added" in said()
