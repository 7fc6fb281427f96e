"""Sheets for paper: how every PDF of the house is made (WeasyPrint, our own fonts, tagged).

Nothing is fetched but those fonts. WeasyPrint is imported where a PDF is made, because the
libraries it needs may be missing on a small machine.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

STYLES = Path(settings.BASE_DIR) / "static" / "css" / "sheet.css"
FONTS = Path(settings.BASE_DIR) / "static" / "fonts"
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"  # as Debian and Ubuntu call them
PDF_VARIANT = "pdf/ua-1"


class PdfUnavailable(Exception):
    """PDFs can't be made on this machine: the packages of ``PACKAGES`` are missing."""


def html_of(template: str, values: dict[str, Any]) -> str:
    """The sheet's text; where a script has no font here, it says so instead of leaving holes unexplained."""
    html = render_to_string(template, values)
    return render_to_string(template, {**values, "not_set": True}) if scripts_without_font(html) else html


def scripts_without_font(text: str) -> bool:
    """Whether the text holds letters that none of the fonts that ship with us has."""
    letters = {ord(sign) for sign in text if unicodedata.category(sign)[0] in "LM"}
    return bool(letters - _covered())


@lru_cache(maxsize=1)
def _covered() -> frozenset[int]:
    from fontTools.ttLib import TTFont  # comes with WeasyPrint

    return frozenset(code for path in sorted(FONTS.glob("*.ttf")) for code in TTFont(path).getBestCmap())


def laid_out(html: str) -> tuple[bytes, int]:
    """The PDF and how many sides it has."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise PdfUnavailable(PACKAGES) from error
    fonts = FontConfiguration()
    files_only = URLFetcher(allowed_protocols=["file"], allow_redirects=False)
    style = CSS(filename=str(STYLES), font_config=fonts, url_fetcher=files_only)
    nothing = URLFetcher(allowed_protocols=[], allow_redirects=False)
    document = HTML(string=html, url_fetcher=nothing).render(
        stylesheets=[style], font_config=fonts, pdf_variant=PDF_VARIANT
    )
    return document.write_pdf(pdf_variant=PDF_VARIANT) or b"", len(document.pages)
