"""``make canary``: the canary on a copy of the demonstration, with a table of what was planted and found.

Makes the demonstration in a folder of its own (VAR_DIR is left alone), plants a marker in every text, lets its
speakers share in five ways, and looks at every surface as every reader. Exits with 1 if one marker was found
outside its audience, or if what is shared was not found by those it is shared with.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .crawl import Place, Visit
    from .markers import Planted
    from .readers import Reader

OF_EACH_ROUTE = int(os.environ.get("CANARY_PAGES", "8"))
SEARCHED = int(os.environ.get("CANARY_SEARCHES", "60"))


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="presessions-canary-") as folder:
        _set_up(Path(folder))
        from django.db import connections
        from django.test.utils import override_settings

        try:
            with override_settings(DEMO=False):  # as in production: without the mailbox for everybody
                return _run()
        finally:
            connections.close_all()


def _set_up(folder: Path) -> None:
    for name in [name for name in os.environ if name.startswith(("TEST_", "DJANGO"))]:
        del os.environ[name]
    os.environ.update(
        DJANGO_SETTINGS_MODULE="presessions.settings",
        VAR_DIR=str(folder),
        DATABASE_URL=f"sqlite:///{folder / 'canary.sqlite3'}",
        DEMO="1",
        LOG_LEVEL="CRITICAL",
        ALLOWED_HOSTS="testserver,127.0.0.1",
    )
    import django

    django.setup()
    from presessions.desk.preparation import prepare

    prepare(say=lambda text: print(f"  {text}", flush=True))


def _run() -> int:
    from presessions.mail.models import OutgoingMail
    from presessions.series.models import Series
    from publications.models import Statement

    from . import crawl
    from .markers import plant, plant_late
    from .readers import let_speakers_share

    begun = time.monotonic()
    readers, known = _readers(), _addresses()
    recipients = dict(OutgoingMail.objects.values_list("pk", "to"))
    planted = plant()
    published = Statement.objects.filter(status="published")
    published = list(
        published.select_related("seat__panel__pre_session").order_by("pk")
    )  # with what was planted
    ways = let_speakers_share(planted, published)
    plant_late(planted)
    print(f"\n{len(planted.marks):,} markers planted, statements shared: {ways}")
    known += crawl.briefings(readers, sorted(Series.objects.values_list("session_id", flat=True)))
    secret = [mark.word for mark in planted.marks.values() if not mark.is_fact]
    asked = [word for word in secret if word not in planted.public][:: max(1, len(secret) // SEARCHED)]

    visits, told, searches = [], [], 0
    with crawl.Log() as log:
        for reader in readers:
            reader.arrive()
            visits.append(crawl.visit(reader, planted, known, of_each_route=OF_EACH_ROUTE))
            if not reader.staff:
                count, wrong = crawl.search(reader, planted, asked)
                searches, told = searches + count, told + wrong
    places = [crawl.mails(planted, recipients, readers), crawl.broker(), crawl.caches(planted), log.place()]
    places.append(crawl.papers(planted))
    places.append(crawl.Place("searches for a hidden word", searches, told))
    _print(planted, visits, places)
    print(f"\n{time.monotonic() - begun:.0f} s")
    return _judge(planted, readers, visits, places)


def _readers() -> list[Reader]:
    """The people of the demonstration, and those who must not find what others do."""
    from django.test import Client

    from applications.models import Application
    from panels.models import Seat
    from presessions.accounts.demo import STAFF_EMAIL
    from presessions.accounts.grants import grant, recuse
    from presessions.accounts.models import Grant, User
    from presessions.desk.demo import APPLICANT, DELEGATE, MODERATOR, OFFICER, PANELIST, REVIEWED_DELEGATE
    from presessions.permissions import Role
    from publications.published import PublishedRecommendation
    from tests.applications.staff import staff_client

    from .readers import BACKEND, reader_of

    told = PublishedRecommendation.objects.first()
    assert told is not None
    iso3 = told.pre_session.state_under_review_id
    other_seat = Seat.objects.exclude(panelist=None).exclude(panelist__email=PANELIST).latest("pk")
    other = Application.objects.exclude(owner=None).exclude(owner__email=APPLICANT).latest("pk")
    former, recused = (
        User.objects.create_user(email=f"{name}@demo.example") for name in ("former", "recused")
    )
    reviewed = User.objects.create_user(email="reviewed@demo.example")
    Grant.objects.create(user=reviewed, role=Role.DELEGATE, iso3=iso3)
    User.objects.filter(pk=recused.pk).update(is_staff=True)
    recused.refresh_from_db()
    grant(recused, Role.OFFICER, by=None)
    recuse(recused, iso3, by=None)

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend=BACKEND)
        return client

    def person(name: str, email: str = "", user: Any = None) -> Reader:
        user = user or User.objects.get(email=email)
        made = reader_of(name, signed_in(user), user)
        made.sign_in = lambda: signed_in(user)
        return made

    def staff(name: str, email: str, role: Role, **more: Any) -> Reader:
        user = User.objects.get(email=email)
        made = reader_of(name, staff_client(user), user, staff=role, **more)
        made.sign_in = lambda: staff_client(user)
        return made

    return [
        reader_of("anybody", Client(), None),
        person("applicant", APPLICANT),
        person("another applicant", user=other.owner),
        person("panelist", PANELIST),
        person("another panelist", user=other_seat.panelist),
        person("former delegate", user=former),
        person("delegate", DELEGATE),
        person("delegate of a State under Review", user=reviewed),
        person("another of these", REVIEWED_DELEGATE),
        staff("moderator", MODERATOR, Role.MODERATOR),
        staff("officer recused from a State", recused.email, Role.OFFICER, recused=(iso3,)),
        staff("officer", OFFICER, Role.OFFICER),
        staff("administrator", STAFF_EMAIL, Role.ADMINISTRATOR),
    ]


def _addresses() -> list[str]:
    """Addresses nobody is led to: every page of everybody's application, seat and statement, and every file."""
    from django.urls import reverse

    from applications.models import Application, SupportingFile
    from panels.models import Seat
    from presessions.series.models import PreSession
    from publications.file_models import Attachment
    from publications.models import Statement
    from publications.published import PublishedFile

    found = [
        reverse("publications:file", args=[key])
        for key in PublishedFile.objects.values_list("pk", flat=True)[:20]
    ]
    for application in Application.objects.order_by("-pk")[:4]:
        names = ("tasks", "check", "status", "phrase", "data", "sent")
        found += [reverse(f"applications:{name}", args=[application.public_id]) for name in names]
        found.append(reverse("admin:applications_application_change", args=[application.pk]))
    for file in SupportingFile.objects.order_by("-pk")[:4]:
        found.append(reverse("applications:file", args=[file.application.public_id, file.public_id]))
    for seat in Seat.objects.order_by("-pk")[:4]:
        found.append(reverse("panels:seat", args=[seat.public_id]))
    for statement in Statement.objects.order_by("-pk")[:4]:
        names = (
            "statement",
            "recommendations",
            "attachments",
            "consent",
            "preview",
            "receipt",
            "receipt_file",
        )
        found += [reverse(f"publications:{name}", args=[statement.public_id]) for name in names]
    for each in Attachment.objects.order_by("-pk")[:4]:
        found.append(reverse("publications:attachment", args=[each.statement.public_id, each.public_id]))
    for row in PreSession.objects.select_related("series", "state_under_review"):
        found.append(
            reverse("publications:pre_session", args=[row.series.number, row.state_under_review.slug])
        )
        found.append(reverse("admin:panels_workbench", args=[row.pk]))
    return found


