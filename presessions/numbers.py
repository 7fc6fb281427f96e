"""Numbers that come from outside: short enough that no database refuses them; what is longer is nothing of ours."""

from django.urls import register_converter
from django.urls.converters import IntConverter

LONGEST_KEY = 18  # digits of a key; a longer one no database counts


class SmallNumber(IntConverter):
    """As much as a series, a session or a year can be."""

    regex = "[0-9]{1,4}"


class VersionNumber(IntConverter):
    """As much as the versions of a text can be."""

    regex = "[0-9]{1,6}"


register_converter(SmallNumber, "small")
register_converter(VersionNumber, "version_number")
