"""Timetable tasks for tests: small ones to try exhaustively, and ones the size of a real series."""

import datetime as dt
import random
from dataclasses import replace

from presessions.scheduling.timetable import (
    Day,
    Fixed,
    Input,
    Meeting,
    OrderWish,
    Person,
    Placed,
    Span,
    Window,
    duration_for,
)

TUESDAY = dt.date(2026, 4, 7)


def dates(count: int) -> list[dt.date]:
    """That many dates from Tuesday on."""
    return [TUESDAY + dt.timedelta(days=i) for i in range(count)]


def small(seed: int, *, republish: bool | None = None) -> Input:
    """Two to four meetings, one or two dates and rooms, half-hour steps, and a bit of every rule."""
    rng = random.Random(seed)
    days = tuple(_small_day(date, rng) for date in dates(rng.randint(1, 2)))
    people = [f"P{i}" for i in range(4)]
    moderators = [f"mod{i}" for i in range(2)]
    meetings = tuple(_small_meeting(f"M{i}", days, people, moderators, rng) for i in range(rng.randint(2, 4)))
    known = {p: _small_person(p, days, rng) for p in [*people, *moderators] if rng.random() < 0.3}
    task = Input(
        days=days,
        meetings=meetings,
        people=known,
        order=_wishes([m.id for m in meetings], rng),
        grid_min=30,
        turnaround_min=rng.choice([0, 5, 30]),
        transfer_min=rng.choice([0, 10, 40]),
    )
    if rng.random() < 0.4 if republish is None else republish:
        task = replace(task, published=_some_timetable(task, rng))
    return task


def _small_day(date: dt.date, rng: random.Random) -> Day:
    opens = rng.choice([540, 555])
    closes = opens + rng.choice([90, 120, 150])
    breaks = rng.choice([(), (), (Span(opens + 60, opens + 65),), (Span(opens + 30, opens + 60),)])
    return Day(date, opens, closes, rng.choice([("R1",), ("R1", "R2"), ("R2",)]), breaks)


def _small_meeting(
    name: str, days: tuple[Day, ...], people: list[str], moderators: list[str], rng: random.Random
) -> Meeting:
    fixed = Fixed()
    if rng.random() < 0.15:
        day = rng.choice(days)
        fixed = Fixed(
            date=rng.choice([None, day.date]),
            start=rng.choice([None, 570, 575]),
            room=rng.choice([None, rng.choice(day.rooms)]),
        )
    return Meeting(
        id=name,
        state=f"S{name}",
        duration=rng.choice([20, 30, 45, 60]),
        languages=tuple(rng.sample(["en", "fr", "es"], rng.randint(0, 2))),
        panelists=tuple(rng.sample(people, rng.randint(0, 2))),
        moderators=tuple(rng.sample(moderators, rng.randint(0, 2))),
        fixed=fixed,
    )


def _small_person(name: str, days: tuple[Day, ...], rng: random.Random) -> Person:
    if rng.random() < 0.2:
        return Person(name, "O")
    windows = []
    for day in rng.sample(days, rng.randint(1, len(days))):
        start = rng.choice([day.open, day.open, day.open + 30])
        windows.append(Window(day.date, start, rng.choice([day.close, day.close, start + 60])))
    return Person(name, "O", tuple(windows))


def _wishes(names: list[str], rng: random.Random) -> tuple[OrderWish, ...]:
    found = []
    for _ in range(rng.choice([0, 1, 2])):
        before, after = rng.sample(names, 2)
        found.append(OrderWish(before, after, rng.random() < 0.3))
    return tuple(found)


def _some_timetable(task: Input, rng: random.Random) -> tuple[Placed, ...]:
    """Places without regard to any rule, now and then for a meeting no longer held."""
    found = []
    for name in [m.id for m in task.meetings if rng.random() < 0.8] + ["gone"]:
        day = rng.choice(task.days)
        start = 540 + 30 * rng.randrange(4)
        found.append(Placed(name, day.date, start, start + 30, rng.choice(["R1", "R2"])))
    return tuple(found)


def series(seed: int, *, meetings: int = 14, rooms: tuple[str, ...] = ("R1",)) -> Input:
    """A series of four mornings, 09:00 to 13:00 with a break, as a Pre-sessions team would enter it."""
    rng = random.Random(seed)
    days = tuple(Day(date, 540, 780, rooms, (Span(650, 670),)) for date in dates(4))
    people: dict[str, Person] = {}
    held = []
    for i in range(meetings):
        speakers = rng.randint(3, 6)
        panelists = [f"P{i:02d}{j}" for j in range(speakers)]
        for person in panelists:
            if rng.random() < 0.07:
                people[person] = _traveller(person, days, rng)
        if i and rng.random() < 0.15:
            panelists.append(f"P{rng.randrange(i):02d}0")
        held.append(
            Meeting(
                id=f"M{i:02d}",
                state=f"S{i:02d}",
                duration=duration_for(speakers, speaking_minutes=6),
                languages=rng.choice([("en",), ("en",), ("fr",), ("es",), ("fr", "es")]),
                panelists=tuple(panelists),
                moderators=tuple(rng.sample([f"mod{j}" for j in range(2 + 2 * len(rooms))], 2)),
            )
        )
    names = [m.id for m in held]
    wishes = [OrderWish(*rng.sample(names, 2)) for _ in range(3)]
    early, late = sorted(rng.sample(names, 2))
    return Input(days, tuple(held), people, (*wishes, OrderWish(early, late, hard=True)))


def _traveller(name: str, days: tuple[Day, ...], rng: random.Random) -> Person:
    """Somebody who lands late or leaves early: there on the first or the last dates, perhaps from ten."""
    some = days[rng.randint(1, 2) :] if rng.random() < 0.5 else days[: rng.randint(2, 3)]
    first = Window(some[0].date, rng.choice([540, 600]), 780)
    return Person(name, "O", (first, *(Window(day.date, 540, 780) for day in some[1:])))


def shuffled(task: Input, seed: int) -> Input:
    """The same task with every list in another order."""
    rng = random.Random(seed)

    def mixed(items: tuple) -> tuple:  # type: ignore[type-arg]
        return tuple(rng.sample(items, len(items)))

    days = tuple(replace(d, rooms=mixed(d.rooms), breaks=mixed(d.breaks)) for d in mixed(task.days))
    meetings = tuple(
        replace(
            m,
            languages=mixed(m.languages),
            panelists=mixed(m.panelists),
            moderators=mixed(m.moderators),
        )
        for m in mixed(task.meetings)
    )
    people = dict(mixed(tuple(task.people.items())))
    return replace(
        task,
        days=days,
        meetings=meetings,
        people=people,
        order=mixed(task.order),
        published=mixed(task.published),
    )
