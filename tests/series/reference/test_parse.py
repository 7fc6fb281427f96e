"""The reference files as they are, and what is said of files with faults."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presessions.series.reference.parse import (
    CALENDAR,
    FILES,
    ISSUES,
    NHRIS,
    PAST_MEETINGS,
    PAST_SERIES,
    STATES,
    parse,
)
from presessions.series.reference.rows import Fault, Reference
from presessions.series.reference.writer import read_folder

TEXTS = read_folder()


def with_line(file, line, old, new):
    """The files with one cell changed on one line (counted from 1)."""
    lines = TEXTS[file].splitlines(keepends=True)
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    return {**TEXTS, file: "".join(lines)}


def test_real_files_hold_what_is_on_record():
    reference = parse(TEXTS)
    assert isinstance(reference, Reference)
    assert {name: len(rows) for name, rows in vars(reference).items()} == {
        "states": 193,
        "issues": 54,
        "sessions": 42,
        "reviews": 579,
        "past_series": 23,
        "past_meetings": 190,
        "nhris": 20,
    }


def test_each_cycle_reviews_every_state_once():
    reference = parse(TEXTS)
    cycles = {session.number: session.cycle for session in reference.sessions}
    counts = Counter(cycles[review.session_id] for review in reference.reviews)
    assert counts == {2: 193, 3: 193, 4: 193}


def test_four_issues_cannot_be_chosen():
    fixed = {issue.code for issue in parse(TEXTS).issues if not issue.selectable}
    assert fixed == {"UI-GENERAL", "UI-OTHER", "UI-UPRPROC", "UI-TECHAS"}


def test_postponed_sittings_are_an_earlier_date_of_the_same_meeting():
    earlier = [meeting for meeting in parse(TEXTS).past_meetings if meeting.earlier_date]
    assert len(earlier) == 11
    assert {meeting.series_number for meeting in earlier} == {36}
    assert {meeting.earlier_date.year for meeting in earlier} == {2020}
    assert all(meeting.date_start > meeting.earlier_date for meeting in earlier)


def test_files_hold_no_organisation_and_no_recommendation():
    assert set(FILES) == set(TEXTS)
    lines = TEXTS[PAST_MEETINGS].splitlines()[1:]
    assert len(lines) == 201
    assert all(line.startswith("meeting,") for line in lines)


HOURS = "is not an hour such as 09:30 or 09:30-10:00"
COUNT = "is not a number from 0 to 99, with or without a remark"
SMALL = "is not a whole number from 1 to 9999"


@pytest.mark.parametrize(
    ("file", "line", "old", "new", "column", "text"),
    [
        (STATES, 2, "AFG", "AF9", "iso3", "“AF9” is not a code of 3 capital letters"),
        (
            CALENDAR,
            2,
            "2012-05-21",
            "21.5.2012",
            "session_start",
            "“21.5.2012” is not a date such as 2026-10-28",
        ),
        (CALENDAR, 3, "ECU", "XXX", "iso3", "“XXX” is not in states.csv"),
        (CALENDAR, 3, "ECU,Ecuador", "BHR,Bahrain", "iso3", "“BHR in cycle 2” stands on line 2 already"),
        (CALENDAR, 3, ",2,", ",1,", "order", "“1 in session 13” stands on line 2 already"),
        (CALENDAR, 3, "2012-06-04", "2012-06-05", "session", "cycle or dates differ from line 2"),
        (CALENDAR, 2, ",13,", ",0,", "session", f"“0” {SMALL}"),
        (CALENDAR, 2, ",13,", ",99999,", "session", f"“99999” {SMALL}"),
        (ISSUES, 2, "Asylum-seekers - refugees", "", "name_en", "is blank"),
        (ISSUES, 3, "UI-CPGEN", "UI-ASYLUM", "code", "“UI-ASYLUM” stands on line 2 already"),
        (ISSUES, 2, "Asylum-seekers - refugees", "x" * 121, "name_en", "is longer than 120 characters"),
        (PAST_SERIES, 3, "2.9", "about three", "lead_weeks", "“about three” is not a number from 0 to 999"),
        (PAST_SERIES, 3, "2014-04-10", "2014-04-01", "last_day", "lies before first_day"),
        (PAST_SERIES, 3, ",no,", ",perhaps,", "is_fragment", "“perhaps” is not one of yes, no"),
        (PAST_MEETINGS, 2, "meeting,", "organisation,", "record", "“organisation” is not one of meeting"),
        (PAST_MEETINGS, 2, "https://", "ftp://", "source_url", "is not a web address"),
        (CALENDAR, 2, "Bahrain", "Ecuador", "state", "“Ecuador” is ECU in states.csv, not BHR"),
        (PAST_MEETINGS, 2, "South Africa", "Ecuador", "state", "“Ecuador” is ECU in states.csv, not ZAF"),
        (
            PAST_MEETINGS,
            2,
            ",13,",
            ",999,",
            "series",
            "series 999 is neither in past_series.csv nor a session of upr_calendar.csv",
        ),
        (PAST_MEETINGS, 2, '04,,"in', '04,25:00-26:00,"in', "time_slot", f"“25:00-26:00” {HOURS}"),
        (PAST_MEETINGS, 2, '04,,"in', '04,10:00-09:30,"in', "time_slot", f"“10:00-09:30” {HOURS}"),
        (PAST_SERIES, 3, ",9,14,", ",-3,14,", "meetings_held", f"“-3” {COUNT}"),
        (PAST_SERIES, 3, ",9,14,", ",9,many,", "states_in_session", f"“many” {COUNT}"),
        (NHRIS, 2, "2024-12-01", "2094-12-01", "as_of", "“2094-12-01” lies in the future"),
        (NHRIS, 2, "2024-12-01", "0001-01-01", "as_of", "“0001-01-01” is not a date from 1990 to 2100"),
        (NHRIS, 2, ",A,", ",C,", "status", "“C” is not one of A, B, not accredited, withdrew"),
    ],
)
def test_fault_names_file_line_and_column(file, line, old, new, column, text):
    found = [fault for fault in parse(with_line(file, line, old, new)) if fault.file == file]
    assert found == [Fault(file, line, column, text)]


def test_every_fault_is_named_in_order_of_file_and_line():
    texts = with_line(CALENDAR, 3, "ECU", "XXX")
    texts = {**texts, STATES: with_line(STATES, 2, "AFG", "AF9")[STATES]}
    found = parse(texts)
    assert found[0] == Fault(STATES, 2, "iso3", "“AF9” is not a code of 3 capital letters")
    assert Fault(CALENDAR, 3, "iso3", "“XXX” is not in states.csv") in found
    assert [fault.line for fault in found if fault.file == CALENDAR] == sorted(
        fault.line for fault in found if fault.file == CALENDAR
    )


@pytest.mark.parametrize(
    ("line", "old", "new", "said"),
    [
        (2, "Afghanistan,Afghanistan", ",Afghanistan", "states.csv, line 2, column name: is blank"),
        (1, "name_fr", "nom", "states.csv, line 1, column name_fr: this column is missing"),
        (1, "iso3", "iso", "states.csv, line 1, column iso3: this column is missing"),
        (3, "ALB", "A\x00B", "states.csv, line 3: holds a NUL character"),
        (3, "Albania,", "Albania;", "states.csv, line 3: has 7 cells, the head has 8"),
        (3, "Albania", '"Albania"x', "states.csv, line 3: can’t be read as CSV (',' expected after '\"')"),
    ],
)
def test_one_fault_in_the_states_is_one_fault(line, old, new, said):
    assert [str(fault) for fault in parse(with_line(STATES, line, old, new))] == [said]


def test_a_code_that_is_no_state_is_named_once_a_file_with_all_its_lines():
    found = parse(with_line(STATES, 2, "AFG", "AFX"))
    of_calendar = [str(fault) for fault in found if fault.file == CALENDAR]
    assert of_calendar == [
        "upr_calendar.csv, line 73, column iso3: “AFG” is not in states.csv (also on line 266, 459)"
    ]


def test_missing_file_and_missing_column_are_named():
    assert parse({name: text for name, text in TEXTS.items() if name != ISSUES}) == [
        Fault(ISSUES, 1, "", "this file is missing")
    ]
    found = parse(with_line(ISSUES, 1, "name_fr", "nom"))
    assert [str(fault) for fault in found] == ["themes.csv, line 1, column name_fr: this column is missing"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a,b\x00\n", "themes.csv, line 1: holds a NUL character"),
        (
            'code,name_en,name_fr,name_es,group\n"open',
            "themes.csv, line 2: can’t be read as CSV (unexpected end of data)",
        ),
        ("code,name_en,name_fr,name_es,group\nUI-X,a\n", "themes.csv, line 2: has 2 cells, the head has 5"),
        ("", "themes.csv, line 1, column code: this column is missing"),
    ],
)
def test_unreadable_text_is_a_fault_and_no_crash(text, fault):
    found = parse({**TEXTS, ISSUES: text})
    assert str(found[0]) == fault


@pytest.mark.parametrize("file", FILES)
def test_file_with_its_heading_only_is_refused(file):
    head = TEXTS[file].splitlines()[0]
    assert Fault(file, 1, "", "holds no line but its heading") in parse({**TEXTS, file: f"{head}\n"})


def test_themes_without_an_issue_of_upr_info_are_refused():
    head = TEXTS[ISSUES].splitlines()[0]
    found = parse({**TEXTS, ISSUES: f"{head}\nUHRI-1,One,Un,Uno,UHRI\n"})
    assert found == [Fault(ISSUES, 1, "code", "no line is an issue of UPR Info (UI-…)")]


def test_name_of_no_state_may_be_an_older_one():
    assert isinstance(parse(with_line(CALENDAR, 2, "Bahrain", "State of Bahrain")), Reference)


def test_quoted_line_breaks_do_not_shift_the_line_that_is_named():
    head, first, *_ = TEXTS[ISSUES].splitlines()
    text = f'{head}\n{first}\nUI-TWO,"Two\nlines",deux,dos,g\nUI-THREE,,trois,tres,g\n'
    assert [str(fault) for fault in parse({**TEXTS, ISSUES: text})] == [
        "themes.csv, line 5, column name_en: is blank"
    ]


def test_a_postponed_meeting_needs_the_one_it_became():
    lines = [line for line in TEXTS[PAST_MEETINGS].splitlines() if not line.startswith("meeting,36,Panama")]
    found = parse({**TEXTS, PAST_MEETINGS: "\n".join(lines)})
    assert [fault.column for fault in found] == ["series"]
    assert found[0].text.startswith("PAN has no meeting in series 36")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FILES), st.text(max_size=300))
def test_any_text_gives_faults_and_never_a_crash(file, text):
    assert isinstance(parse({**TEXTS, file: text}), list)


@settings(max_examples=40)
@given(st.sampled_from(FILES), st.integers(0, 5000), st.text(min_size=1, max_size=3))
def test_any_damage_is_read_or_named(file, place, garbage):
    text = TEXTS[file]
    place %= len(text)
    found = parse({**TEXTS, file: text[:place] + garbage + text[place + 1 :]})
    assert isinstance(found, Reference) or all(fault.line >= 1 for fault in found)
