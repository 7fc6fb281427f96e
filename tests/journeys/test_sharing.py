"""What speakers agree to share, and what others then read and take away: five short stories in real Chromium.

Each begins with a series announced and a seat confirmed, so that it is about sharing and nothing before it.
"""

import io
import re
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from .conftest import on_postgres, on_sqlite
from .house import House, until
from .steps import Staff, link_in, press, sign_in

pytestmark = [pytest.mark.journey]

DELEGATE = "fiji@mission.example"
# Five stories share a house: MARK, a river's name, tells their words apart.
ASK = "Publish the results of all wells on the MARK each quarter, starting in 2028."
SECOND = "Answer each village on the MARK in writing within thirty days."
ASKED_IN_FRENCH = "Publier chaque trimestre les résultats de tous les puits de la MARK, dès 2028."
QUESTION = "Who reads the results of the MARK?"
SUMMARY = "Villages on the MARK test their own wells each month and find that results differ."
PLAN = "I will speak about the MARK, and about who may read what is measured."
PARENT = "Parent of the speaker (sample)"
NAMES = ("MARK Circle (sample)", "Speaker of the MARK", "Coordinator on the MARK")

# A panelist with a confirmed seat and an empty statement; what follows may fill it.
SEAT = """
from datetime import timedelta
from itertools import count
from django.utils import timezone
from presessions.accounts.models import Grant, User
from presessions.permissions import Role
from publications.models import Question, Recommendation, Section, Statement
from tests.factories import make_application, make_issue, make_panel, make_seat, make_user
from tests import factories
from tests.publications import sharing
factories._numbers = count(1000 * (HOUR + 1))  # each story runs this anew
row = sharing.meeting("ISO3", hour=HOUR, first=timezone.now() + timedelta(days=30))
owner = make_user("speaker@RIVER.example")
application = make_application(
    row, owner=owner, organisation_name="MARK Circle (sample)", kind="national", status="selected"
)
seat = make_seat(
    make_panel(row), application=application, panelist=owner, speaker_name="Speaker of the MARK",
    speaker_position="Coordinator on the MARK",
)
statement = Statement.objects.create(seat=seat, language="en")
if not User.objects.filter(email="fiji@mission.example").exists():
    Grant.objects.create(user=make_user("fiji@mission.example"), role=Role.DELEGATE, iso3="FJI")
"""
WRITTEN = f"""
for kind, text in (("summary", "{SUMMARY}"), ("plan", "{PLAN}")):
    Section.objects.create(statement=statement, kind=kind, text=text)
for order, text in enumerate(("{ASK}", "{SECOND}"), start=1):
    Recommendation.objects.create(statement=statement, order=order, text=text).issues.add(make_issue())
Question.objects.create(statement=statement, order=1, text="{QUESTION}")
"""
UNDER_18 = "seat.under_18 = True\nseat.save()\n"
PUBLISHED = 'sharing.share(statement, ["organisation_name", "recommendation", "section"])\n'
CHECKED = """
from publications import transitions
from publications.models import Statement
from tests.factories import make_officer
officer = make_officer("officer@RIVER.example")
statement = Statement.objects.get(seat__panelist__email="speaker@RIVER.example")
transitions.check(statement, by=officer)
transitions.publish(statement, by=officer)
"""


@pytest.fixture(scope="module", params=[on_sqlite, pytest.param(on_postgres, marks=pytest.mark.slow)])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """All stories on SQLite with the filesystem broker, then on PostgreSQL with Redis."""
    with request.param(tmp_path_factory.mktemp("sharing")) as started:
        yield started


class Answer(NamedTuple):
    """``words``: what is in it, whatever its type."""

    status: int
    etag: str
    words: str


