"""Numbers in addresses: short enough that no database refuses them; what is longer is no address of ours."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class SmallNumber(IntConverter):
    """As much as a series, a session or a year can be."""

    regex = "[0-9]{1,4}"


class VersionNumber(IntConverter):
    """As much as the versions of a text can be."""

    regex = "[0-9]{1,6}"


register_converter(SmallNumber, "small")
register_converter(VersionNumber, "version_number")
