"""What every test stands on; few fixtures, and none that hides behaviour."""

from tests import append_only

append_only.install()