def _print(planted: Planted, visits: list[Visit], places: list[Place]) -> None:
    fields = Counter(mark.place.split()[0] for mark in planted.marks.values())
    print(f"{len(fields)} fields, file bodies and data: " + ", ".join(sorted(fields)))
    print(
        f"\n{'reader':36} {'pages':>6} {'routes':>7} {'found':>7} {'shared, found':>14} {'outside audience':>17}"
    )
    shared = planted.public | set(planted.missions)
    for each in visits:
        print(
            f"{each.reader:36} {each.pages:6} {len(each.routes):7} {len(each.inside):7}"
            f" {len(each.inside & shared):14} {len(each.outside):17}"
        )
    print(f"\n{'place':36} {'looked at':>9} {'wrong':>6}")
    for place in places:
        print(f"{place.name:36} {place.looked_at:9} {len(place.wrong):6}")


def _judge(planted: Planted, readers: list[Reader], visits: list[Visit], places: list[Place]) -> int:
    by_name = {each.reader: each for each in visits}
    wrong = [f"{each.reader}: {word} at {where}" for each in visits for word, where in each.outside.items()]
    wrong += [fault for each in visits for fault in each.errors]
    wrong += [fault for place in places for fault in place.wrong]
    wrong += [
        f"{each.name}: found no page of the staff's: the crawl is blind"
        for each in readers
        if each.staff and "admin:index" not in by_name[each.name].routes
    ]
    anybody, reviewed = by_name["anybody"].inside, by_name["delegate of a State under Review"].inside
    if not anybody & planted.public:
        wrong.append("nothing of what is public was found: the crawl is blind")
    if not by_name["delegate"].inside & (set(planted.missions) - planted.public):
        wrong.append("nothing of what is for missions was found by a delegate: the crawl is blind")
    print("\n".join(["", *wrong[:60], f"{len(wrong)} faults"]))
    print(f"A delegate of the State under Review found {len(reviewed & planted.public)} shared words.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
