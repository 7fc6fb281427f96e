"""Addresses to cite, structured data, the statement of rights: public, right, and gone with consent."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.test import Client

from publications.linked_data import script
from tests.publications.sharing import delegate, meeting, normalised, share, statement, unshare

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def address_of(made) -> str:
    return f"/library/recommendation/{made.recommendations.first().public_id}/"


def data_of(address: str, client: Client | None = None) -> dict:
    (found,) = DATA.findall((client or Client()).get(address).content.decode())
    return json.loads(found)


def test_a_recommendation_has_an_address_and_says_how_it_is_cited(settings):
    made = share(statement(meeting(), mark="x"))
    answer = Client().get(address_of(made))
    said = answer.content.decode()

    assert answer["Cache-Control"] == "no-store"
    wanted = "Org x, recommendation, Pre-session on Samoa, series 54. UPR Info. "
    assert f"{wanted}{settings.SITE_ADDRESS}{address_of(made)}" in said
    assert "Rights remain with the authors." in said
    for page in ("/54/samoa/", "/library/"):
        assert f'href="{address_of(made)}"' in Client().get(page).content.decode()
    assert (
        "Org x, statement, Pre-session on Samoa, series 54. UPR Info."
        in Client().get("/54/samoa/").content.decode()
    )


def test_the_address_stays_when_the_words_are_mended_and_shared_anew():
    made = share(statement(meeting(), mark="x"))
    address = address_of(made)
    made.recommendations.filter(order=1).update(text="Mended words")
    assert Client().get(address).status_code == 404

    share(made)
    assert "Mended words" in Client().get(address).content.decode()


def test_without_consent_it_is_as_if_it_had_never_been():
    made = statement(meeting(), mark="x")
    nowhere = normalised(Client().get("/library/recommendation/00000000-0000-4000-8000-000000000000/"))
    hidden = Client().get(address_of(made))
    share(made)
    unshare(made)
    withdrawn = Client().get(address_of(made))

    assert (hidden.status_code, withdrawn.status_code) == (404, 404)
    key = re.compile(rb"/library/recommendation/[^/]*/")
    assert key.sub(b"", normalised(hidden)) == key.sub(b"", normalised(withdrawn)) == key.sub(b"", nowhere)


def test_what_is_for_missions_is_there_for_them_and_in_no_structured_data():
    made = share(statement(meeting(), mark="zebra"), to=["missions"])

    assert Client().get(address_of(made)).status_code == 404
    assert delegate("WSM").get(address_of(made)).status_code == 404
    reader = delegate("TLS")
    page = reader.get(address_of(made)).content.decode()
    assert "Ask 1 zebra" in page
    assert DATA.findall(page) == []
    assert "zebra" not in json.dumps(data_of("/54/samoa/", reader))


def test_structured_data_says_what_the_page_says(settings):
    made = share(statement(meeting(), mark="x"))

    event = data_of("/54/samoa/")
    assert (event["@type"], event["name"]) == ("Event", "Pre-session on Samoa, series 54")
    assert event["url"] == f"{settings.SITE_ADDRESS}/54/samoa/"
    assert event["startDate"].startswith("2027-03-30T08:00:00")
    assert [work["text"] for work in event["workFeatured"]] == ["Ask 1 x", "Ask 2 x"]
    one = data_of(address_of(made))
    assert (one["@type"], one["text"], one["author"]["name"]) == ("CreativeWork", "Ask 1 x", "Org x")
    assert one["url"] == f"{settings.SITE_ADDRESS}{address_of(made)}"
    assert data_of("/api/")["@type"] == "Dataset"


def test_a_name_that_is_for_missions_is_in_no_structured_data():
    made = share(statement(meeting(), mark="x"), ["recommendation"])
    share(made, ["organisation_name"], to=["missions"])

    assert "Org x" in delegate("TLS").get(address_of(made)).content.decode()
    assert "author" not in data_of(address_of(made), delegate("TLS"))


def test_nothing_that_is_said_ends_the_element_or_runs():
    nasty = "</script><script>alert(1)</script><!-- & \u2028"
    made = statement(meeting(), mark="x")
    made.recommendations.filter(order=1).update(text=nasty)
    share(made)

    assert data_of(address_of(made))["text"] in (nasty, nasty.strip())
    assert "<script>alert" not in Client().get(address_of(made)).content.decode()
    assert script({"a": nasty}).count("<") == 2
    policy = Client().get(address_of(made))["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("name", "url", "said"),
    [
        ("", "", {"name": "Rights remain with the authors.", "url": None}),
        (
            "In their own words",
            "https://site.example/terms",
            {"name": "In their own words", "url": "https://site.example/terms"},
        ),
    ],
)
def test_every_item_of_the_open_data_says_whose_the_rights_are(settings, name, url, said):
    settings.LICENCE_NAME, settings.LICENCE_URL = name, url
    made = share(statement(meeting(), mark="x"))

    items = Client().get("/api/v1/recommendations").json()["results"]
    assert [item["licence"] for item in items] == [said, said]
    assert items[0]["permalink"].endswith(address_of(made))
    assert Client().get(f"/api/v1/recommendations/{items[0]['id']}").json()["licence"] == said
    assert Client().get("/api/v1/series/54/samoa").json()["licence"] == said
    assert Client().get("/library/export.json").json()["results"][0]["licence"] == said
    assert said["name"] in Client().get("/api/").content.decode()


def test_the_open_data_is_in_the_sitemap(settings):
    found = ElementTree.fromstring(Client().get("/sitemap.xml").content).itertext()

    assert f"{settings.SITE_ADDRESS}/api/" in found
