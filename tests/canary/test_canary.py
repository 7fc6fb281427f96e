"""The canary on a small world: one of everything, a statement shared in each way, every role, every address."""

import pytest
from django.urls import reverse

from presessions.mail.models import OutgoingMail
from publications.models import Statement
from tests.access_table import TABLE
from tests.access_world import ROLES, build
from tests.publications.sharing import statement

from . import crawl
from .markers import EXEMPT, our_models, plant, plant_late
from .readers import WAYS, let_speakers_share, reader_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STAFF = {
    "officer": "officer",
    "recused": "officer",
    "moderator": "moderator",
    "administrator": "administrator",
}


def world():
    """The world of the access table, with speakers enough for every way of sharing."""
    made = build()
    there = Statement.objects.count()
    for number in range(3, 3 + len(WAYS) - there):
        statement(made.objects["meeting"], number=number, mark=f"m{number}")
    return made


def readers_of(made):
    for role in ROLES:
        client, user = made.browser(role), made.objects.get(role)
        client_cookies = client.cookies
        reader = reader_of(
            role, client, user, staff=STAFF.get(role, ""), recused=("WSM",) if role == "recused" else ()
        )
        reader.cookies = client_cookies
        yield reader


def addresses(made):
    for name, line in TABLE.items():
        if set(line.get) - set("m"):
            address = reverse(name, kwargs=line.args(made.objects))
            yield f"{address}?{line.query}={made.objects['call'].pk}" if line.query else address


def test_no_marker_is_found_outside_its_audience(settings):
    made = world()
    # officers and administrators may read all of it
    readers = [each for each in readers_of(made) if each.name not in ("officer", "administrator")]
    known = list(addresses(made))
    recipients = dict(OutgoingMail.objects.values_list("pk", "to"))
    planted = plant()
    statements = list(Statement.objects.order_by("pk"))
    let_speakers_share(planted, statements)
    plant_late(planted)
    made_briefings = crawl.briefings(readers, [53])
    known += made_briefings
    shared = planted.public | set(planted.missions)
    hidden = [mark.word for mark in planted.marks.values() if not mark.is_fact][::9]

    with crawl.Log() as log:
        visits = {each.name: crawl.visit(each, planted, known, of_each_route=2) for each in readers}
        told = [fault for each in readers[:6:5] for fault in crawl.search(each, planted, hidden)[1]]
    places = [crawl.mails(planted, recipients, readers), crawl.broker(), crawl.caches(planted), log.place()]
    places.append(crawl.papers(planted))

    assert {name: each.outside for name, each in visits.items() if each.outside} == {}
    assert [fault for each in visits.values() for fault in each.errors] == []
    assert told == []
    assert [fault for place in places for fault in place.wrong] == []
    assert (
        len(made_briefings) >= 3 * 2 * 2
    )  # for everybody, for two delegates; two kinds; a page and a file each
    # it has looked: whatever is shared was found by those it is shared with, and by nobody else outside
    assert planted.public <= visits["anonymous"].inside
    assert shared <= visits["delegate"].inside
    assert visits["reviewed"].inside & shared == planted.public
    outside = set().union(*(each.routes for each in visits.values() if each.reader not in STAFF))
    assert {name for name, line in TABLE.items() if "i" in line.get[:6]} - outside <= LEAD_ON


# what answers with a way on, or shows a page only once something was sent or while a correction is open
LEAD_ON = {
    *("account_login", "admin:logout", "desk:own_calendar", "set_language"),
    *("applications:begin", "applications:check", "applications:code", "applications:correct"),
}


def test_every_text_of_every_model_is_planted_or_named_as_no_text():
    known = {
        f"{model.__name__}.{each.name}"
        for model in our_models()
        for each in model._meta.local_concrete_fields
    }

    assert EXEMPT - known == set()
