"""No cell is ever a formula: pure."""

import pytest

from presessions.cells import safe_cell


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+235 66 00 00", "'+235 66 00 00"),
        ("-5", "'-5"),
        ("@sum", "'@sum"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("Réseau = Égalité", "Réseau = Égalité"),
        (None, ""),
        (True, "True"),
        ("", ""),
    ],
)
def test_safe_cell(value, cell):
    assert safe_cell(value) == cell
