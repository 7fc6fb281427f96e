"""The pages that explain, and what search engines are told; needs the database."""

import pytest
from django.conf import settings
from django.urls import reverse

from presessions.desk.about import SENTENCES, in_words, kept
from presessions.privacy.retention import rules

pytestmark = pytest.mark.django_db
PAGES = ("about_privacy", "accessibility", "about_selection", "key_figures", "home")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_page_is_there_in_three_languages_and_may_be_asked_again(client, name, language):
    address, asking = reverse(f"desk:{name}"), {"accept-language": language}
    client.get(address, headers=asking)  # gives the browser its cookie
    first = client.get(address, headers=asking)
    again = client.get(address, headers={**asking, "if-none-match": first["ETag"]})

    assert (first.status_code, first["Content-Language"], first["Cache-Control"]) == (
        200,
        language,
        "no-cache",
    )
    assert again.status_code == 304


@pytest.mark.parametrize("name", PAGES)
def test_page_is_small(client, name):
    assert len(client.get(reverse(f"desk:{name}")).content) < 20_000


def test_every_period_that_is_kept_is_told():
    periods = {rule.period for rule in rules() if isinstance(rule.period, str)}

    assert [line.what for line in kept()] == [
        words for period, words in SENTENCES.items() if period in periods
    ]
    assert periods <= set(SENTENCES)


def test_periods_come_from_the_settings(client, settings):
    settings.RETENTION = {**settings.RETENTION, "drafts": settings.RETENTION["drafts"] / 9}

    assert "10 days" in client.get(reverse("desk:about_privacy")).content.decode()


@pytest.mark.parametrize(
    ("days", "words"), [(1, "1 day"), (90, "90 days"), (365, "12 months"), (730, "24 months")]
)
def test_time_in_words(days, words):
    assert in_words(days) == words


def test_robots_stay_away_from_a_demonstration(client, settings):
    settings.DEMO = True

    assert client.get(reverse("desk:robots_txt")).content.decode() == "User-agent: *\nDisallow: /\n"


def test_robots_read_public_pages_only(client):
    lines = client.get(reverse("desk:robots_txt")).content.decode().splitlines()

    assert {"User-agent: *", "Disallow: /staff/", "Disallow: /my/", "Disallow: /seat/"} <= set(lines)
    assert "Disallow: /" not in lines
    assert f"Sitemap: {settings.SITE_ADDRESS}{reverse('publications:sitemap')}" in lines
