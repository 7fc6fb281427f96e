"""Sheets for paper ask nobody for anything, whatever stands in the words they are made of."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pikepdf
import pytest

from presessions.sheets import laid_out

pytest.importorskip("weasyprint", exc_type=OSError, reason="Pango is missing")


class Listening(HTTPServer):
    asked: list[str]


class Note(BaseHTTPRequestHandler):
    server: Listening

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_error(404)

    def log_message(self, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def elsewhere() -> Iterator[Listening]:
    with HTTPServer.__new__(Listening) as server:
        server.asked = []
        HTTPServer.__init__(server, ("127.0.0.1", 0), Note)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_no_word_of_a_sheet_fetches_an_address_or_a_file(elsewhere, tmp_path):
    there = f"http://127.0.0.1:{elsewhere.server_port}"
    secret = tmp_path / "secret.txt"
    secret.write_text("of the house")
    html = f"""<html lang="en"><head><title>x</title><link rel="stylesheet" href="{there}/style">
        <link rel="attachment" href="{secret.as_uri()}"><style>@import url("{there}/import");
        @font-face {{ font-family: x; src: url("{there}/font") }} body {{ background: url("{there}/ground") }}</style>
        </head><body style="font-family: x"><img src="{there}/picture" alt="x"><object data="{there}/object"></object>
        <embed src="{there}/embedded"><img src="{secret.as_uri()}" alt="x">
        <a rel="attachment" href="{secret.as_uri()}">x</a></body></html>"""

    made, sides = laid_out(html)

    with pikepdf.open(io.BytesIO(made)) as document:
        assert (elsewhere.asked, list(document.attachments), sides) == ([], [], 1)
