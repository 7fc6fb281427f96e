"""Gives one real message made-up values, so that a worker can be watched without a series behind it."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "tests.mail.letters"
    label = "test_letters"

    def ready(self) -> None:
        from presessions.mail import registry

        registry._sources["application_received"] = values


def values(ids, language):
    return {
        "reference": f"54-{ids['number']}",
        "url": "https://site.example/my/",
        "deadline": "Wednesday 28 October 2026, 23:59 Geneva time (UTC+1)",
    }
