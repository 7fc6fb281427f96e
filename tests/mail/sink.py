"""A mail server that only counts: ``python -m tests.mail.sink --log FILE [--delay 0.03] [--answer ...]``.

Prints its port and then one line per letter goes to the log: Message-ID, a tab,
the recipient. A letter is written down first and answered after the delay, so a
sender killed while it waits leaves a letter that arrived and that it never knew of.
"""

import argparse
import asyncio
import re
import sys

from aiosmtpd.smtp import SMTP, Envelope, Session

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class Counter:
    """Accepts, refuses or never answers, as told."""

    def __init__(self, log, delay: float, answer: str) -> None:
        self.log, self.delay, self.answer = log, delay, answer

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options
    ) -> str:
        if self.answer == "421-after-3" and getattr(session, "letters", 0) >= 3:
            return "421 enough for one connection"
        if self.answer == "421":
            return "421 not now"
        if self.answer == "mail-550":
            return "550 this sender may not"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options
    ) -> str:
        if self.answer in {"rcpt-450", "rcpt-550"}:
            return f"{self.answer[-3:]} 4.2.0 <{address}> not now"
        if self.answer == "rcpt-hang":
            await asyncio.sleep(3600)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answer in {"data-451", "data-554"}:
            return f"{self.answer[-3:]} 5.7.1 the text is not wanted"
        message_id = MESSAGE_ID.search(envelope.content)
        self.log.write(f"{message_id[1].decode()}\t{envelope.rcpt_tos[0]}\n")
        self.log.flush()
        session.letters = getattr(session, "letters", 0) + 1
        if self.answer == "hang-after-data":
            await asyncio.sleep(3600)
        if self.delay:
            await asyncio.sleep(self.delay)
        return "250 OK"


async def serve(arguments: argparse.Namespace) -> None:
    with open(arguments.log, "a", encoding="utf-8") as log:
        counter = Counter(log, arguments.delay, arguments.answer)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(counter, hostname="sink.example", enable_SMTPUTF8=True), "127.0.0.1", arguments.port
        )
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--log", required=True)
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--answer", default="take")
    parser.add_argument("--port", type=int, default=0)
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
