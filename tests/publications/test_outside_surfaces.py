"""No address outside is forgotten by the lives that look at every surface."""

from tests.access_table import TABLE
from tests.access_world import ROLES
from tests.publications.outside_surfaces import ELSEWHERE, SURFACES

OUTSIDE = [ROLES.index(role) for role in ("anonymous", "delegate", "reviewed")]


def test_every_address_that_outside_can_open_is_looked_at_or_named():
    opened = {name for name, line in TABLE.items() if "i" in {line.get[place] for place in OUTSIDE}}
    looked_at = {surface.route for surface in SURFACES}

    assert opened - looked_at == set(ELSEWHERE)
    assert looked_at <= TABLE.keys()
    assert not looked_at & ELSEWHERE.keys()
