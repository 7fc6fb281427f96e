"""Django's SMTP backend, which also tells whether a letter could have left when the line broke."""

import smtplib
from typing import Any

from django.core.mail.backends import smtp


class _Watched:
    """Remembers whether the text of the current letter was begun."""

    letter_begun = False

    def mail(self, *args: Any, **kwargs: Any) -> Any:
        self.letter_begun = False
        return super().mail(*args, **kwargs)  # type: ignore[misc]

    def data(self, *args: Any, **kwargs: Any) -> Any:
        self.letter_begun = True
        return super().data(*args, **kwargs)  # type: ignore[misc]


class _SMTP(_Watched, smtplib.SMTP):
    pass


class _SMTPoverTLS(_Watched, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """As Django's; ``letter_begun`` is False where the last letter certainly did not leave."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _SMTPoverTLS if self.use_ssl else _SMTP

    @property
    def letter_begun(self) -> bool:
        return bool(getattr(self.connection, "letter_begun", False))

    def hang_up(self) -> None:
        """Forget the connection without a word: the other side no longer answers."""
        line, self.connection = self.connection, None
        if line is not None:
            line.close()
