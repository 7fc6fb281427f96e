"""The rules of an application: pure, no database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.eligibility import (
    MAX_WORDS,
    Answers,
    ChosenIssue,
    Code,
    Page,
    Problem,
    Window,
    count_words,
    is_complete,
    may_send,
    may_start,
    name_key,
    page_problems,
    pages,
    problems,
    standing_problem,
    time_problem,
)

OFFERED = frozenset({"A", "B", "C", "D", "E"})
DEADLINE = datetime(2026, 10, 28, 22, 59, tzinfo=UTC)  # 23:59 Geneva time, UTC+1
WINDOW = Window(
    is_open=True, opens_at=datetime(2026, 9, 1, tzinfo=UTC), deadline=DEADLINE, grace=timedelta(minutes=60)
)
SECOND = timedelta(seconds=1)
WHOLE = Answers(
    organisation_name="Rede Feto Rural",
    kind="national",
    is_coalition=False,
    founded=2011,
    has_ecosoc=False,
    about="We train members.",
    submitted="own",
    issues=(ChosenIssue("A", "Now."),),
    works_on_gender=True,
    speaker_name="Speaker",
    speaker_email="speaker@example.org",
    gender="undisclosed",
    under_18=False,
    attendance="remote",
    speaks="en",
    statement_language="en",
    needs_visa_letter=False,
    needs_funding=False,
    risk="unsaid",
)


def codes(answers):
    return [(problem.code, problem.field) for problem in problems(answers, OFFERED)]


def test_whole_application_has_no_problem():
    assert problems(WHOLE, OFFERED) == ()
    assert is_complete(WHOLE, OFFERED)


def test_empty_application_lacks_every_needed_answer():
    found = [problem.field for problem in problems(Answers(), OFFERED)]
    assert found == [
        "organisation_name",
        "kind",
        "is_coalition",
        "about",
        "founded",
        "has_ecosoc",
        "submitted",
        "issue_1",
        "works_on_gender",
        "speaker_name",
        "speaker_email",
        "gender",
        "under_18",
        "attendance",
        "speaks",
        "statement_language",
        "needs_funding",
        "needs_visa_letter",
        "risk",
    ]
    assert not is_complete(Answers(), OFFERED)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"organisation_name": " \u2003\n"}, [(Code.MISSING, "organisation_name")]),
        ({"about": "word " * 200}, []),
        ({"about": "word " * 201}, [(Code.TOO_MANY_WORDS, "about")]),
        ({"motivation": "mot\u00a0" * 201}, [(Code.TOO_MANY_WORDS, "motivation")]),
        ({"is_coalition": True}, [(Code.MISSING, "coalition_members")]),
        ({"is_coalition": True, "coalition_members": "One\nTwo"}, []),
        ({"issues": ()}, [(Code.MISSING, "issue_1")]),
        ({"issues": (ChosenIssue("A"),)}, [(Code.WHY_MISSING, "why_1")]),
        ({"issues": (ChosenIssue("Z", "x"),)}, [(Code.ISSUE_NOT_OFFERED, "issue_1")]),
        ({"issues": (ChosenIssue("A", "x"), ChosenIssue("A", "y"))}, [(Code.ISSUE_TWICE, "issue_2")]),
        ({"issues": tuple(ChosenIssue(code, "x") for code in "ABCDE")}, [(Code.TOO_MANY_ISSUES, "issue_4")]),
        (
            {"under_18": True},
            [(Code.GUARDIAN_MISSING, "guardian"), (Code.ADULT_MISSING, "accompanying_adult")],
        ),
        ({"under_18": True, "guardian": "A", "accompanying_adult": "B"}, []),
        ({"has_email": False}, [(Code.UNREACHABLE, "safe_contact")]),
        ({"has_email": False, "safe_contact": "Signal"}, []),
        ({"refused_files": ("a.docm",)}, [(Code.FILE_REFUSED, "file")]),
        ({"unfinished": frozenset({"issues"}), "issues": ()}, [(Code.TO_CORRECT, "")]),
        (
            {"speaker_later": True, "speaker_name": "", "speaker_email": "", "gender": "", "under_18": None},
            [],
        ),
    ],
)
def test_problems_of_one_change(change, expected):
    assert codes(replace(WHOLE, **change)) == expected


def test_speaker_named_later_has_no_page_about_them():
    assert Page.ABOUT_SPEAKER not in pages(replace(WHOLE, speaker_later=True))
    assert pages(WHOLE) == tuple(Page)


def test_too_many_words_says_by_how_many():
    found = problems(replace(WHOLE, about="word " * 207), OFFERED)
    assert found == (Problem(Code.TOO_MANY_WORDS, Page.BACKGROUND, "about", {"limit": 200, "over": 7}),)


def test_page_problems_are_those_of_that_page():
    assert page_problems(Page.SAFETY, Answers(), OFFERED) == (Problem(Code.MISSING, Page.SAFETY, "risk"),)


@pytest.mark.parametrize(
    ("now", "start", "send"),
    [
        (WINDOW.opens_at - SECOND, False, False),
        (WINDOW.opens_at, True, True),
        (DEADLINE - SECOND, True, True),
        (DEADLINE, True, True),
        (DEADLINE + SECOND, False, True),
        (DEADLINE + timedelta(minutes=60), False, True),
        (DEADLINE + timedelta(minutes=60) + SECOND, False, False),
    ],
)
def test_deadline_to_the_second_with_its_silent_grace(now, start, send):
    assert (may_start(WINDOW, now), may_send(WINDOW, now)) == (start, send)
    assert (time_problem(WINDOW, now) is None) == send


@pytest.mark.parametrize(
    "deadline",
    [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # 02:30 in Geneva, the first of two
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # 02:30 in Geneva, the second
        datetime(2027, 3, 28, 0, 59, 59, tzinfo=UTC),  # 01:59:59, before a 02:00 that isn't there
    ],
)
def test_deadline_is_an_instant_when_clocks_change(deadline):
    window = replace(WINDOW, deadline=deadline, opens_at=deadline - timedelta(days=9), grace=timedelta(0))
    assert [may_send(window, deadline + delta) for delta in (-SECOND, timedelta(0), SECOND)] == [
        True,
        True,
        False,
    ]


def test_closed_call_says_closed_after_and_not_open_before():
    closed = replace(WINDOW, is_open=False)
    assert time_problem(closed, DEADLINE - SECOND) == Problem(Code.NOT_OPEN)
    assert time_problem(closed, DEADLINE + SECOND) == Problem(Code.CLOSED)


def test_reopened_application_is_taken_until_then_though_the_call_is_closed():
    until = DEADLINE + timedelta(days=3)
    window = replace(WINDOW, is_open=False, reopened_until=until)
    assert window.last_instant == until
    assert [may_send(window, until + delta) for delta in (timedelta(0), SECOND)] == [True, False]
    assert not may_start(window, until)


def test_last_instant_is_the_grace_where_it_outlasts_the_reopening():
    assert replace(WINDOW, reopened_until=DEADLINE).last_instant == DEADLINE + timedelta(minutes=60)
    assert WINDOW.last_instant == DEADLINE + timedelta(minutes=60)


def test_standing_problem_only_where_one_stands():
    assert standing_problem(already_standing=False) is None
    assert standing_problem(already_standing=True).code == Code.ALREADY_APPLIED


@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_categories=("Zs", "Zl", "Zp", "Cc")), min_size=1), max_size=50
    )
)
def test_words_are_what_stands_between_white_space(words):
    separators = ["\u3000", " ", "\n\t", "\u2029"]
    text = "".join(word + separators[place % 4] for place, word in enumerate(words))
    assert count_words(text) == len(words)


@given(st.integers(min_value=0, max_value=400))
def test_word_limit_holds_at_every_length(count):
    found = problems(replace(WHOLE, about="mot " * count), OFFERED)
    assert (not found) == (1 <= count <= MAX_WORDS)


@given(st.text())
def test_name_key_is_stable_and_ignores_case_and_signs(name):
    assert name_key(name_key(name)) == name_key(name)
    assert name_key(f"  {name}. ") == name_key(name)


def test_name_key_keeps_every_script():
    assert name_key("Réseau-Égalité!") == name_key("RESEAU EGALITE") == "reseauegalite"
    assert name_key("شبكة  المرأة") == name_key("شبكة المرأة") != ""


@given(st.datetimes(timezones=st.just(UTC)), st.integers(0, 7200))
def test_what_may_be_started_may_be_sent(now, grace):
    window = replace(WINDOW, grace=timedelta(minutes=grace))
    assert may_send(window, now) or not may_start(window, now)


@given(
    st.builds(
        Answers,
        organisation_name=st.text(max_size=3),
        kind=st.sampled_from(["", "nhri"]),
        is_coalition=st.sampled_from([None, True, False]),
        speaker_later=st.booleans(),
        under_18=st.sampled_from([None, True, False]),
        issues=st.lists(st.builds(ChosenIssue, st.sampled_from("ABCDEZ"), st.text(max_size=2)), max_size=6),
        unfinished=st.frozensets(st.sampled_from([str(page) for page in Page])),
    )
)
def test_problems_stand_on_pages_this_application_has_in_order(answers):
    found = [problem.page for problem in problems(answers, OFFERED)]
    order = [str(page) for page in pages(answers)]
    assert set(found) <= set(order)
    assert found == sorted(found, key=order.index)


AT_FIRST = 5  # State, kind, way of taking part, report, shared device: before there is an application


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        (Answers(), 20),
        (Answers(speaker_later=True), 16),
        (Answers(is_coalition=True), 21),
        (Answers(is_coalition=True, under_18=True, has_email=False), 24),
    ],
)
def test_no_more_than_thirty_answers_are_required(answers, asked):
    """What an empty application lacks, and what was told in it here; an issue brings its line of why."""
    told = (answers.is_coalition is not None) + (answers.under_18 is not None)
    why = 1
    assert len(problems(answers, OFFERED)) + told + why == asked
    assert asked + AT_FIRST <= 30
