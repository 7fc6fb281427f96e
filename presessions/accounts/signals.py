"""News of roles and accounts, for the audit above.

``grant_changed`` is sent inside the transaction with ``grant`` (the Grant),
``given`` (False: taken back) and ``by`` (who did it, None: a command);
``account_switched`` with ``user``, ``active`` and ``by``.
"""

from django.dispatch import Signal

grant_changed = Signal()
account_switched = Signal()
