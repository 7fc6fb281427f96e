"""Key figures of a series, computed from the records: what is counted, of what, and how a share is said.

Definitions (domain notes 1.8; hand-kept counts drift, which is a reason to compute them):

- meetings: Pre-sessions that were held, of the States in the Working Group session;
- speakers: panelists who spoke, were replaced, or whose statement was read by another;
- national CSOs: speakers of national or grassroots organisations, coalitions among them; never NHRIs;
- NHRIs: speakers of national human rights institutions;
- women: of the speakers who told us a gender; who preferred not to say is counted in neither. Not given where
  fewer than ten told us: a share of a handful says something about each of them;
- young speakers: under 18; a number below three is never given, for it could point at a person. The sum over
  several series adds up only what is given for each, so that no subtraction tells the rest;
- missions: different Permanent Missions present in the series, and present on average at a meeting;
- States under Review: present, and who spoke, of the meetings for which that was noted.

Pure: values in, figures out. Only counts come in, so only counts can go out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

SMALLEST_CELL = 3
SMALLEST_GROUP = 10


@dataclass(frozen=True)
class Spoke:
    """One speaker as far as figures need: kind of organisation, gender as told ("F", "M", "X", "undisclosed")."""

    kind: str
    coalition: bool
    gender: str
    under_18: bool


@dataclass(frozen=True)
class Meeting:
    """One Pre-session that was held; ``sur_present`` and ``sur_spoke`` are None where nobody noted it."""

    speakers: tuple[Spoke, ...]
    missions: frozenset[int]
    sur_present: bool | None = None
    sur_spoke: bool | None = None


@dataclass(frozen=True)
class Share:
    """A count, of how many, and the percentage rounded half up; no percentage of nothing."""

    count: int
    of: int

    @property
    def percent(self) -> int | None:
        return (200 * self.count + self.of) // (2 * self.of) if self.of else None


@dataclass(frozen=True)
class Figures:
    """The key figures of one series or of several together.

    ``young`` None: fewer than three, or none. ``women`` None: fewer than ten told us their gender.
    """

    states: int
    meetings: int
    speakers: int
    national: Share
    coalitions: int
    nhris: int
    women: Share | None
    young: int | None
    missions: int
    missions_per_meeting: int | None
    sur_present: Share
    sur_spoke: Share


def figures(meetings: Iterable[Meeting], *, states: int) -> Figures:
    """Count. ``states`` is how many States the Working Group session reviews."""
    held = list(meetings)
    speakers = [speaker for meeting in held for speaker in meeting.speakers]
    told = [speaker for speaker in speakers if speaker.gender in ("F", "M", "X")]
    noted = [meeting for meeting in held if meeting.sur_present is not None]
    counted = [len(meeting.missions) for meeting in held if meeting.missions]
    young = sum(speaker.under_18 for speaker in speakers)
    return Figures(
        states=states,
        meetings=len(held),
        speakers=len(speakers),
        national=Share(sum(s.kind in ("national", "grassroots") for s in speakers), len(speakers)),
        coalitions=sum(s.coalition for s in speakers),
        nhris=sum(s.kind == "nhri" for s in speakers),
        women=Share(sum(s.gender == "F" for s in told), len(told)) if len(told) >= SMALLEST_GROUP else None,
        young=young if young >= SMALLEST_CELL else None,
        missions=len({mission for meeting in held for mission in meeting.missions}),
        missions_per_meeting=rounded(sum(counted), len(counted)),
        sur_present=Share(sum(meeting.sur_present is True for meeting in noted), len(noted)),
        sur_spoke=Share(sum(meeting.sur_spoke is True for meeting in noted), len(noted)),
    )


def together(series: Iterable[tuple[int, tuple[Meeting, ...]]]) -> Figures:
    """Several series as one; each is given as its number of States and its meetings."""
    each = list(series)
    shown = [figures(held, states=states).young for states, held in each]
    every = figures(
        (meeting for _, held in each for meeting in held), states=sum(states for states, _ in each)
    )
    return replace(every, young=sum(young for young in shown if young is not None) or None)


def rounded(total: int, parts: int) -> int | None:
    """The average as a whole number, half up; None of nothing."""
    return (2 * total + parts) // (2 * parts) if parts else None
