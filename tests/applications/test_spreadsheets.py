"""No cell is ever a formula, and no sign makes a workbook fail."""

import csv
import io

import pytest
from openpyxl import load_workbook

from applications.models import Application
from applications.spreadsheets import exported
from presessions.cells import safe_cell, sheet_cell
from tests.factories import make_application


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+235 66 00 00", "'+235 66 00 00"),
        ("-5", "'-5"),
        ("@sum", "'@sum"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("Réseau = Égalité", "Réseau = Égalité"),
        (None, ""),
        (True, "True"),
        ("", ""),
    ],
)
def test_safe_cell(value, cell):
    assert safe_cell(value) == cell


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("a soft\x0bbreak of Word", "a softbreak of Word"),
        ("\x01=1+1", "'=1+1"),
        ("\r=1+1", "'=1+1"),
        ("two\nlines", "two\nlines"),
        ("Réseau Éclairé", "Réseau Éclairé"),
        (None, ""),
        (False, "False"),
    ],
)
def test_sheet_cell(value, cell):
    assert sheet_cell(value) == cell


@pytest.mark.django_db
def test_every_name_is_text_in_both_files_and_none_makes_them_fail():
    typed = ["=1+1", "\x01=HYPERLINK(1)", "Réseau\x0bÉclairé", "+235 66 00", "شبكة الآبار"]
    names = ["'=1+1", "'=HYPERLINK(1)", "RéseauÉclairé", "'+235 66 00", "شبكة الآبار"]
    for name in typed:
        make_application(organisation_name=name)
    rows = Application.objects.order_by("pk")
    sheet = load_workbook(io.BytesIO(exported(rows, "xlsx"))).active
    place = [cell.value for cell in sheet[1]].index("organisation_name")
    assert [row[place].value for row in sheet.iter_rows(min_row=2)] == names
    assert "f" not in {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row}
    table = list(csv.reader(io.StringIO(exported(rows, "csv").decode("utf-8-sig"), newline="")))
    assert [line[place] for line in table[1:]] == names
