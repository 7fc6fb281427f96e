"""People on slow lines, as the bench sees them: HTTP over TLS by hand, so that each byte leaves when it should.

Everybody comes from an address of their own (Linux answers on all of 127.0.0.0/8), because limits count by address.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

BEATS = 4  # times a second that a slow line moves
BOUNDARY = "slow-line-boundary"
FORM = "application/x-www-form-urlencoded"


@dataclass
class Seen:
    """What clients were answered: status by kind of request, and seconds by kind."""

    statuses: dict[str, Counter[str]] = field(default_factory=dict)
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def note(self, kind: str, status: str, seconds: float) -> None:
        self.statuses.setdefault(kind, Counter())[status] += 1
        self.seconds.setdefault(kind, []).append(seconds)

    def p(self, kind: str, share: float) -> float:
        """This share of answers came within so many milliseconds."""
        took = sorted(self.seconds.get(kind, []))
        return took[min(len(took) - 1, int(len(took) * share))] * 1000 if took else 0.0


@dataclass(frozen=True)
class Person:
    """Somebody signed in with a draft; ``cookie`` and ``token`` are their browser's."""

    public_id: str
    cookie: str
    token: str


class Browser:
    """One connection to the proxy, opened again where it was closed."""

    _addresses = count(1)

    def __init__(self, port: int, tls: ssl.SSLContext, cookie: str = "") -> None:
        number = next(self._addresses)
        self.local = f"127.{1 + number // 60_000}.{number // 250 % 240}.{1 + number % 250}"
        self.port, self.tls, self.cookie = port, tls, cookie
        self.line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, method: str, path: str, body: bytes = b"", *, kind: str = FORM, rate: int = 0, token: str = ""
    ) -> tuple[int, bytes]:
        """Status and body of the answer; ``rate`` in bytes a second, 0 for as fast as it goes."""
        for attempt in (1, 2):
            try:
                return await self._ask(method, path, body, kind, rate, token)
            except (ConnectionError, asyncio.IncompleteReadError):
                # a connection kept open may be closed by the other side at any time; nobody notices but the browser
                fresh, self.line = self.line is None, None
                if fresh or attempt == 2:
                    raise
        raise AssertionError

    async def _ask(
        self, method: str, path: str, body: bytes, kind: str, rate: int, token: str
    ) -> tuple[int, bytes]:
        if self.line is None:
            self.line = await asyncio.open_connection(
                "127.0.0.1", self.port, ssl=self.tls, server_hostname="localhost", local_addr=(self.local, 0)
            )
        reader, writer = self.line
        lines = [
            f"{method} {path} HTTP/1.1",
            "Host: 127.0.0.1",
            "Accept-Encoding: gzip",
            "Accept-Language: en",
            "Referer: https://127.0.0.1/",  # as a browser tells its own site
        ]
        lines += [f"Cookie: {self.cookie}"] if self.cookie else []
        lines += [f"X-CSRFToken: {token}"] if token else []
        lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"] if method == "POST" else []
        writer.write("\r\n".join([*lines, "", ""]).encode())
        await self._send(writer, body, rate)
        return await self._read(reader, writer)

    async def _send(self, writer: asyncio.StreamWriter, body: bytes, rate: int) -> None:
        step = rate // BEATS if rate else len(body) or 1
        due = time.monotonic()
        for start in range(0, len(body), step):
            writer.write(body[start : start + step])
            await writer.drain()
            if rate:
                due += 1 / BEATS
                await asyncio.sleep(max(0, due - time.monotonic()))

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[int, bytes]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
        if "chunked" in headers.get("transfer-encoding", ""):
            body = b""
            while size := int((await reader.readline()).split(b";")[0], 16):
                body += (await reader.readexactly(size + 2))[:-2]
            await reader.readline()
        else:
            body = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection", "") == "close":
            writer.close()
            self.line = None
        return int(head[0].split()[1]), body


async def noted(seen: Seen, kind: str, due: float, asking) -> tuple[int, bytes]:
    """Note the answer and its time since it was due; a broken connection is noted as what it was."""
    try:
        status, body = await asking
    except (OSError, asyncio.IncompleteReadError, ssl.SSLError) as error:
        seen.note(kind, type(error).__name__, time.monotonic() - due)
        return 0, b""
    seen.note(kind, str(status), time.monotonic() - due)
    return status, body


async def send_whole(browser: Browser, person: Person, data: bytes, rate: int, seen: Seen) -> bool:
    """The plain form post of the page with the file; whether it was taken."""
    head = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("csrfmiddlewaretoken", person.token), ("submitted", "own"))
    )
    head += (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="report.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    body = head.encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode()
    path, kind = f"/apply/{person.public_id}/report/", f"multipart/form-data; boundary={BOUNDARY}"
    asking = browser.ask("POST", path, body, kind=kind, rate=rate)
    status, _body = await noted(seen, "upload, plain form", time.monotonic(), asking)
    return status == 302


async def send_in_pieces(browser: Browser, person: Person, data: bytes, rate: int, seen: Seen) -> bool:
    """As the page's script does; whether the whole file was taken."""
    told = f"name=report.pdf&size={len(data)}&modified=1".encode()
    path = f"/apply/{person.public_id}/uploads/"
    asking = browser.ask("POST", path, told, token=person.token)
    status, answer = await noted(seen, "upload, begun", time.monotonic(), asking)
    if status != 200:
        return False
    place = json.loads(unpacked(answer))
    for number in range(place["pieces"]):
        piece = data[number * place["piece"] : (number + 1) * place["piece"]]
        asking = browser.ask(
            "POST", f"{place['address']}{number}/", piece, kind="application/octet-stream", rate=rate,
            token=person.token,
        )  # fmt: skip
        status, answer = await noted(seen, "upload, piece", time.monotonic(), asking)
        if status != 200:
            return False
    return "files" in json.loads(unpacked(answer))


def unpacked(body: bytes) -> bytes:
    import gzip

    return gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body


async def submit(browser: Browser, person: Person, due: float, seen: Seen) -> bool:
    """ "Send the application"; whether the answer was the confirmation."""
    body = f"csrfmiddlewaretoken={person.token}".encode()
    asking = browser.ask("POST", f"/apply/{person.public_id}/check/", body)
    status, _body = await noted(seen, "submission", due, asking)
    return status == 302


async def at_a_pace(
    each: Callable[[float], object], per_second: float, until: float, offset: float = 0
) -> None:
    """Call and await ``each(due)`` at its time; one that is late is followed at once by the next."""
    for due in _beats(per_second, time.monotonic() + offset, until):
        await asyncio.sleep(max(0, due - time.monotonic()))
        await each(due)  # type: ignore[misc]


def _beats(per_second: float, begun: float, until: float) -> Iterator[float]:
    for number in count():
        due = begun + number / per_second
        if due >= until:
            return
        yield due
