"""Staff's lists, exports and their refusals. Needs the database."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from applications.enums import ApplicationStatus
from presessions.accounts.grants import recuse
from presessions.lifecycle.models import AuditEvent
from tests.applications.staff import staff_client
from tests.factories import make_application, make_officer, make_pre_session, make_series, make_user

pytestmark = pytest.mark.django_db
LIST = "/staff/applications/application/"
QUERIES = 10  # one of them keeps the order in which the list is read


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_number_of_queries(rows, django_assert_num_queries):
    meeting = make_pre_session()
    for _ in range(rows):
        make_application(meeting)
    client = staff_client()
    client.get(LIST)
    with django_assert_num_queries(QUERIES):
        assert client.get(LIST).status_code == 200


def test_list_leaves_out_what_its_reader_is_recused_from():
    series = make_series()
    mine, other = (
        make_application(make_pre_session(series, "TLS")),
        make_application(make_pre_session(series, "WSM")),
    )
    officer = make_officer()
    recuse(officer, "WSM", by=None)
    page = staff_client(officer).get(LIST).content.decode()
    assert mine.reference_code in page
    assert other.reference_code not in page


def test_list_sends_the_signed_out_to_the_staff_door():
    answer = Client().get(LIST)
    assert answer.status_code == 302
    assert answer.url.startswith("/staff/login/")


def test_list_is_not_shown_to_an_applicant():
    client = Client()
    client.force_login(make_user(), backend="presessions.accounts.backends.RoleBackend")
    assert client.get(LIST).status_code in {302, 404}


@pytest.mark.parametrize(
    "filters", ["confirmed=yes", "confirmed=no", "care=risk", "care=minor", "kind__exact=nhri", "q=Assoc"]
)
def test_list_takes_its_filters(filters):
    make_application()
    assert staff_client().get(f"{LIST}?{filters}").status_code == 200


def _export(kind):
    row = make_application(organisation_name="=cmd|' /C calc'!A0")
    make_application(row.pre_session, organisation_name="Association Égalité")
    return staff_client().post(LIST, {"action": f"export_{kind}", "_selected_action": [row.pk, row.pk + 1]})


def test_export_csv_holds_no_formula_and_reads_accents():
    answer = _export("csv")
    assert answer.content.startswith("\ufeff".encode())
    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert sorted(row["organisation_name"] for row in table) == ["'=cmd|' /C calc'!A0", "Association Égalité"]


def test_export_xlsx_holds_no_formula():
    sheet = load_workbook(io.BytesIO(_export("xlsx").content)).active
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n", "inlineStr"}


def test_export_is_recorded():
    _export("csv")
    event = AuditEvent.objects.get(kind="export")
    assert event.detail == {"rows": 2, "format": "csv"}


def test_organisation_page_shows_its_history():
    row = make_application(status=ApplicationStatus.SUBMITTED)
    page = staff_client().get(reverse("admin:applications_organisation_change", args=[row.organisation_id]))
    assert row.reference in page.content.decode()
