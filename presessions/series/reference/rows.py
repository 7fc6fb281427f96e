"""What the reference files say, as frozen values, and what is wrong with a file, as a value too."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Fault:
    """Something wrong in a file. ``line`` counts from 1, the head being line 1; ``column`` is its name."""

    file: str
    line: int
    column: str
    text: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}"
        return f"{place}, column {self.column}: {self.text}" if self.column else f"{place}: {self.text}"


@dataclass(frozen=True)
class StateRow:
    iso3: str
    iso2: str
    name_en: str
    name_fr: str
    name_es: str
    regional_group: str
    official_languages: str
    in_geneva: str


@dataclass(frozen=True)
class IssueRow:
    code: str
    name_en: str
    name_fr: str
    name_es: str
    group: str
    selectable: bool


@dataclass(frozen=True)
class SessionRow:
    number: int
    cycle: int
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class ReviewRow:
    session_id: int
    state_id: str
    order: int


@dataclass(frozen=True)
class PastSeriesRow:
    key: str
    number: int
    dates: str
    first_day: date | None
    last_day: date | None
    weekdays: str
    lead_weeks: Decimal | None
    meetings: str
    place: str
    is_fragment: bool
    source: str


@dataclass(frozen=True)
class PastMeetingRow:
    series_number: int
    state_id: str
    date_start: date | None
    date_end: date | None
    time_slot: str
    mode: str
    earlier_date: date | None
    earlier_time_slot: str
    confidence: str
    source: str


@dataclass(frozen=True)
class NhriRow:
    state_id: str
    institution: str
    accreditation: str
    as_of: date


@dataclass(frozen=True)
class Reference:
    """All files together."""

    states: tuple[StateRow, ...]
    issues: tuple[IssueRow, ...]
    sessions: tuple[SessionRow, ...]
    reviews: tuple[ReviewRow, ...]
    past_series: tuple[PastSeriesRow, ...]
    past_meetings: tuple[PastMeetingRow, ...]
    nhris: tuple[NhriRow, ...]
