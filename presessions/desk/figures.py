"""Key figures of a series, computed from the records: what is counted, of what, and how a share is said.

Definitions (domain notes 1.8; hand-kept counts drift, which is a reason to compute them):

- meetings: Pre-sessions that were held, of the States in the Working Group session;
- speakers: panelists who spoke, were replaced, or whose statement was read by another;
- national CSOs: speakers of national or grassroots organisations, coalitions among them; never NHRIs;
- NHRIs: speakers of national human rights institutions;
- women: of the speakers who told us a gender; who preferred not to say is counted in neither. Not given where
  fewer than ten told us: a share of a handful says something about each of them;
- young speakers: under 18; a number below three is never given, for it could point at a person. The sums of women
  and of young speakers over several series add up only what is given for each, so that no subtraction tells the
  rest;
- missions: different Permanent Missions present in the series, at joint questions too, and on average at a meeting;
- States under Review: present, and who spoke, of the meetings for which that was noted.

Pure: values in, figures out. Only counts come in, so only counts can go out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

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
    who_came: frozenset[int] = field(default=frozenset(), compare=False, repr=False)
    """The missions present, by key: to count them once over several series. Never shown."""
    presences: Share = field(default=Share(0, 0), compare=False, repr=False)
    """Missions present summed over meetings, and at how many meetings missions were noted."""


def figures(
    meetings: Iterable[Meeting], *, states: int, at_joint_questions: frozenset[int] = frozenset()
) -> Figures:
    """Count. ``states`` is how many States the Working Group session reviews; ``at_joint_questions`` the missions
    present at joint questions, which are in no meeting's average."""
    held = list(meetings)
    speakers = [speaker for meeting in held for speaker in meeting.speakers]
    told = [speaker for speaker in speakers if speaker.gender in ("F", "M", "X")]
    noted = [meeting for meeting in held if meeting.sur_present is not None]
    counted = [len(meeting.missions) for meeting in held if meeting.missions]
    who_came = at_joint_questions.union(*(meeting.missions for meeting in held))
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
        missions=len(who_came),
        missions_per_meeting=rounded(sum(counted), len(counted)),
        sur_present=Share(sum(meeting.sur_present is True for meeting in noted), len(noted)),
        sur_spoke=Share(sum(meeting.sur_spoke is True for meeting in noted), len(noted)),
        who_came=who_came,
        presences=Share(sum(counted), len(counted)),
    )


def together(each: Iterable[Figures]) -> Figures:
    """Several series as one: what is given for each is added up, and a mission counts once."""
    every = list(each)
    women = [one.women for one in every if one.women is not None]
    who_came = frozenset(mission for one in every for mission in one.who_came)
    presences = added(one.presences for one in every)
    return Figures(
        states=sum(one.states for one in every),
        meetings=sum(one.meetings for one in every),
        speakers=sum(one.speakers for one in every),
        national=added(one.national for one in every),
        coalitions=sum(one.coalitions for one in every),
        nhris=sum(one.nhris for one in every),
        women=added(women) if women else None,
        young=sum(one.young for one in every if one.young is not None) or None,
        missions=len(who_came),
        missions_per_meeting=rounded(presences.count, presences.of),
        sur_present=added(one.sur_present for one in every),
        sur_spoke=added(one.sur_spoke for one in every),
        who_came=who_came,
        presences=presences,
    )


def added(shares: Iterable[Share]) -> Share:
    """Shares of separate wholes as a share of all of them."""
    each = list(shares)
    return Share(sum(one.count for one in each), sum(one.of for one in each))


def frozen(given: Figures) -> dict[str, Any]:
    """The figures as plain values, to be kept as they are."""
    values = {name: getattr(given, name) for name in COUNTS}
    shares = {name: getattr(given, name) for name in SHARES}
    return {
        **values,
        **{name: share and [share.count, share.of] for name, share in shares.items()},
        "who_came": sorted(given.who_came),
    }


def thawed(kept: dict[str, Any]) -> Figures:
    """What `frozen` kept."""
    values: dict[str, Any] = {name: kept[name] for name in COUNTS}
    values |= {name: Share(*kept[name]) if kept[name] else None for name in SHARES}
    return Figures(**values, who_came=frozenset(kept["who_came"]))


COUNTS = (
    "states",
    "meetings",
    "speakers",
    "coalitions",
    "nhris",
    "young",
    "missions",
    "missions_per_meeting",
)
SHARES = ("national", "women", "sur_present", "sur_spoke", "presences")


def rounded(total: int, parts: int) -> int | None:
    """The average as a whole number, half up; None of nothing."""
    return (2 * total + parts) // (2 * parts) if parts else None
