"""Applications that came by e-mail, from a file: faults by row and column, all or nothing, once only."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from applications.enums import ApplicationStatus
from applications.models import Application, ApplicationImport, Organisation
from presessions.accounts.grants import recuse
from presessions.lifecycle.models import StatusChange
from presessions.mail.models import OutgoingMail
from presessions.row_files import Unreadable, heading, read_sheet
from presessions.wording import GENEVA
from tests.applications.staff import staff_client
from tests.factories import make_application, make_issue, make_officer, make_pre_session, make_series

pytestmark = pytest.mark.django_db
PAGE = "/staff/applications/application/import/"
HEADINGS = (
    "State",
    "Organisation name",
    "kind",
    "is_coalition",
    "submitted",
    "issue_1",
    "why_1",
    "received_at",
    "contact_email",
    "speaks",
    "founded",
    "late_because",
)


@pytest.fixture
def series():
    series = make_series()
    for iso3 in ("WSM", "TLS"):
        make_pre_session(series, iso3)
    make_issue("UI-WATER", "Water", selectable=True)
    return series


def line(**cells):
    arrived = timezone.now().astimezone(GENEVA) - timedelta(days=1)
    values = {
        "State": "Samoa",
        "Organisation name": "Réseau de l’eau",
        "kind": "national organisation",
        "is_coalition": "non",
        "submitted": "Our own report",
        "issue_1": "water",
        "why_1": "Wells run dry.",
        "received_at": f"{arrived:%Y-%m-%d %H:%M}",
        "contact_email": "Reseau@Example.org",
        "speaks": "fr, en",
        **cells,
    }
    return [values.get(name, "") for name in HEADINGS]


def as_csv(*lines):
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([HEADINGS, *lines])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(*lines):
    book = Workbook()
    for row in (HEADINGS, *lines):
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(client, data, series, name="mail.csv"):
    return client.post(PAGE, {"series": series.pk, "file": SimpleUploadedFile(name, data)})


def accept(client, answer, **more):
    held = re.search(r'name="held" value="([^"]+)"', answer.content.decode()).group(1)
    return client.post(PAGE, {"held": held, "tell": "on", **more})


def test_a_file_is_checked_taken_once_and_told(series, django_assert_max_num_queries):
    client = staff_client()
    data = as_xlsx(
        line(), line(State="TLS", **{"Organisation name": "Ωmega ميناء", "contact_email": "o@example.org"})
    )
    answer = send(client, data, series, "mail.xlsx")
    assert answer.status_code == 200
    assert Application.objects.count() == 0
    assert accept(client, answer).status_code == 302
    row = Application.objects.get(organisation_name="Réseau de l’eau")
    assert (row.status, row.kind, row.is_coalition, row.submitted, row.speaks) == (
        ApplicationStatus.SUBMITTED,
        "national",
        False,
        "own",
        "fr en",
    )
    assert [(issue.issue_id, issue.why) for issue in row.issues.all()] == [("UI-WATER", "Wells run dry.")]
    assert row.owner.email == "reseau@example.org"
    assert row.organisation.name == row.organisation_name
    assert not row.is_confirmed
    assert str(row.imported) == "mail.xlsx, row 2"
    assert "mail.xlsx, row 2" in StatusChange.objects.of(row).get().reason
    assert OutgoingMail.objects.filter(message="application_received").count() == 2

    again = send(client, data, series, "copy.xlsx")
    assert [known.row for known in again.context["checked"].known] == [2, 3]
    assert accept(client, answer).status_code == 302  # the first page, sent twice
    counts = (Application.objects.count(), Organisation.objects.count(), ApplicationImport.objects.count())
    assert counts == (2, 2, 1)
    assert OutgoingMail.objects.filter(message="application_received").count() == 2
    page = client.get(reverse("admin:applications_application_change", args=[row.pk])).content.decode()
    assert "mail.xlsx, row 2" in page


def test_each_fault_names_row_and_column_and_nothing_is_taken(series):
    make_application(series.pre_sessions.get(state_under_review="TLS"), organisation_name="Old Friends")
    late = timezone.now() - timedelta(hours=1)
    series.pre_sessions.filter(state_under_review="WSM").update(closes_at=late - timedelta(days=2))
    other = {"State": "Timor-Leste"}
    data = as_csv(
        line(**other),  # nothing wrong with it, and not taken either
        line(**other, **{"Organisation name": "RESEAU DE L'EAU"}),
        line(**other, **{"Organisation name": "Old friends"}),
        line(State="Atlantis"),
        line(**other, kind="NGO", submitted="", **{"Organisation name": "A"}),
        line(**other, founded="1200", contact_email="nobody", **{"Organisation name": "B"}),
        line(**other, contact_email="", received_at="soon", **{"Organisation name": "C"}),
        line(
            **other, issue_1="Weather", speaks="fr, tlh", is_coalition="perhaps", **{"Organisation name": "D"}
        ),
        line(received_at=f"{late:%Y-%m-%d %H:%M}", **{"Organisation name": "E"}),
        line(received_at=f"{late:%Y-%m-%d %H:%M}", late_because="Power cut", **{"Organisation name": "F"}),
    )
    answer = send(staff_client(), data, series)
    assert answer.status_code == 422
    found = [(fault.row, fault.column) for fault in answer.context["checked"].faults]
    assert found == [
        (3, "organisation_name"),
        (4, "organisation_name"),
        (5, "state"),
        (6, "kind"),
        (6, "submitted"),
        (7, "founded"),
        (7, "contact_email"),
        (8, "contact_email"),
        (8, "received_at"),
        (9, "is_coalition"),
        (9, "issue_1"),
        (9, "speaks"),
        (10, "received_at"),
    ]
    page = answer.content.decode()
    assert "“NGO” is not a choice. Write nhri, national, grassroots, regional, international." in page
    assert 'name="held"' not in page
    assert Application.objects.count() == 1


def test_a_recused_officer_takes_in_nothing_of_that_state(series):
    officer = make_officer()
    recuse(officer, "WSM", by=None)
    answer = send(staff_client(officer), as_csv(line()), series)
    assert [(fault.row, fault.column) for fault in answer.context["checked"].faults] == [(2, "state")]


def test_what_was_checked_by_somebody_else_or_changed_on_the_way_is_refused(series):
    answer = send(staff_client(), as_csv(line()), series)
    assert accept(staff_client(make_officer()), answer).status_code == 302
    client = staff_client()
    assert client.post(PAGE, {"held": "made:up", "tell": "on"}).status_code == 302
    assert Application.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b" \n", "The file is empty."),
        (b"\xff\xfe\x00a", "CSV in UTF-8"),
        (b"PK\x03\x04 nothing more", "XLSX can’t be opened"),
        (b'a,b\n"open', "breaks off"),
        (b"state,STATE\n1,2", "two columns called state"),
        (b"\n\n", "The file is empty."),
        (b"a\n1,2", "more cells than there are headings"),
        (b"a\n" + b"1\n" * 301, "more than 300 rows"),
    ],
)
def test_what_is_no_table_is_said(data, words):
    with pytest.raises(Unreadable, match=re.escape(words)):
        read_sheet(data, most=300)


def test_unknown_and_missing_columns_are_said(series):
    client = staff_client()
    assert (
        "Not columns of the template: colour."
        in send(client, b"state,colour\nWSM,x", series).content.decode()
    )
    assert "These columns are missing: is_coalition" in send(client, b"state\nWSM", series).content.decode()


def test_the_templates_have_the_same_columns_and_hold_no_row(series):
    client = staff_client()
    address = "/staff/applications/application/import/54/template."
    first = client.get(f"{address}csv").content.decode("utf-8-sig").strip().split(",")
    book = load_workbook(io.BytesIO(client.get(f"{address}xlsx").content))
    assert [cell.value for cell in book["Applications"][1]] == first
    assert [row[0].value for row in list(book["What to write"].rows)[1:]] == first
    assert {"state", "kind", "why_4", "risk", "late_because"} <= set(first)
    assert (
        "no application below the headings"
        in send(client, client.get(f"{address}csv").content, series).content.decode()
    )
    assert client.get(f"{address}exe").status_code == 404


def test_headings_are_compared_loosely():
    assert heading("  Organisation name ") == "organisation_name"


def test_the_command_says_what_it_would_take_and_takes_it(series, tmp_path, capsys):
    officer = make_officer()
    file = tmp_path / "mail.csv"
    file.write_bytes(as_csv(line()))
    call_command("import_applications", str(file), "--dry-run", "--by", officer.email)
    assert "1 applications would be taken, 0 taken before." in capsys.readouterr().out
    assert Application.objects.count() == 0
    for expected in ("1 applications taken, 0 taken before.", "0 applications taken, 1 taken before."):
        call_command("import_applications", str(file), "--by", officer.email, "--no-mail")
        assert expected in capsys.readouterr().out
    assert (Application.objects.count(), OutgoingMail.objects.count()) == (1, 0)
    file.write_bytes(as_csv(line(kind="NGO", **{"Organisation name": "Another"})))
    with pytest.raises(SystemExit) as stop:
        call_command("import_applications", str(file), "--by", officer.email)
    assert stop.value.code == 1
    assert "row 2, column kind: “NGO” is not a choice." in capsys.readouterr().err
    with pytest.raises(CommandError, match="no account"):
        call_command("import_applications", str(file), "--by", "nobody@example.org")


def test_a_row_of_no_state_says_what_else_is_wrong_with_it(series):
    lost = line(State="Atlantis", kind="NGO", is_coalition="perhaps", founded="1200")
    answer = send(staff_client(), as_csv(lost, line(State="")), series)
    found = [(fault.row, fault.column) for fault in answer.context["checked"].faults]
    assert sorted(found) == [(2, "founded"), (2, "is_coalition"), (2, "kind"), (2, "state"), (3, "state")]


def test_an_address_too_long_to_keep_is_a_fault_and_long_words_are_cut(series):
    long = f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 60}.org"
    answer = send(staff_client(), as_csv(line(contact_email=long), line(State="S" * 15_000)), series)
    assert answer.status_code == 422
    found = answer.context["checked"].faults
    assert [(fault.row, fault.column) for fault in found] == [(2, "contact_email"), (3, "state")]
    assert all(len(fault.words) < 150 for fault in found)