class Story:
    """One speaker, and whoever reads."""

    def __init__(self, house: House, visitors, *, state: str, mark: str, begins: str = "") -> None:
        self.house, self.visitors, self.mark = house, visitors, mark
        self.slug, iso3, hour = {
            "Samoa": ("samoa", "WSM", 0),
            "Timor-Leste": ("timor-leste", "TLS", 1),
            "Malta": ("malta", "MLT", 2),
            "Cabo Verde": ("cabo-verde", "CPV", 3),
            "Mauritius": ("mauritius", "MUS", 4),
        }[state]
        self.here = f"/54/{self.slug}/"
        self.staff_do(SEAT.replace("ISO3", iso3).replace("HOUR", str(hour)) + begins)

    def says(self, text: str) -> str:
        return text.replace("MARK", self.mark).replace("RIVER", self.mark.lower())

    @property
    def names(self) -> list[str]:
        return [self.says(name) for name in NAMES]

    def staff_do(self, script: str) -> None:
        """What happens elsewhere, by the same verbs."""
        self.house.manage("shell", "-v0", given=self.says(script))

    def at(self, page: Page, path: str) -> Page:
        page.goto(f"{self.house.address}{path}")
        return page

    def got(self, path: str, **headers: str) -> Answer:
        """What a stranger without a browser's memory is answered."""
        asked = urllib.request.Request(f"{self.house.address}{path}", headers=headers)
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:
                return Answer(answer.status, answer.headers.get("ETag", ""), _words(answer.read()))
        except urllib.error.HTTPError as other:
            return Answer(other.code, "", _words(other.read()))

    def read(self, path: str, *, language: str = "en-GB") -> str:
        """What a stranger reads on a page."""
        return self.at(self.visitors.arrive(language=language, width=360), path).locator("main").inner_text()

    def speaker_comes(self) -> None:
        self.speaker = self.visitors.arrive(width=360)
        sign_in(self.house, self.speaker, self.says("speaker@RIVER.example"))
        self.at(self.speaker, "/my/")
        press(self.speaker, self.speaker.locator("a[href^='/statements/']").first)
        self.statement = urllib.parse.urlsplit(self.speaker.url).path

    def write(self, section: str, text: str) -> None:
        page = self.at(self.speaker, f"{self.statement}text/{section}/")
        page.locator("main textarea").first.fill(self.says(text))
        press(page, page.get_by_role("button", name=re.compile("^Save and continue")))

    def share(self, *audiences: str, only: str = "") -> None:
        """Tick these audiences for every item, or for those whose title begins so; look first, then save."""
        page = self.at(self.speaker, f"{self.statement}sharing/")
        for row in page.locator(".consent fieldset").all():
            if row.locator("legend").inner_text().startswith(only):
                for audience in audiences:
                    row.get_by_label(audience, exact=True).check(force=True)
        press(page, page.get_by_role("button", name="Show me first"))
        self.previewed = page.locator("section.preview").last.inner_text()
        press(page, page.get_by_role("button", name="Save my choices"))

    def send(self) -> None:
        page = self.at(self.speaker, f"{self.statement}send/")
        press(page, page.get_by_role("button", name="Send the statement"))

    def staff_come(self) -> Page:
        """One of the staff, on the page of the statement."""
        officer = Staff(self.house, self.visitors.arrive(), email=self.says("desk@RIVER.example")).enrol()
        page = officer.go(f"/staff/publications/statement/?q={self.mark}")
        press(page, page.locator("#result_list tbody a").first)
        return page

    def staff_check_and_publish(self, page: Page) -> None:
        press(page, page.get_by_role("button", name="I have read it"))
        press(page, page.get_by_role("link", name="Publish what was agreed"))
        press(page, page.get_by_role("button", name="Publish", exact=True))

    def taken(self) -> dict[str, str]:
        """Every file and feed that shows recommendations, by address, as the words in it."""
        found = {}
        for path in (f"{self.here}text/", f"{self.here}recommendations.docx", *self._everywhere()):
            answer = self.got(path)
            assert answer.status == 200, path
            found[path] = answer.words
        return found

    def _everywhere(self) -> list[str]:
        return [
            f"/states/{self.slug}/",
            f"/api/v1/series/54/{self.slug}",
            "/api/v1/recommendations",
            *(f"/library/export.{kind}" for kind in ("csv", "xlsx", "json", "docx")),
            "/library/feed/",
            *STILL,
        ]


