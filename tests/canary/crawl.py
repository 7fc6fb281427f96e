"""Every surface as every reader: addresses of the resolver, links from page to page, search, files, mail, broker,
cache, log."""

from __future__ import annotations

import html
import io
import logging
import re
import shutil
import subprocess
import uuid
import zipfile
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pikepdf
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from presessions import kept
from presessions.mail import outbox
from presessions.mail.models import OutgoingMail
from presessions.mail.registry import NotRegistered
from presessions.scheduling.models import Sitting
from presessions.series.models import Series
from publications import briefing_jobs, bundles
from publications.models import Bundle, BundleRecipient
from tests.factories import make_officer
from tests.publications.sharing import main_part

from .markers import Planted, found_in
from .readers import Reader

LINK = re.compile(r'(?:href|src|action)="([^"#]+)|<(?:loc|id)>([^<]+)<|^URL[^:]*:(\S+)', re.MULTILINE)
NO_LINKS = ("/sign-in/out", "/staff/logout", "/language/", "/static/")
ENTRANCES = (
    "/",
    "/programme/",
    "/library/",
    "/states/",
    "/calls/",
    "/figures/",
    "/sitemap.xml",
    "/my/",
    "/staff/",
)
NOWHERE = (
    "/no-such-page/",
    "/99/nowhere/",
    "/files/00000000-0000-4000-8000-000000000000/",
    "/library/?page=zzz",
)
RANDOM = "zqxwvutq"


@dataclass
class Visit:
    """What one reader found: pages, words inside and outside their audience, answers that were errors."""

    reader: str
    pages: int = 0
    inside: set[str] = field(default_factory=set)
    outside: dict[str, str] = field(default_factory=dict)  # word -> where it was found first
    errors: list[str] = field(default_factory=list)
    routes: set[str] = field(default_factory=set)


def visit(reader: Reader, planted: Planted, addresses: Iterable[str], *, of_each_route: int) -> Visit:
    """Look at these addresses and at all they lead to, ``of_each_route`` at most of one kind."""
    seen, done = set(), Visit(reader.name)
    kinds: Counter[str] = Counter()
    waiting = deque([*ENTRANCES, *NOWHERE, *addresses])
    named = set(waiting)
    while waiting:
        address = waiting.popleft()
        if address in seen:
            continue
        seen.add(address)
        if address not in named and kinds[kind := _kind(address)] >= of_each_route:
            continue
        if address not in named:
            kinds[kind] += 1
        answer = reader.get(address)
        done.pages += 1
        _note(done, reader, planted, address, answer)
        waiting.extend(_leads_to(address, answer))
    return done


def _kind(address: str) -> str:
    """Addresses that differ in numbers, keys and words only are of one kind."""
    path, _, query = address.partition("?")
    if path.startswith("/files/"):
        return path  # each file holds a word of its own
    parts = [re.sub(r"^(\d+|[0-9a-f]{8}-[0-9a-f-]{27}|cnry\w+)$", "*", part) for part in path.split("/")]
    if len(parts) > 2 and parts[1] in ("*", "states"):
        parts[2] = "*"
    if parts[1] == "staff":  # filters of a list that is the reader's own: any two of them are enough
        return "/".join(parts) + "?" * bool(query)
    return "/".join(parts) + "?" + " ".join(sorted(re.findall(r"(\w+)=", query)))


def _note(done: Visit, reader: Reader, planted: Planted, address: str, answer: Any) -> None:
    if answer.status_code >= 500 and not address.endswith("readyz"):
        done.errors.append(f"{reader.name}: {address} answered {answer.status_code}")
    if answer.status_code == 200 and (match := getattr(answer, "resolver_match", None)):
        done.routes.add(match.view_name)
    asked = found_in(address)  # a search says again what was asked for; that is no find
    for word in found_in(text_of(answer)) - asked:
        mark = planted.marks.get(word)
        if mark is not None and reader.may_find(mark, planted):
            done.inside.add(word)
        else:
            done.outside.setdefault(word, f"{address} ({mark.place if mark else 'planted nowhere'})")


