"""What publishing a draft changes for people, and the mails that tell them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from panels.enums import SeatStatus
from panels.models import Seat
from presessions.mail import outbox
from presessions.series.models import PreSession

from .drafts import Given
from .models import JointQuestions, JointSitting, Sitting
from .rows import Row


@dataclass(frozen=True)
class Difference:
    """Meetings by what publishing does to them: keys in review order. Where nothing is published all are new."""

    new: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        return {name: len(getattr(self, name)) for name in ("new", "moved", "same", "gone")}


@dataclass(frozen=True)
class Letter:
    """One mail that publishing will send."""

    message: str
    to: str
    language: str
    seat: Seat
    key: str


def difference(given: Given) -> Difference:
    """What differs between this version and the published one; a moderator is not what people are told of."""
    found: dict[str, list[str]] = {"new": [], "moved": [], "same": [], "gone": []}
    for key in sorted({*given.sittings, *given.published}):
        found[_kind(given.sittings.get(key), given.published.get(key))].append(key)
    return Difference(**{name: tuple(keys) for name, keys in found.items()})


def _kind(now: Row | None, was: Row | None) -> str:
    if was is None:
        return "new"
    if now is None:
        return "gone"
    same = (now.starts_at, now.ends_at, now.room_id) == (was.starts_at, was.ends_at, was.room_id)
    return "same" if same else "moved"


def letters(found: Difference, given: Given) -> list[Letter]:
    """The mails: the programme once to each address with a new meeting, a change once for each seat that moved."""
    new = [
        Letter("programme_published", address, seat.application.language, seat, key)
        for key in found.new
        for seat, address in _addressed(given.seats[key])
    ]
    moved = [
        Letter("sitting_changed", address, seat.application.language, seat, key)
        for key in (*found.moved, *found.gone)
        for seat, address in _addressed(given.seats[key])
    ]
    return [*{letter.to: letter for letter in reversed(new)}.values()][::-1] + _once(moved, given)


def _once(moved: list[Letter], given: Given) -> list[Letter]:
    """Whoever is told that their own meeting moved isn't written to again about joint questions.

    One page shows both.
    """
    told = {letter.to for letter in moved if letter.key not in given.joint}
    own = [letter for letter in moved if letter.key not in given.joint]
    joint = {letter.to: letter for letter in moved if letter.key in given.joint and letter.to not in told}
    return [*own, *joint.values()]


def tallied(written: list[Letter]) -> list[tuple[str, str, int]]:
    """How many mails of which message in which language."""
    counts = Counter((letter.message, letter.language) for letter in written)
    return [(message, language, count) for (message, language), count in sorted(counts.items())]


def tell(found: Difference, given: Given) -> int:
    """Write the mails into the outbox, in the transaction that publishes; returns how many."""
    written = letters(found, given)
    for letter in written:
        _queue(letter, given)
    return len(written)


def tell_not_held(pre_session: PreSession, version: str) -> int:
    """Write to the panelists of a meeting that will not be held, and to those who were offered a seat; ``version``
    tells one such decision from the next."""
    asked = (SeatStatus.OFFERED, SeatStatus.CONFIRMED)
    seats = Seat.objects.filter(panel__pre_session=pre_session, status__in=asked)
    sitting = Sitting.objects.cancelled().filter(pre_session=pre_session).first()
    found = _addressed(list(seats.select_related("panelist", "application__owner")))
    for seat, address in found:
        outbox.queue(
            "meeting_not_held",
            to=address,
            cause=f"not held {pre_session.pk}",
            version=f"{version}:{seat.pk}",
            ids={
                "seat": seat.pk,
                "uid": str(sitting.uid) if sitting else "",
                "series": pre_session.series.number,
                "iso3": pre_session.state_under_review_id,
            },
            language=seat.application.language,
        )
    return len(found)


def tell_of_questions(joint: JointQuestions, pre_sessions: Collection[int]) -> int:
    """Write to the panels of these Pre-sessions, which joined published joint questions or left them: a mail each."""
    sitting = JointSitting.objects.published().filter(joint=joint).first()
    if sitting is None:
        return 0
    asked = Seat.objects.filter(panel__pre_session__in=pre_sessions, status=SeatStatus.CONFIRMED)
    seats = asked.select_related("panelist", "application__owner", "panel__pre_session__series")
    once = {address: seat for seat, address in reversed(_addressed(list(seats.order_by("pk"))))}
    for address, seat in once.items():
        _queue_change(sitting, seat, address, seat.panel.pre_session)
    return len(once)


def _addressed(seats: list[Seat]) -> list[tuple[Seat, str]]:
    """Seats with somebody to write to: the account that speaks, else the applicant, else the speaker's address."""
    found = []
    for seat in seats:
        person = seat.panelist or seat.application.owner
        address = (person.email if person else seat.application.speaker_email).strip().lower()
        if address:
            found.append((seat, address))
    return found


def meeting_of(letter: Letter, given: Given) -> PreSession:
    """The meeting on whose panel the reader sits; joint questions are about several."""
    key = letter.key if letter.key in given.pre_sessions else given.id_of(letter.seat.panel.pre_session_id)
    assert key is not None  # the seat came from one of them
    return given.pre_sessions[key]


def _queue(letter: Letter, given: Given) -> None:
    sitting = given.sittings.get(letter.key) or given.published[letter.key]
    pre_session = meeting_of(letter, given)
    if letter.message != "programme_published":
        _queue_change(sitting, letter.seat, letter.to, pre_session)
        return
    outbox.queue(
        letter.message,
        to=letter.to,
        cause=f"programme {pre_session.series_id}",
        version=str(sitting.timetable_id),
        ids=_ids(sitting, letter.seat, pre_session),
        language=letter.language,
    )


def _queue_change(sitting: Row, seat: Seat, to: str, pre_session: PreSession) -> None:
    outbox.queue(
        "sitting_changed",
        to=to,
        cause=f"sitting {sitting.uid}",
        version=f"{sitting.sequence}:{seat.pk}:{sitting.timetable_id}",
        ids=_ids(sitting, seat, pre_session),
        language=seat.application.language,
    )


def _ids(sitting: Row, seat: Seat, pre_session: PreSession) -> dict[str, str | int]:
    return {
        "seat": seat.pk,
        "uid": str(sitting.uid),
        "timetable": sitting.timetable_id,
        "series": pre_session.series.number,
        "iso3": pre_session.state_under_review_id,
    }
