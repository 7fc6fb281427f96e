"""Which text belongs into which section. No database."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from publications.blank import hints_of_template
from publications.enums import SectionKind
from publications.file_text import Block
from publications.headings import hints, known
from publications.recognising import joined, recognised
from publications.writing_forms import SECTION_HINTS, PointsForm


def sort(*texts: str, items=()):
    return recognised([Block(text, is_item=text in items) for text in texts], known(), hints())


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_every_heading_of_the_template_is_known_in_each_language(language):
    with translation.override(language):
        for kind in SectionKind:
            assert sort(str(kind.label), "My words.").sections == {kind.value: "My words."}
        headings = [str(each) for each in PointsForm.ORDINALS]
        questions = [str(each) for each in PointsForm.QUESTION_ORDINALS]
        found = sort(headings[0], "Do A.", headings[1], "Do B.", questions[0], "Why?")
        hint_texts = [*(str(hint) for hint in SECTION_HINTS.values()), *hints_of_template()]

        assert (found.recommendations, found.questions) == (("Do A.", "Do B."), ("Why?",))
        assert not sort(str(SectionKind.PLAN.label), *hint_texts).is_recognised


@pytest.mark.parametrize(
    "heading", ["WHO WE ARE", "1. Who we are:", "IV) who  we are", "Who we are (short)", "a) Qui nous sommes"]
)
def test_numbers_capitals_and_colons_do_not_hide_a_heading(heading):
    with translation.override("fr"):
        french = str(SectionKind.ORGANISATION.label)
    heading = heading.replace("Qui nous sommes", french)

    assert sort(heading, "Text.").sections == {"organisation": "Text."}


def test_what_stands_above_the_first_heading_belongs_nowhere():
    found = sort("My title", "Who we are", "Text.", "An unknown heading", "More text.")

    assert found.rest == "My title"
    assert found.sections == {"organisation": "Text.\n\nAn unknown heading\n\nMore text."}


def test_paragraphs_below_recommendations_are_one_each():
    found = sort("Recommandations", "1. Publish the results.", "• Train the judges.", "Preguntas", "Why not?")

    assert found.recommendations == ("Publish the results.", "Train the judges.")
    assert found.questions == ("Why not?",)


def test_long_paragraph_is_never_a_heading():
    text = "Recommendations " * 9

    assert sort("Plan", text).sections == {"plan": text}


def test_items_of_a_list_stand_below_each_other():
    found = sort("Plan", "These:", "• a", "• b", "After.", items=("• a", "• b"))

    assert found.sections == {"plan": "These:\n\n• a\n• b\n\nAfter."}


TEXTS = st.lists(st.text(alphabet="abc é.\u0627", min_size=1, max_size=30).filter(str.strip), max_size=8)


@given(TEXTS, TEXTS, TEXTS)
def test_no_word_is_lost_and_none_is_added(rest, first, second):
    found = sort(*rest, "Who we are", *first, "Plan", *second)

    assert found.rest == joined(Block(text) for text in rest)
    assert found.sections.get("organisation", "") == joined(Block(text) for text in first)
    assert found.sections.get("plan", "") == joined(Block(text) for text in second)