def _leads_to(address: str, answer: Any) -> Iterator[str]:
    found = [answer.headers["Location"]] if "Location" in answer.headers else []
    kind = answer.headers.get("Content-Type", "")
    if not answer.streaming and kind.startswith(
        ("text/", "application/atom", "application/xml", "application/json")
    ):
        text = _unfolded(answer.content.decode("utf-8", "ignore"))
        found += [html.unescape(next(filter(None, groups))) for groups in LINK.findall(text)]
    own = urlsplit(settings.SITE_ADDRESS).netloc
    for link in found:
        parts = urlsplit(urljoin(f"http://testserver{address}", link))
        here = parts.scheme in ("http", "https") and parts.netloc in ("testserver", own)
        if here and not parts.path.startswith(NO_LINKS):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def text_of(answer: Any) -> str:
    """All words of an answer: headers, body, and what is packed in PDF and Office files, page or not."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    said = [str(answer.headers), _unfolded(body.decode("utf-8", "ignore"))]
    if body.startswith(b"%PDF"):
        said += _of_pdf(body)
    elif body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as folder:
            said += [name + folder.read(name).decode("utf-8", "ignore") for name in folder.namelist()]
    return "\n".join(said)


def _of_pdf(body: bytes) -> Iterator[str]:
    with pikepdf.open(io.BytesIO(body)) as pdf:
        for each in pdf.objects:
            yield str(each) if not isinstance(each, pikepdf.Stream) else repr(dict(each.items()))
            if isinstance(each, pikepdf.Stream) and "/Image" not in str(each.get("/Subtype", "")):
                yield each.read_bytes().decode("utf-8", "ignore")
    if program := shutil.which("pdftotext"):  # fonts that are subsets spell words in numbers of their own
        yield subprocess.run([program, "-", "-"], input=body, capture_output=True).stdout.decode(
            "utf-8", "ignore"
        )


def _unfolded(text: str) -> str:
    return text.replace("\r\n ", "")


# --- Briefings ----------------------------------------------------------------------------------


def briefings(readers: Iterable[Reader], numbers: Iterable[int]) -> list[str]:
    """Let every reader ask for briefings on these series, make them, and tell all their addresses to everybody."""
    found = []
    for reader in readers:
        for number in numbers:
            for kind in ("pdf", "docx"):
                answer = reader.post(
                    reverse("publications:briefing_choose"), {"series": number, "kind": kind}
                )
                if answer.status_code == 302:
                    found += [answer["Location"], f"{answer['Location']}file/"]
    for key in briefing_jobs.waiting(timezone.now()):
        briefing_jobs.make(key)
    return sorted(set(found))


# --- Search -----------------------------------------------------------------------------------


def search(reader: Reader, planted: Planted, words: Iterable[str]) -> tuple[int, list[str]]:
    """Ask the library for words the reader may not find: the answer has to be that for a word nobody wrote."""
    asked, told = 0, []
    address = "/library/?q={}"
    random = main_part(reader.get(address.format(RANDOM))).replace(RANDOM.encode(), b"")
    for word in words:
        if reader.may_find(planted.marks[word], planted):
            continue
        asked += 1
        if main_part(reader.get(address.format(word))).replace(word.encode(), b"") != random:
            told.append(f"{reader.name}: a search tells {word} ({planted.marks[word].place})")
    return asked, told


# --- Mail, broker, cache, memory, log -------------------------------------------------------------


@dataclass
class Place:
    """A surface that is no page: how much was looked at, and what was wrong."""

    name: str
    looked_at: int = 0
    wrong: list[str] = field(default_factory=list)


def mails(planted: Planted, recipients: dict[int, str], readers: Iterable[Reader]) -> Place:
    """Every mail as it would be written now. ``recipients``: the addresses of before planting, by row."""
    place = Place("mails")
    by_email = {email: reader for reader in readers for email in reader.emails}
    for row in OutgoingMail.objects.all():
        try:
            letter = outbox.write(row)
        except (outbox.NoLongerRelevant, NotRegistered):
            continue
        place.looked_at += 1
        to = recipients.get(row.pk, row.to)
        reader = by_email.get(to, Reader("recipient", emails=frozenset({to})))
        if found_in(letter.subject):
            place.wrong.append(f"mail {row.message}: a name in its subject")
        for word in found_in(f"{letter.text} {letter.html}"):
            mark = planted.marks.get(word)
            if mark is None or not reader.may_find(mark, planted):
                place.wrong.append(f"mail {row.message}: {mark.place if mark else word}")
    return place


def papers(planted: Planted) -> Place:
    """What opens behind a link for interpreters: all that is shared with them or with everyone, and nothing else."""
    place, client = Place("papers of interpreters"), Client()
    found: set[str] = set()
    for series in Series.objects.all():
        with time_machine.travel(_day_before(series)):
            made = bundle_of(series)
            for recipient in BundleRecipient.objects.filter(bundle=made) if made else ():
                here = bundles.path_of(recipient)
                for address in (here, f"{here}papers.zip"):
                    answer = client.get(address)
                    place.looked_at += answer.status_code == 200
                    found |= found_in(unpacked(answer.content)) if answer.status_code == 200 else set()
    may = planted.interpreters | planted.public
    place.wrong += [f"papers: {word}" for word in found - may if not _is_fact(planted, word)]
    if planted.interpreters and not found & planted.interpreters:
        place.wrong.append("papers: nothing of what is for interpreters was found: the look is blind")
    return place


def _day_before(series: Series) -> datetime:
    """The day before a series' first meeting, where that is past: nobody prepares for what is over."""
    first = Sitting.objects.published().filter(pre_session__series=series).order_by("starts_at").first()
    return min(timezone.now(), first.starts_at - timedelta(days=1)) if first else timezone.now()


