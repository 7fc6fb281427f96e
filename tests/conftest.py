"""What every test stands on; few fixtures, and none that hides behaviour."""

import importlib
from collections.abc import Iterator

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings
from playwright.sync_api import Playwright, sync_playwright

from tests import append_only

append_only.install()

# A busy machine is no fault of the code: nothing here is judged by how long it takes.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def _staff_pages(request: pytest.FixtureRequest) -> None:
    """Staff pages register themselves when the addresses are loaded, in a server before its first request.

    The proof that takes the rules of the panel out runs their tests without Django.
    """
    if request.config.pluginmanager.has_plugin("django"):
        importlib.import_module("presessions.urls")


@pytest.fixture(autouse=True)
def _language_of_nobody() -> Iterator[None]:
    """A page leaves its language on for whatever runs next in its thread; the next test is none of its readers."""
    yield
    translation.deactivate()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Playwright for one module only: its event loop would keep Django's tests after it from their database."""
    with sync_playwright() as running:
        yield running
