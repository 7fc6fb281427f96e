"""From the texts of the reference files to values that agree with one another.

Pure: no database, no file system. Either everything is right, or the answer is the list of
faults, each with file, line and column; never half of it. What is checked beyond single cells:
keys occur once, codes are known States, each State is reviewed once per cycle, a session's dates
are the same on all its lines, orders inside a session do not repeat, dates run forward, a code
stands beside no other State's name, a meeting's series is on record, and a postponed meeting
belongs to one that is on record.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from presessions.series.reference import table
from presessions.series.reference.rows import (
    Fault,
    IssueRow,
    NhriRow,
    PastMeetingRow,
    PastSeriesRow,
    Reference,
    ReviewRow,
    SessionRow,
    StateRow,
)
from presessions.series.reference.table import Row, Unreadable, text_of

STATES = "states.csv"
ISSUES = "themes.csv"
CALENDAR = "upr_calendar.csv"
PAST_SERIES = "past_series.csv"
PAST_MEETINGS = "past_presessions.csv"
NHRIS = "nhri_status.csv"
FILES = (STATES, ISSUES, CALENDAR, PAST_SERIES, PAST_MEETINGS, NHRIS)

UPR_INFO_ISSUE = "UI-"
NOT_SELECTABLE = frozenset({"UI-GENERAL", "UI-OTHER", "UI-UPRPROC", "UI-TECHAS"})
POSTPONED = "36 (planned, cancelled)"
IN_GENEVA = {"yes": "yes", "no": "no", "": "unknown"}


def parse(texts: Mapping[str, str], today: date | None = None) -> Reference | list[Fault]:
    """The reference in ``texts`` (file name -> text), or what is wrong with it, in order of file and line.

    Nobody was accredited after ``today``; unless given, that is the day of the clock.
    """
    faults = [Fault(name, 1, "", "this file is missing") for name in FILES if name not in texts]
    if faults:
        return faults
    states = _states(texts[STATES], faults)
    known = _known(texts[STATES])
    sessions, reviews = _calendar(texts[CALENDAR], known, faults)
    past_series = _past_series(texts[PAST_SERIES], faults)
    is_whole = not any(fault.file in (CALENDAR, PAST_SERIES) for fault in faults)
    numbers = {row.number for row in past_series} | {row.number for row in sessions} if is_whole else None
    reference = Reference(
        states=states,
        issues=_issues(texts[ISSUES], faults),
        sessions=sessions,
        reviews=reviews,
        past_series=past_series,
        past_meetings=_past_meetings(texts[PAST_MEETINGS], known, numbers, faults),
        nhris=_nhris(texts[NHRIS], known, today or datetime.now(UTC).date(), faults),
    )
    return sorted(faults, key=lambda fault: (FILES.index(fault.file), fault.line)) if faults else reference


def _known(text: str) -> Mapping[str, str] | None:
    """The codes of all States with their names ("" where that can't be read), those of rows at fault elsewhere too.

    None where a part of the file can't be read: every other file would seem to be at fault then.
    """
    faults: list[Fault] = []
    rows = table.read(STATES, text, {"iso3": table.code_of(3)}, faults)
    if any(not fault.column or fault.line == 1 for fault in faults):
        return None
    named = table.read(STATES, text, {"iso3": table.code_of(3), "name": text_of(120)}, [])
    return {**dict.fromkeys((row["iso3"] for row in rows), ""), **{row["iso3"]: row["name"] for row in named}}


def _states(text: str, faults: list[Fault]) -> tuple[StateRow, ...]:
    columns = {
        "iso2": table.code_of(2),
        "iso3": table.code_of(3),
        **dict.fromkeys(("name", "name_fr", "name_es"), text_of(120)),
        "regional_group": text_of(40),
        "has_permanent_mission_geneva": table.one_of(IN_GENEVA),
        "official_languages": text_of(80, blank=True),
    }
    rows = table.read(STATES, text, columns, faults)
    for column in ("iso3", "iso2", "name"):
        table.once(STATES, column, ((row.line, row[column]) for row in rows), faults)
    return tuple(
        StateRow(
            iso3=row["iso3"],
            iso2=row["iso2"],
            name_en=row["name"],
            name_fr=row["name_fr"],
            name_es=row["name_es"],
            regional_group=row["regional_group"],
            official_languages=row["official_languages"],
            in_geneva=IN_GENEVA[row["has_permanent_mission_geneva"]],
        )
        for row in rows
    )


def _issues(text: str, faults: list[Fault]) -> tuple[IssueRow, ...]:
    columns = {
        "code": text_of(20),
        **dict.fromkeys(("name_en", "name_fr", "name_es"), text_of(120)),
        "group": text_of(80),
    }
    rows = [
        row for row in table.read(ISSUES, text, columns, faults) if row["code"].startswith(UPR_INFO_ISSUE)
    ]
    if not rows and not any(fault.file == ISSUES for fault in faults):
        faults.append(Fault(ISSUES, 1, "code", f"no line is an issue of UPR Info ({UPR_INFO_ISSUE}…)"))
    table.once(ISSUES, "code", ((row.line, row["code"]) for row in rows), faults)
    return tuple(IssueRow(**row.cells, selectable=row["code"] not in NOT_SELECTABLE) for row in rows)


def _calendar(
    text: str, known: Mapping[str, str] | None, faults: list[Fault]
) -> tuple[tuple[SessionRow, ...], tuple[ReviewRow, ...]]:
    columns = {
        "cycle": table.number,
        "session": table.number,
        "session_start": table.day_or_none,
        "session_end": table.day_or_none,
        "order": table.number,
        "iso3": table.code_of(3),
        "state": text_of(120, blank=True),
    }
    rows = table.read(CALENDAR, text, columns, faults)
    _check_states(CALENDAR, rows, known, faults)
    _check_names(CALENDAR, rows, known, faults)
    table.once(
        CALENDAR, "iso3", ((row.line, (row["iso3"], f"in cycle {row['cycle']}")) for row in rows), faults
    )
    table.once(
        CALENDAR,
        "order",
        ((row.line, (row["order"], f"in session {row['session']}")) for row in rows),
        faults,
    )
    sessions: dict[int, tuple[int, SessionRow]] = {}
    for row in rows:
        session = SessionRow(row["session"], row["cycle"], row["session_start"], row["session_end"])
        line, first = sessions.setdefault(row["session"], (row.line, session))
        if session != first:
            faults.append(Fault(CALENDAR, row.line, "session", f"cycle or dates differ from line {line}"))
        _check_order(CALENDAR, row, "session_start", "session_end", faults)
    reviews = tuple(ReviewRow(row["session"], row["iso3"], row["order"]) for row in rows)
    return tuple(session for _, session in sessions.values()), reviews


def _past_series(text: str, faults: list[Fault]) -> tuple[PastSeriesRow, ...]:
    blank = text_of(60, blank=True)
    columns = {
        "key": text_of(30),
        "number": table.number,
        "dates": text_of(120),
        "first_day": table.day_or_none,
        "last_day": table.day_or_none,
        "weekdays": blank,
        "lead_weeks": table.decimal_or_none,
        "meetings_held": table.count_of(40),
        "states_in_session": table.count_of(10),
        "place": text_of(120, blank=True),
        "is_fragment": table.one_of(("yes", "no")),
        "source": text_of(120),
    }
    rows = table.read(PAST_SERIES, text, columns, faults)
    table.once(PAST_SERIES, "key", ((row.line, row["key"]) for row in rows), faults)
    for row in rows:
        _check_order(PAST_SERIES, row, "first_day", "last_day", faults)
    same = ("key", "number", "dates", "first_day", "last_day", "weekdays", "lead_weeks", "place", "source")
    return tuple(
        PastSeriesRow(
            **{name: row[name] for name in same},
            meetings="/".join(filter(None, (row["meetings_held"], row["states_in_session"]))),
            is_fragment=row["is_fragment"] == "yes",
        )
        for row in rows
    )


def _series_number(cell: str) -> int | str:
    return POSTPONED if cell == POSTPONED else table.number(cell)


def _past_meetings(
    text: str, known: Mapping[str, str] | None, numbers: set[int] | None, faults: list[Fault]
) -> tuple[PastMeetingRow, ...]:
    columns = {
        "record": table.one_of(("meeting",)),
        "series": _series_number,
        "iso3": table.code_of(3),
        "state": text_of(120, blank=True),
        "date_start": table.day_or_none,
        "date_end": table.day_or_none,
        "time_slot": table.hours,
        "mode": text_of(80, blank=True),
        "confidence": text_of(120),
        "source_url": _address,
    }
    rows = table.read(PAST_MEETINGS, text, columns, faults)
    _check_states(PAST_MEETINGS, rows, known, faults)
    _check_names(PAST_MEETINGS, rows, known, faults)
    table.once(
        PAST_MEETINGS,
        "iso3",
        ((row.line, (row["iso3"], f"in series {row['series']}")) for row in rows),
        faults,
    )
    for row in rows:
        _check_order(PAST_MEETINGS, row, "date_start", "date_end", faults)
        if numbers is not None and row["series"] not in numbers | {POSTPONED}:
            told = f"series {row['series']} is neither in {PAST_SERIES} nor a session of {CALENDAR}"
            faults.append(Fault(PAST_MEETINGS, row.line, "series", told))
    earlier = {row["iso3"]: row for row in rows if row["series"] == POSTPONED}
    held = [row for row in rows if row["series"] != POSTPONED]
    on_record = {row["iso3"] for row in held if row["series"] == 36}
    for iso3, row in earlier.items():
        if iso3 not in on_record:
            faults.append(
                Fault(
                    PAST_MEETINGS,
                    row.line,
                    "series",
                    f"{iso3} has no meeting in series 36 that this could be an earlier date of",
                )
            )
    return tuple(
        _past_meeting(row, earlier.get(row["iso3"]) if row["series"] == 36 else None) for row in held
    )


def _past_meeting(row: Row, earlier: Row | None) -> PastMeetingRow:
    return PastMeetingRow(
        series_number=row["series"],
        state_id=row["iso3"],
        date_start=row["date_start"],
        date_end=row["date_end"],
        time_slot=row["time_slot"],
        mode=row["mode"],
        earlier_date=earlier["date_start"] if earlier else None,
        earlier_time_slot=earlier["time_slot"] if earlier else "",
        confidence=row["confidence"],
        source=row["source_url"],
    )


def _nhris(
    text: str, known: Mapping[str, str] | None, today: date, faults: list[Fault]
) -> tuple[NhriRow, ...]:
    columns = {
        "iso3": table.code_of(3),
        "institution": text_of(160),
        "status": table.one_of(("A", "B", "not accredited", "withdrew")),
        "as_of": table.day_until(today),
    }
    rows = table.read(NHRIS, text, columns, faults)
    _check_states(NHRIS, rows, known, faults)
    table.once(NHRIS, "institution", ((row.line, (row["iso3"], row["institution"])) for row in rows), faults)
    return tuple(NhriRow(row["iso3"], row["institution"], row["status"], row["as_of"]) for row in rows)


def _address(cell: str) -> str:
    """A web address; a remark in brackets may follow it and is left out."""
    address, _, remark = cell.partition(" ")
    plain = address.startswith(("https://", "http://")) and len(address) <= 500
    if not plain or (remark and not (remark.startswith("(") and remark.endswith(")"))):
        raise Unreadable("is not a web address")
    return address


def _check_states(file: str, rows: list[Row], known: Mapping[str, str] | None, faults: list[Fault]) -> None:
    """Name each code that is no State's once, with all lines it stands on."""
    lines: dict[str, list[int]] = {}
    for row in rows:
        if known is not None and row["iso3"] not in known:
            lines.setdefault(row["iso3"], []).append(row.line)
    for iso3, (first, *others) in lines.items():
        also = f" (also on line {', '.join(map(str, others))})" if others else ""
        faults.append(Fault(file, first, "iso3", f"“{iso3}” is not in {STATES}{also}"))


def _check_names(file: str, rows: list[Row], known: Mapping[str, str] | None, faults: list[Fault]) -> None:
    """Name each line whose code stands beside another State's name; a name of no State's may be an older one."""
    owners = {name.casefold(): iso3 for iso3, name in (known or {}).items() if name}
    for row in rows:
        owner = owners.get(row["state"].casefold())
        if owner not in (None, row["iso3"]) and row["iso3"] in (known or {}):
            told = f"“{row['state']}” is {owner} in {STATES}, not {row['iso3']}"
            faults.append(Fault(file, row.line, "state", told))


def _check_order(file: str, row: Row, first: str, last: str, faults: list[Fault]) -> None:
    if row[first] and row[last] and row[last] < row[first]:
        faults.append(Fault(file, row.line, last, f"lies before {first}"))