def _is_fact(planted: Planted, word: str) -> bool:
    return word in planted.marks and planted.marks[word].is_public_fact


def bundle_of(series: Series) -> Bundle | None:
    """A bundle of all meetings of a series to come, sent to one interpreter."""
    meetings = [row.pre_session for row in bundles.to_prepare(series, timezone.now())]
    if not meetings:
        return None
    to = bundles.To("Anna", "anna@example.org", "en", "interpreter")
    return bundles.make(uuid.uuid4(), series, meetings, [to], by=make_officer())


def unpacked(content: bytes) -> str:
    """Every text of an answer, through archives in archives."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "ignore")
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        return " ".join(f"{name} {unpacked(folder.read(name))}" for name in folder.namelist())


def broker() -> Place:
    """Messages to the worker carry ids, never words."""
    place = Place("broker")
    if settings.REDIS_URL:
        for name, value in _redis():
            place.looked_at += 1
            if found_in(value) and "celery" in name:
                place.wrong.append(f"broker: {name}")
        return place
    for path in Path(settings.BROKER_DIR).rglob("*"):
        if path.is_file():
            place.looked_at += 1
            if found_in(path.read_text("utf-8", "ignore")):
                place.wrong.append(f"broker: {path.name}")
    return place


def caches(planted: Planted) -> Place:
    """The cache and the memory of the process keep what is public, and no more."""
    place = Place("cache and memory")
    # a page says again what its own address asked for; that is no find
    kept_here = [
        (part.decode("utf-8", "ignore"), found_in(str(key)))
        for key, copy in kept.memory._copies.items()
        for part in copy.parts
    ]
    cached = [value for name, value in _redis() if "celery" not in name] if settings.REDIS_URL else []
    held = getattr(cache, "_cache", {})  # a mapping where the cache is the process's own memory
    local = [repr(value) for value in held.values()] if hasattr(held, "values") else []
    for text, asked in [*kept_here, *((each, set()) for each in (*cached, *local))]:
        place.looked_at += 1
        for word in found_in(text) - asked:
            mark = planted.marks.get(word)
            if mark is None or not (mark.is_public_fact or word in planted.public):
                place.wrong.append(f"cache: {mark.place if mark else word}")
    return place


def _redis() -> list[tuple[str, str]]:
    import redis

    store = redis.Redis.from_url(settings.REDIS_URL)
    found = []
    for key in store.scan_iter():
        kind = store.type(key)
        value = (
            store.get(key)
            if kind == b"string"
            else store.lrange(key, 0, -1)
            if kind == b"list"
            else store.hgetall(key)
            if kind == b"hash"
            else store.smembers(key)
            if kind == b"set"
            else store.zrange(key, 0, -1)
        )
        found.append((key.decode("utf-8", "ignore"), str(value)))
    return found


class Log(logging.Handler):
    """Keeps every line that is logged while it listens."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name} {record.getMessage()} {record.exc_text or ''}")

    def __enter__(self) -> Log:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)

    def place(self) -> Place:
        """What it heard; a word asked for in an address is the reader's own."""
        wrong = [line[:160] for line in self.lines if found_in(line)]
        return Place("log", len(self.lines), wrong)
