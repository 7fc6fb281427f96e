"""A CSO, a coalition and an NHRI, each in each language: nine, so that each way meets each kind and each language.

The three that ``test_applying`` walks in every run are among them.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .applying import KINDS, WAYS, Way, arrived, house_with_a_call
from .house import House

pytestmark = [pytest.mark.prove, pytest.mark.journey, pytest.mark.slow]
LANGUAGES = ("en-GB", "fr-FR", "es-ES")
NINE = [
    pytest.param(kind, language, WAYS[(row + column + 1) % 3], id=f"{kind}-{language}")
    for row, kind in enumerate(KINDS)
    for column, language in enumerate(LANGUAGES)
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_with_a_call(tmp_path_factory.mktemp("everywhere")) as open_house:
        yield open_house


@pytest.mark.parametrize(("kind", "language", "way"), NINE)
def test_everybody_applies_in_their_language(
    house: House, visitors, tmp_path: Path, kind: str, language: str, way: Way
) -> None:
    email = f"{kind}.{language[:2]}@example.org"
    page = way(house, visitors, KINDS[kind], language=language, email=email, folder=tmp_path)
    arrived(house, visitors, page, language=language, email=email)
    print(f"{kind}, {language}, {way.__name__}: sent")