def _words(body: bytes) -> str:
    if not body.startswith(b"PK"):
        return body.decode("utf-8", "ignore")
    with zipfile.ZipFile(io.BytesIO(body)) as folder:
        return " ".join(folder.read(name).decode("utf-8", "ignore") for name in folder.namelist())


def nobody_left_the_house(visitors) -> None:
    assert visitors.outside == []
    assert visitors.complaints == []


# --- One who shares all ---------------------------------------------------------------------


def test_speaker_shares_all(house, visitors):
    story = Story(house, visitors, state="Samoa", mark="Avon")
    story.speaker_comes()
    story.write("summary", SUMMARY)
    story.write("plan", PLAN)
    _write_points(story)
    _add_a_fact_sheet(story)
    story.share("Missions", "Everyone")
    assert story.names[0] in story.previewed
    assert story.says(ASK) in story.previewed
    story.send()
    story.staff_check_and_publish(story.staff_come())

    public = story.read(story.here)

    for words in (*story.names, *map(story.says, (SUMMARY, ASK, SECOND, QUESTION)), "Fact sheet"):
        assert words in public
    french = story.read(story.here, language="fr-FR")
    assert story.says(ASKED_IN_FRENCH) in french
    assert story.says(ASK) not in french
    files = {path: text for path, text in story.taken().items() if "export" in path or "text" in path}
    assert [path for path, text in files.items() if story.says(ASK) not in text] == []
    _fact_sheet_is_clean(story)
    nobody_left_the_house(visitors)


def _write_points(story: Story) -> None:
    page = story.at(story.speaker, f"{story.statement}recommendations/")
    page.locator("[name=recommendation_1]").fill(story.says(ASK))
    page.locator("[name=recommendation_2]").fill(story.says(SECOND))
    page.locator("[name=issue_1_1]").select_option(index=3)
    page.locator("[name=question_1]").fill(story.says(QUESTION))
    press(page, page.get_by_role("button", name="Save and continue"))
    page = story.at(story.speaker, f"{story.statement}translations/fr/")
    page.locator("main textarea").first.fill(story.says(ASKED_IN_FRENCH))
    press(page, page.get_by_role("button", name="Save and continue"))


def _add_a_fact_sheet(story: Story) -> None:
    """A PDF with an author in it; the clean copy is there once the worker has made it."""
    path = story.house.folder / "facts.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Author"] = "Author of the file (sample)"
        pdf.save(path)
    page = story.at(story.speaker, f"{story.statement}files/")
    page.locator("select[name=kind]").select_option("fact_sheet")
    page.locator("main input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Add the file").click()
    expect(page.get_by_role("heading", name="Your files")).to_be_visible()

    def ready() -> bool:
        story.at(page, f"{story.statement}files/")
        return page.get_by_text("This is the copy that can be shared").count() == 1

    until(ready, what="the clean copy")


def _fact_sheet_is_clean(story: Story) -> None:
    link = story.at(story.visitors.arrive(), story.here).locator("a[href^='/files/']").first
    answer = link.page.request.get(f"{story.house.address}{link.get_attribute('href')}")
    assert answer.status == 200
    with pikepdf.open(io.BytesIO(answer.body())) as pdf:
        assert len(pdf.pages) == 1
        assert "/Author" not in pdf.docinfo
    assert b"Author of the file" not in answer.body()


# --- One who shares recommendations without a name --------------------------------------------


def test_speaker_shares_only_recommendations_without_name(house, visitors):
    story = Story(house, visitors, state="Timor-Leste", mark="Brue", begins=WRITTEN)
    story.speaker_comes()
    story.share("Everyone", only="Recommendation")
    assert "A panelist" in story.previewed
    assert [name for name in story.names if name in story.previewed] == []
    story.send()
    story.staff_do(CHECKED)

    public = story.read(story.here)

    assert "A panelist" in public
    assert story.says(SECOND) in public
    everything = {story.here: public, "/library/": story.read("/library/?q=brue"), **story.taken()}
    withheld = [*story.names, *map(story.says, (SUMMARY, PLAN, QUESTION))]
    for path, text in everything.items():
        assert [words for words in withheld if words in text] == [], path
    assert sum(story.says(ASK) in text for text in everything.values()) >= 8
    assert (
        "National organisation" not in public + everything["/library/"]
    )  # in a small State the kind is a name
    assert "Nothing that is shared matches." in story.read("/library/?q=Brue+Circle")
    delegate = visitors.arrive()
    sign_in(house, delegate, DELEGATE)
    assert story.says(SUMMARY) not in story.at(delegate, story.here).locator("main").inner_text()
    nobody_left_the_house(visitors)


