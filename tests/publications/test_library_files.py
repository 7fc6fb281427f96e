"""What is taken away from the library: files and feeds of any search, the basket; never more than the page shows."""

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from django.test import Client
from docx import Document
from openpyxl import load_workbook

from publications import basket
from publications.published import PublishedRecommendation
from tests.publications.sharing import delegate, meeting, share, statement, unshare

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ATOM = "{http://www.w3.org/2005/Atom}"
TEXTS = ("=1+1", "＝cmd|' /C calc'!A0", "Éviter la « torture »\x0b à l’école")


@pytest.fixture
def world():
    """Three recommendations for the public that a spreadsheet or XML may stumble over, and one for missions."""
    made = statement(meeting(), mark="m")
    made.recommendations.all().delete()
    for order, text in enumerate(TEXTS, 1):
        made.recommendations.create(order=order, text=text)
    share(made)
    share(statement(meeting("MLT", number=53, hour=1), mark="mission"), to=["missions"])
    return made


def get(address, client=None):
    answer = (client or Client()).get(address)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store"), address
    return answer.content


def test_files_hold_the_search_with_sources_and_no_formula(world):
    table = get("/library/export.csv?state=samoa").decode()
    assert table.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(table.removeprefix("\ufeff"))))
    assert [row[0] for row in rows[1:]] == [
        f"'{TEXTS[0]}",
        f"'{TEXTS[1]}",
        "Éviter la « torture » à l’école",
    ]
    assert rows[1][1:9] == ["Samoa", "WSM", "54", "4", "Org m", "National organisation", "", "en"]

    sheet = load_workbook(io.BytesIO(get("/library/export.xlsx?q=torture"))).active
    assert sheet["A2"].value.startswith("Éviter la « torture »")
    whole = load_workbook(io.BytesIO(get("/library/export.xlsx"))).active
    assert {cell.data_type for row in whole.iter_rows() for cell in row} <= {
        "s",
        "inlineStr",
        "n",
    }  # "n": an empty cell
    assert whole["A2"].value == TEXTS[0]

    data = json.loads(get("/library/export.json?q=torture"))
    assert [each["shared_by"]["organisation"] for each in data["results"]] == ["Org m"]
    assert data["results"][0]["terms"]
    assert data["results"][0]["citation"].endswith("/54/samoa/")

    said = [each.text for each in Document(io.BytesIO(get("/library/export.docx"))).paragraphs]
    assert "Pre-session on Samoa, series 54" in said
    assert "1. =1+1" in said


def test_files_are_as_the_reader_may_see(world):
    for kind in ("csv", "json"):
        assert "mission" not in get(f"/library/export.{kind}?state=malta").decode().replace("missions", "")
    assert "Ask 1 mission" in get("/library/export.csv", delegate("TLS")).decode()
    assert "Ask 1 mission" not in get("/library/export.csv", delegate("MLT")).decode()


def test_feed_of_a_search_is_public_whoever_asks_and_loses_what_is_withdrawn(world):
    def entries(client=None):
        feed = ElementTree.fromstring(get("/library/feed/?q=torture", client))
        return [entry.find(f"{ATOM}summary").text for entry in feed.findall(f"{ATOM}entry")]

    assert len(entries()) == 1
    assert b"mission" not in get("/library/feed/", delegate("TLS"))
    unshare(world)
    assert entries() == []


def test_basket_holds_what_is_put_in_and_gives_it_back_until_it_is_withdrawn(world):
    client = Client()
    key = PublishedRecommendation.objects.get(audience="public", order=3).key
    assert client.get("/library/basket.csv").status_code == 404

    back = client.post("/library/basket/", {"add": str(key), "next": "/library/?q=torture"})
    assert (back.status_code, back.headers["Location"]) == (302, f"/library/?q=torture#result-{key}")
    client.post("/library/basket/", {"add": str(key)})
    assert "Your basket: 1 recommendation" in get("/library/?q=torture", client).decode()
    assert "Éviter la" in get("/library/basket/", client).decode()
    assert "Éviter la" in get("/library/basket.txt", client).decode()

    client.post("/library/basket/", {"remove": str(key)})
    assert "Your basket is empty." in get("/library/basket/", client).decode()
    client.post("/library/basket/", {"add": str(key)})
    unshare(world)
    assert "Your basket is empty." in get("/library/basket/", client).decode()
    assert client.get("/library/basket.docx").status_code == 404


@pytest.mark.parametrize(
    "way", ["https://evil.example/library/", "//evil.example", "/staff/", "/library/\\@evil"]
)
def test_basket_leads_nowhere_else(way):
    answer = Client().post("/library/basket/", {"add": "x", "next": way})

    assert answer.headers["Location"].startswith("/library/")


def test_basket_refuses_what_it_can_not_hold(world):
    client = Client()
    client.cookies[basket.COOKIE] = "00000000000000000000000000000000:forged"
    assert "Your basket is empty." in client.get("/library/basket/").content.decode()
    for number in range(basket.MOST):
        client.post("/library/basket/", {"add": f"{number:032x}"})

    full = client.post("/library/basket/", {"add": f"{99:032x}"})

    assert (full.status_code, f"holds {basket.MOST} recommendations" in full.content.decode()) == (409, True)


def test_files_and_data_say_to_whom_and_what_a_recommendation_refers_to():
    made = statement(meeting(), mark="m")
    made.recommendations.exclude(order=1).delete()
    made.recommendations.update(addressed_to="Parliament", source="=A/HRC/47/15, para. 12")
    made.questions.update(addressed_to="The ombudsman", source="A/76/1")
    share(made)
    said = {"addressed_to": "Parliament", "source": "=A/HRC/47/15, para. 12"}

    table = list(csv.reader(io.StringIO(get("/library/export.csv").decode())))
    assert (table[0][-2:], table[1][-2:]) == (
        ["Addressed to", "Refers to"],
        ["Parliament", "'=A/HRC/47/15, para. 12"],
    )
    sheet = load_workbook(io.BytesIO(get("/library/export.xlsx"))).active
    assert [cell.value for cell in sheet[2]][-2:] == list(said.values())
    assert sheet[2][-1].data_type == "s"
    (data,) = json.loads(get("/library/export.json"))["results"]
    assert {key: data[key] for key in said} == said
    lines = [each.text for each in Document(io.BytesIO(get("/library/export.docx"))).paragraphs]
    assert {"Addressed to: Parliament", "Refers to: =A/HRC/47/15, para. 12"} <= set(lines)
    (data,) = json.loads(Client().get("/api/v1/recommendations").content)["results"]
    assert {key: data[key] for key in said} == said
    (panelist,) = json.loads(Client().get("/api/v1/series/54/samoa").content)["panel"]
    assert panelist["recommendations_in_full"] == [{"text": "Ask 1 m", "language": "en", **said}]
    assert panelist["questions_in_full"] == [
        {"text": "Why m?", "language": "en", "addressed_to": "The ombudsman", "source": "A/76/1"}
    ]
    alone = Client().get(f"/library/recommendation/{made.recommendations.get().public_id}/").content.decode()
    assert '<dt>Addressed to</dt><dd dir="auto">Parliament</dd>' in alone
