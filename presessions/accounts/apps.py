from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.signals import user_logged_in
from django.core.cache import caches
from django.db.models.signals import post_migrate
from django.utils.connection import ConnectionProxy


class AccountsConfig(AppConfig):
    """People, roles, sign-in."""

    name = "presessions.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.core.internal import ratelimit
        from allauth.mfa.totp.internal import auth as totp

        from presessions.accounts import sessions

        # Limits and used codes must hold for all processes, and without Redis: they live in the database.
        limits = ConnectionProxy(caches, "limits")
        ratelimit.cache = limits
        totp.cache = limits
        user_logged_in.connect(sessions.note_sign_in, dispatch_uid="presessions.accounts.sessions")
        post_migrate.connect(_sync_roles, dispatch_uid="presessions.accounts.roles")


def _sync_roles(sender: AppConfig, **kwargs: Any) -> None:
    """After the last app has its permissions, groups follow the roles."""
    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    if sender.label == last.label:
        from presessions.accounts import roles

        roles.sync()
