"""Every problem and every reason has a sentence that says what to do. No database."""

import pytest

from applications.eligibility import Answers, Code, Page, Problem, problems
from applications.file_rules import Reason
from applications.sentences import MISSING, PAGE_TITLES, reason_sentence, sentence

VALUES = {"limit": 200, "over": 3, "name": "a.pdf"}


def test_every_missing_answer_has_its_sentence():
    needed = {problem.field for problem in problems(Answers(), frozenset())}
    assert needed | {"coalition_members"} == set(MISSING)


@pytest.mark.parametrize("code", [code for code in Code if code is not Code.MISSING])
def test_every_code_has_its_sentence(code):
    text = sentence(Problem(code, Page.ISSUES, "issue_1", VALUES))
    assert len(text) > 15
    assert not text.endswith(".")


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_says_what_to_do(reason):
    assert len(reason_sentence(reason)) > 20


def test_every_page_has_a_title():
    assert set(PAGE_TITLES) == set(Page)


@pytest.mark.parametrize("code", [Code.WHY_MISSING, Code.ISSUE_TWICE, Code.ISSUE_NOT_OFFERED])
def test_what_is_said_of_one_issue_names_it(code):
    said = [sentence(Problem(code, Page.ISSUES, f"why_{place}")) for place in range(1, 5)]
    assert len(set(said)) == 4
    assert said[1].startswith("Second issue: ")
