"""What every template may rely on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """The band of the demonstration, the way out and whom to ask."""
    return {
        "demo": settings.DEMO,
        "site_name": "Pre-sessions",
        "leave_url": settings.LEAVE_URL,
        "help_email": settings.HELP_EMAIL,
        "source_code_url": settings.SOURCE_CODE_URL,
    }