# --- One who withdraws after publication ------------------------------------------------------


def test_speaker_withdraws_after_publication(house, visitors):
    story = Story(house, visitors, state="Malta", mark="Chew", begins=WRITTEN + PUBLISHED)
    reader = visitors.arrive()
    page = story.at(reader, "/library/?q=chew")
    alone = str(page.get_by_role("link", name=re.compile("^Cite")).first.get_attribute("href"))
    results = reader.request.get(f"{house.address}/api/v1/recommendations?q=chew").json()["results"]
    addresses = [alone, *(f"/api/v1/recommendations/{each['id']}" for each in results)]
    assert len(addresses) == 3
    before = {path: story.got(path) for path in (story.here, *addresses, *story.taken())}
    assert {answer.status for answer in before.values()} == {200}
    assert "Chew" in before[alone].words
    briefing = _briefing(story, reader)
    assert _words(reader.request.get(briefing).body()).count(story.says(ASK)) == 1
    story.speaker_comes()

    story.at(story.speaker, f"{story.statement}sharing/")
    press(story.speaker, story.speaker.get_by_role("button", name="Share nothing"))  # the second click of two

    for path, was in before.items():
        etag = was.etag or '"0123456789abcdef0123456789abcdef"'
        for asked in ({}, {"If-None-Match": etag}, {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}):
            answer = story.got(path, **asked)
            assert "Chew" not in answer.words, (path, asked)
            # what holds nothing that depends on consent is as it was, and may say so
            wanted = {404} if path in addresses else {200, 304} if path in STILL else {200}
            assert answer.status in wanted, (path, asked)
    assert reader.request.get(briefing).status == 404
    assert "Chew" not in story.at(reader, story.here).locator("main").inner_text()
    assert "Nothing that is shared matches." in story.read("/library/?q=chew")
    nobody_left_the_house(visitors)


STILL = ("/sitemap.xml", "/programme/feed/", "/programme/54/programme.json")


def _briefing(story: Story, page: Page) -> str:
    """A Word briefing on the State, made by the worker; the address of its file."""
    story.at(page, f"/briefing/?state={story.slug}")
    press(page, page.get_by_role("button", name=re.compile("Word")))
    file = f"{story.house.address}{urllib.parse.urlsplit(page.url).path}file/"
    until(lambda: page.request.get(file).status == 200, what="the briefing")
    return file


# --- One under 18, whose guardian agrees, and takes it back ------------------------------------


