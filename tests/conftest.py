"""What every test stands on; few fixtures, and none that hides behaviour."""

import importlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests import append_only

append_only.install()


@pytest.fixture(scope="session", autouse=True)
def _staff_pages() -> None:
    """Staff pages register themselves when the addresses are loaded, in a server before its first request."""
    importlib.import_module("presessions.urls")


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Playwright for one module only: its event loop would keep Django's tests after it from their database."""
    with sync_playwright() as running:
        yield running
