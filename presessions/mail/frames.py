"""Shows a letter's HTML in the browser without trusting it: no script, no request, only its own style."""

import base64
import hashlib
import re

from django.http import HttpResponse

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def framed(html: str, *, links: bool = False) -> HttpResponse:
    """The letter as a document for a sandboxed frame on our own pages.

    The policy names its one style sheet by hash, so inline style needs no
    exception. With ``links`` a link opens in the whole window when clicked.
    """
    hashes = " ".join(f"'sha256-{_digest(style)}'" for style in STYLE.findall(html)) or "'none'"
    sandbox = "allow-top-navigation-by-user-activation" if links else ""
    if links:
        html = html.replace("<head>", '<head><base target="_top">', 1)
    response = HttpResponse(html)
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {hashes}; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors 'self'; sandbox {sandbox}".strip()
    )
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "no-store"
    return response


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
