"""How many results there are, and how many each value of each filter would leave: one question to the database.

Counts are asked for by Pre-session, language, action category and kind of speaker, which decide all filters but one;
the issues of what is left come with them. What each value would leave under the other filters is then added up here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import IntegerField, Value

from .library_facts import Meeting
from .library_query import STATEMENTS, Question, Rows, kinds, matching, tags
from .published import PublishedText
from .reading import outside

Facets = dict[str, list[tuple[str, int]]]

COUNTS = """
WITH found(result, meeting, speaker, language, action) AS {kept} ({found}),
     named(speaker, kind) AS ({named}),
     tagged(result, issue) AS ({tagged}),
     told AS (
         SELECT meeting, speaker, language, action, COUNT(*) AS number FROM found
         GROUP BY meeting, speaker, language, action
     ),
     whole AS (
         SELECT told.meeting, told.language, told.action, COALESCE(named.kind, '') AS kind, told.number
         FROM told LEFT JOIN named ON named.speaker = told.speaker
     )
SELECT meeting, language, action, kind, CAST(SUM(number) AS bigint) FROM whole
GROUP BY meeting, language, action, kind
UNION ALL
SELECT 0, '', 0, tagged.issue, COUNT(*) FROM found JOIN tagged ON tagged.result = found.result
WHERE {fitting} GROUP BY tagged.issue
"""


# The filters that a meeting's facts decide: name -> a meeting's value.
FACTS: dict[str, Callable[[Meeting], str]] = {
    "states": lambda meeting: meeting.slug,
    "regions": lambda meeting: meeting.region,
    "series": lambda meeting: str(meeting.number),
    "cycles": lambda meeting: str(meeting.cycle),
}


# The filters that a result decides by itself.
OF_ROWS = ("languages", "actions", "kinds")


class Counts(NamedTuple):
    """Results by Pre-session in the order of the library, and the facets."""

    by_meeting: dict[Meeting, int]
    facets: Facets


def count(question: Question, over: dict[int, Meeting], states: list[str]) -> Counts:
    """Everything a page of the library counts."""
    failing = {key: _failing(meeting, question) for key, meeting in over.items()}
    in_meetings: Counter[int] = Counter()
    of_rows = {name: Counter[str]() for name in OF_ROWS}
    issues: list[tuple[str, int]] = []
    for key, language, action, kind, number in _asked(question, failing, states):
        if not key:
            issues.append((kind, number))
        elif key in over:
            values = {"languages": language, "actions": str(action or ""), "kinds": kind}
            missed = [
                name for name in OF_ROWS if (asked := getattr(question, name)) and values[name] not in asked
            ]
            if not missed:
                in_meetings[key] += number
            for name in OF_ROWS if not failing[key] else ():
                if values[name] and not [each for each in missed if each != name]:
                    of_rows[name][values[name]] += number
    facets = _of_meetings(in_meetings, over, failing)
    facets["languages"] = sorted(of_rows["languages"].items())
    facets["actions"] = sorted(of_rows["actions"].items())
    facets["kinds"] = _most_first(of_rows["kinds"].items())
    facets["issues"] = _most_first(issues)
    chosen = (meeting for key, meeting in over.items() if in_meetings[key] and not failing[key])
    return Counts({meeting: int(in_meetings[meeting.key]) for meeting in chosen}, facets)


def _of_meetings(
    in_meetings: Counter[int], over: dict[int, Meeting], failing: dict[int, list[str]]
) -> Facets:
    """The filters that facts decide: a value counts for its own filter even where that filter leaves it out."""
    counters = {name: Counter[str]() for name in FACTS}
    for key, number in in_meetings.items():
        missed = failing[key]
        for name in FACTS if not missed else missed if len(missed) == 1 else ():
            counters[name][FACTS[name](over[key])] += number
    return {name: sorted(counter.items()) for name, counter in counters.items()}


def _failing(meeting: Meeting, question: Question) -> list[str]:
    """The filters that a meeting's facts do not pass."""
    return [
        name
        for name, value in FACTS.items()
        if (wanted := getattr(question, name)) and value(meeting) not in wanted
    ]


def _most_first(counted: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(counted, key=lambda pair: (-pair[1], pair[0]))


# --- The question to the database -----------------------------------------------------------


def _asked(question: Question, failing: dict[int, list[str]], states: list[str]) -> list[tuple[Any, ...]]:
    """Rows (meeting, language, action, kind, count), and with meeting 0 (0, "", 0, issue, count); the kind is "" where
    the organisation's name is not shown, the action 0 where there is none."""
    try:
        found, found_values = _compiled(_results(question, states))
        named, named_values = _compiled(kinds(states))
        tagged, tagged_values = _compiled(tags(question, states))
    except EmptyResultSet:
        return []
    fitting, fitting_values = _fitting(question, failing)
    kept = "NOT MATERIALIZED" if connections[outside()].vendor == "postgresql" else ""
    sql = COUNTS.format(kept=kept, found=found, named=named, tagged=tagged, fitting=fitting)
    with connections[outside()].cursor() as cursor:
        cursor.execute(sql, [*found_values, *named_values, *tagged_values, *fitting_values])
        return list(cursor.fetchall())


def _results(question: Question, states: list[str]) -> Rows:
    """Results as (key, meeting, speaker, language, action): a statement once, whichever of its sections match."""
    rows = matching(question, states)
    if question.show != STATEMENTS:
        return rows.values_list("pk", "pre_session", "statement", "language", "action")
    first = PublishedText._meta.get_field("statement").attname
    none = Value(0, output_field=IntegerField())
    return rows.values_list(first, "pre_session", "statement", "language", none).distinct()


def _compiled(rows: Rows) -> tuple[str, tuple[Any, ...]]:
    sql, values = rows.query.get_compiler(using=outside()).as_sql()
    return sql, tuple(values)


def _fitting(question: Question, failing: dict[int, list[str]]) -> tuple[str, list[Any]]:
    """The condition on meeting, language, category and kind for results under all filters."""
    parts, values = ["1 = 1"], []
    wanted: list[tuple[str, Iterable[Any]]] = []
    if any(failing.values()):
        wanted.append(("found.meeting", [key for key, missed in failing.items() if not missed] or [0]))
    if question.languages:
        wanted.append(("found.language", question.languages))
    if question.actions:
        wanted.append(("found.action", [int(each) for each in question.actions]))
    for column, chosen in wanted:
        chosen = list(chosen)
        parts.append(f"{column} IN ({', '.join(['%s'] * len(chosen))})")
        values += chosen
    if question.kinds:
        kinds_asked = ", ".join(["%s"] * len(question.kinds))
        spoken_by = f"(SELECT speaker FROM named WHERE kind IN ({kinds_asked}))"  # noqa: S608 - placeholders only
        parts.append(f"found.speaker IN {spoken_by}")
        values += question.kinds
    return " AND ".join(parts), values
