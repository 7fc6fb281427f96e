"""What stands beside a recommendation while it is written, and the time to speak. Needs the database."""

import io

import docx
import pytest

from publications.models import Recommendation, Statement
from publications.speaking import speaking, words_a_minute
from tests.factories import make_issue
from tests.publications.speakers import make_spoken, speaker_client
from tests.publications.test_views import url

pytestmark = pytest.mark.django_db
TEXT = "Continue <i>efforts</i> & abolish the death penalty"


def test_suggestion_stands_beside_the_recommendation_and_fills_in_issues_when_asked():
    for code, name in [("UI-DEATH", "Death penalty"), ("UI-WATER", "Water")]:
        make_issue(code, name)
    statement = make_spoken(recommendations=0)
    client, address = speaker_client(statement), url(statement, "recommendations")
    sent = {"recommendation_1": TEXT, "issue_1_1": "UI-WATER"}
    told = client.post(address, sent, headers={"X-Autosave": "1"}).json()
    assert set(told["parts"]) == {"advice-1", "advice-2", "advice-3"}
    page = client.get(address).content.decode()
    assert 'id="advice-1"' in page
    for shown in (told["parts"]["advice-1"], page):
        assert "2 of 5, continuing action" in shown
        assert "<b>Death penalty</b>" in shown
        assert "Learnt from States’ wording of 2008 to 2013" in shown
        assert "By when" in shown
        assert "<i>efforts" not in shown
    assert "A suggestion" not in told["parts"]["advice-2"]
    assert [issue.code for issue in Recommendation.objects.get().issues.all()] == [
        "UI-WATER"
    ]  # nothing by itself
    client.post(address, {**sent, "move": "issues-1"})
    assert {issue.code for issue in Recommendation.objects.get().issues.all()} == {"UI-WATER", "UI-DEATH"}


def test_suggestion_is_less_sure_in_french_and_silent_in_arabic():
    statement = make_spoken(recommendations=0)
    client, address = speaker_client(statement), url(statement, "recommendations")
    Statement.objects.update(language="fr")
    client.post(address, {"recommendation_1": "Abolir la peine de mort"})
    assert "less sure than in English" in client.get(address).content.decode()
    Statement.objects.update(language="ar")
    assert "A suggestion" not in client.get(address).content.decode()


def test_time_to_speak_is_longer_when_interpreted_and_says_what_other_pages_hold():
    statement = make_spoken(recommendations=0)
    client = speaker_client(statement)
    client.post(url(statement, "statement_section", "developments"), {"text": "word " * 250})
    client.post(url(statement, "recommendations"), {"recommendation_1": "word " * 100})
    statement = Statement.objects.get()
    known = speaking(statement, "developments")
    elsewhere = known["spoken_words"] - 250
    assert (known["words_elsewhere"], known["is_spoken_page"]) == (elsewhere, True)
    assert known["words_per_minute"] == 125
    assert words_a_minute("fr") == 119 < 140
    page = client.get(url(statement, "statement_section", "developments")).content.decode()
    assert f'data-rate="125" data-limit="7" data-elsewhere="{elsewhere}"' in page
    assert 'data-spoken="text"' in page
    assert "data-spoken" not in client.get(url(statement, "statement_section", "plan")).content.decode()


def test_template_is_a_word_file_filled_with_what_is_known_and_without_traces():
    statement = make_spoken(recommendations=1)
    client = speaker_client(statement)
    client.post(url(statement, "statement_section", "plan"), {"text": "Water first.\n\nالماء"})
    for language, heading in [("en", "First recommendation"), ("fr", "Première recommandation")]:
        answer = client.get(url(statement, "template"), headers={"Accept-Language": language})
        document = docx.Document(io.BytesIO(answer.content))
        said = [paragraph.text for paragraph in document.paragraphs]
        assert {heading, "Water first.", "الماء", Recommendation.objects.get().text} <= set(said)
        assert document.core_properties.author == ""
    assert "no-store" in answer.headers["Cache-Control"]
