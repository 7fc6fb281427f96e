"""Tables that staff are sent, made to be misread or to fill the memory. No database."""

import io
import re
import zipfile
from contextlib import suppress

import pytest
from openpyxl import Workbook

from presessions.row_files import MAX_COLUMNS, Unreadable, read_sheet

NAMES = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = "xl/worksheets/sheet1.xml"


def xlsx(*rows):
    """Rows by number, each a list of cells."""
    book = Workbook()
    for number, cells in rows:
        for place, value in enumerate(cells, start=1):
            book.worksheets[0].cell(number, place, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(data, name, text):
    """The same file with another text for one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, text if entry.filename == name else old.read(entry))
    return out.getvalue()


def sheet_of(inside, head=""):
    data = xlsx((1, ["a"]))
    return with_part(data, SHEET, f"{head}<worksheet {NAMES}><sheetData>{inside}</sheetData></worksheet>")


def inline(reference, text):
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def lines(data, most=5):
    return [(line.number, line.cells) for line in read_sheet(data, most=most).lines]


def refused(data, words, most=5):
    with pytest.raises(Unreadable, match=re.escape(words)):
        read_sheet(data, most=most)


def test_rows_below_a_gap_are_read_however_large_the_gap():
    data = xlsx((1, ["a", "b"]), (2, ["1", None]), (400, ["2", "x"]))
    assert lines(data) == [(2, {"a": "1", "b": ""}), (400, {"a": "2", "b": "x"})]


def test_rows_that_are_formatted_and_blank_cost_nothing_up_to_the_last_one_there_can_be():
    data = sheet_of(
        f'<row r="1">{inline("A1", "a")}</row><row r="2">{inline("A2", "one")}</row>'
        '<row r="3" ht="20"/><row r="1048576" ht="20"/>'
    )
    assert lines(data) == [(2, {"a": "one"})]
    beyond = sheet_of(f'<row r="1">{inline("A1", "a")}</row><row r="99999999999">{inline("A9", "far")}</row>')
    assert lines(beyond) == []


def test_too_many_rows_are_said_in_a_workbook_too():
    refused(xlsx(*((number, ["a"]) for number in range(1, 9))), "more than 5 rows")
    assert len(lines(xlsx(*((number, ["a"]) for number in range(1, 7))))) == 5


@pytest.mark.parametrize(
    "blank", ["<row/>", "<row><c/><c/><c/></row>", "<row>" + "<c/>" * 500_000 + "</row>"]
)
def test_a_million_blank_cells_are_refused_before_they_fill_the_memory(blank):
    refused(sheet_of(blank * (1_000_000 // blank.count("<"))), "most of them blank. Copy the rows")


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
@pytest.mark.parametrize("text", ["<broken", "", "<worksheet/>", "\x00\x01", "<a>" * 3000])
def test_a_broken_part_is_said_and_is_no_error(part, text):
    data = with_part(xlsx((1, ["a"]), (2, ["1"])), part, text)
    with suppress(Unreadable):  # some parts may miss
        read_sheet(data, most=5)


def test_entities_are_never_expanded():
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    refused(sheet_of(f'<row r="1">{inline("A1", "&b;")}</row>', bomb), "no spreadsheet program writes")
    refused(
        with_part(xlsx((1, ["a"])), "xl/workbook.xml", f"{bomb}<workbook/>"), "no spreadsheet program writes"
    )


def test_numbers_that_no_number_holds_are_said():
    refused(sheet_of(f'<row r="1">{inline("A1", "a")}</row><row r="2"><c r="A2"><v>{"9" * 5000}</v></c></row>'),
            "can’t be opened")  # fmt: skip


@pytest.mark.parametrize("cell", ["=1+1", '=HYPERLINK("http://x")'])
def test_a_formula_that_was_never_computed_is_blank_and_not_computed_here(cell):
    assert lines(xlsx((1, ["a", "b"]), (2, [cell, "x"]))) == [(2, {"a": "", "b": "x"})]


def test_what_stands_under_no_heading_is_not_left_out_without_a_word():
    refused(
        xlsx((1, ["a", None, "b"]), (2, ["1", "lost", "2"])),
        "Row 2 holds something in column 2, which has no heading",
    )
    refused(xlsx((1, ["a"]), (2, ["1", None, None, "lost"])), "Row 2 holds something in column 4")
    refused(b"a,,b\n1,lost,2", "Row 2 holds something in column 2")
    assert lines(b"a,,b\n1, ,2") == [(2, {"a": "1", "b": "2"})]


def test_a_heading_in_other_letters_is_kept_so_that_it_can_be_refused_by_name():
    assert read_sheet("a,Организация\n1,2".encode(), most=5).headings == ["a", "Организация"]
    assert len(read_sheet(f"a,{'é' * 5000}\n1,2".encode(), most=5).headings[1]) == 60


def test_more_columns_than_any_template_has_are_refused_at_once():
    names = ",".join(f"c{number}" for number in range(100_000))
    refused(f"{names}\n1".encode(), f"more than {MAX_COLUMNS} columns")


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_another_encoding_is_said_with_the_way_out(encoding):
    refused("état;nom\nÉ;ü".encode(encoding), "choose “CSV UTF-8” or XLSX")