def test_guardian_agrees_for_a_young_speaker_and_takes_it_back(house, visitors):
    story = Story(house, visitors, state="Mauritius", mark="Fowey", begins=WRITTEN + UNDER_18)
    story.speaker_comes()
    story.share("Everyone", only="Recommendation")
    _name_a_guardian(story)
    story.send()
    desk = story.staff_come()
    _confirm_the_guardian(desk)
    guardian = _guardian_comes(story)

    expect(guardian.locator("section.preview")).to_have_count(1)  # asked about the one audience
    assert story.says(ASK) in guardian.locator("section.preview").inner_text()
    guardian.get_by_label("Yes, I agree").check(force=True)
    press(guardian, guardian.get_by_role("button", name="Save my answer"))

    expect(guardian.get_by_text("you agreed to all of it.")).to_be_visible()
    assert house.letters.wait(story.says("speaker@RIVER.example"), saying="parent or guardian has answered")
    assert "Fowey" not in story.got(story.here).words  # staff have not read it yet
    desk.reload()
    story.staff_check_and_publish(desk)
    before = {path: story.got(path) for path in (story.here, *story.taken())}
    assert story.says(ASK) in before[story.here].words
    assert story.says(SECOND) in before[story.here].words
    withheld = [*story.names, PARENT, *map(story.says, (SUMMARY, PLAN, QUESTION))]
    for path, was in before.items():
        assert [words for words in withheld if words in was.words] == [], path
    assert sum(story.says(ASK) in was.words for was in before.values()) >= 8

    press(guardian, guardian.get_by_role("link", name="Change or withdraw"))
    press(guardian, guardian.get_by_role("button", name="Nothing may be shared"))

    for path, was in before.items():
        for asked in ({}, {"If-None-Match": was.etag}) if was.etag else ({},):
            answer = story.got(path, **asked)
            assert "Fowey" not in answer.words, (path, asked)
            assert answer.status in ({200, 304} if path in STILL else {200}), (path, asked)
    assert "Nothing that is shared matches." in story.read("/library/?q=fowey")
    nobody_left_the_house(visitors)


def _name_a_guardian(story: Story) -> None:
    page = story.at(story.speaker, f"{story.statement}sharing/")
    press(page, page.get_by_role("link", name="Name the parent or guardian"))
    page.get_by_label("Name of the parent or guardian").fill(PARENT)
    page.get_by_label("Their own e-mail address").fill(story.says("parent@RIVER.example"))
    page.get_by_label("English").check(force=True)
    press(page, page.get_by_role("button", name="Save"))
    expect(page.get_by_text(f"You named {PARENT} as parent or guardian.")).to_be_visible()


def _confirm_the_guardian(desk: Page) -> None:
    press(desk, desk.get_by_role("link", name="Somebody was named: check and confirm"))
    desk.get_by_label("How do you know that this is the parent or guardian?").fill("Called the organisation.")
    press(desk, desk.get_by_role("button", name="Confirm and ask them"))


def _guardian_comes(story: Story) -> Page:
    """By the link of the mail, which shows nothing before they have signed in with a code."""
    address = story.says("parent@RIVER.example")
    link = link_in(story.house.letters.wait(address, saying="named you"), "/guardian/")
    page = story.visitors.arrive(width=360)
    page.goto(link)
    assert story.says(ASK) not in page.content()
    sign_in(story.house, page, address)
    page.goto(link)
    expect(page.get_by_role("heading", level=1, name="May this be shared?")).to_be_visible()
    return page


# --- A delegate who pastes two recommendations into a mail ------------------------------------


def test_delegate_pastes_two_recommendations_into_a_mail(house, visitors):
    story = Story(house, visitors, state="Cabo Verde", mark="Dart", begins=WRITTEN + PUBLISHED)
    delegate = visitors.arrive()
    sign_in(house, delegate, DELEGATE)
    delegate.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=house.address)
    mail = delegate.context.new_page()
    mail.set_content("<label>Mail<textarea></textarea></label>")
    letter = mail.get_by_label("Mail")
    story.at(delegate, story.here)

    for number in (1, 2):
        delegate.bring_to_front()
        delegate.locator(f"#r{number} .btn-copy").click()
        expect(delegate.locator(f"#r{number} .btn-copy")).to_have_class(re.compile("is-copied"))
        mail.bring_to_front()
        letter.focus()
        mail.keyboard.press("Control+V")
        mail.keyboard.press("Enter")

    source = f"Dart Circle (sample), Pre-session on Cabo Verde, series 54. {house.address}{story.here}"
    assert letter.input_value() == f"{story.says(ASK)}\n{source}\n{story.says(SECOND)}\n{source}\n"
    delegate.bring_to_front()
    delegate.get_by_role("button", name="Copy all with source").click()
    expect(delegate.locator(".doc-head .is-copied")).to_have_count(1)
    both = delegate.evaluate("navigator.clipboard.readText()")
    assert story.says(ASK) in both
    assert story.says(SECOND) in both
    assert f"Source: {house.address}{story.here}" in both
    nobody_left_the_house(visitors)
