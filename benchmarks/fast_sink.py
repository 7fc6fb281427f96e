"""The cheapest mail server there is: takes every letter, counts, prints its port. For measuring senders only.

``python -m benchmarks.fast_sink FILE``: the number taken so far is kept in FILE (eight bytes, little endian).
"""

import asyncio
import mmap
import sys
from pathlib import Path


class Taker(asyncio.Protocol):
    """Understands just enough SMTP."""

    def __init__(self, count) -> None:
        self.count, self.in_data, self.rest = count, False, b""

    def connection_made(self, transport) -> None:
        self.transport = transport
        transport.write(b"220 sink ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self.rest += data
        while True:
            if self.in_data:
                end = self.rest.find(b"\r\n.\r\n")
                if end < 0:
                    return
                self.rest, self.in_data = self.rest[end + 5 :], False
                self.count()
                self.transport.write(b"250 taken\r\n")
                continue
            line, found, rest = self.rest.partition(b"\r\n")
            if not found:
                return
            self.rest = rest
            self.answer(line[:4].upper())

    def answer(self, verb: bytes) -> None:
        if verb == b"DATA":
            self.in_data = True
            self.transport.write(b"354 go on\r\n")
        elif verb == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
        else:
            self.transport.write(b"250 fine\r\n")


async def serve(path: Path) -> None:
    path.write_bytes(bytes(8))
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 8) as shared:
        taken = 0

        def count() -> None:
            nonlocal taken
            taken += 1
            shared[:8] = taken.to_bytes(8, "little")

        server = await asyncio.get_running_loop().create_server(lambda: Taker(count), "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
