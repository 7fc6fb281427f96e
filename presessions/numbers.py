"""Numbers that come from outside: short enough that no database refuses them; what is longer is nothing of ours."""

from datetime import date

from django.core.exceptions import ValidationError
from django.urls import register_converter
from django.urls.converters import IntConverter

LONGEST_KEY = 18  # digits of a key; a longer one no database counts
LARGEST = 9999  # that an address takes of a series, and far more than minutes and days can be in earnest
LONGEST_ADDRESS = 254  # characters of an e-mail address, in every form and file
YEARS = (2000, 2099)  # of a day that staff may mean; near either end of the calendar no sum of days comes out


def in_our_time(day: date) -> None:
    """Raise ValidationError where a day, or an instant, can only be a slip of the pen."""
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise ValidationError(f"Choose a year from {YEARS[0]} to {YEARS[1]}.")


class SmallNumber(IntConverter):
    """As much as a series, a session or a year can be."""

    regex = "[0-9]{1,4}"


class VersionNumber(IntConverter):
    """As much as the versions of a text can be."""

    regex = "[0-9]{1,6}"


register_converter(SmallNumber, "small")
register_converter(VersionNumber, "version_number")
