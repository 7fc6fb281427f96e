"""Whole addresses of pages, for what is read elsewhere: mails, feeds, calendar files, texts to share."""

from django.conf import settings
from django.urls import reverse

PREVIEW = "preview"  # stands for a contact where staff look at a mail: no real person's link in it


def absolute(name: str, **kwargs: str | int) -> str:
    """The whole address of a page."""
    return f"{settings.SITE_ADDRESS}{reverse(name, kwargs=kwargs)}"
