"""All settings; the environment is read only here (docs/operate.md lists the variables).

Safe defaults: what is not set runs the embedded default (SQLite, filesystem
broker, local mailbox) on this machine only. Production sets PRESESSIONS_ENV=production
and then refuses to start with a development key, DEBUG or no email host.
"""

from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from presessions.environment import address, database, env, made, number, one_of, yes

BASE_DIR = Path(__file__).resolve().parent.parent
PRODUCTION = one_of("PRESESSIONS_ENV", "embedded", "production") == "production"
DEMO = yes("DEMO", default=not PRODUCTION)
DEBUG = yes("DEBUG", default=False)
DEV_SECRET_KEY = "development-only-key-not-for-production-0123456789abcdefghijklmnop"  # noqa: S105
SECRET_KEY = env.str("SECRET_KEY", DEV_SECRET_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_ADDRESS = address("SITE_ADDRESS", "http://127.0.0.1:8000", "http", "https")
PROGRAMME_PAGE = "publications:series_programme"  # where mails of the rooms below send their readers
MEETING_PAGE = "publications:pre_session"
ENTRY_PAGE = "publications:entry"
OWN_PAGE = "desk:my"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
VAR_DIR = made("VAR_DIR", Path(env.str("VAR_DIR", str(BASE_DIR / "var"))))

if PRODUCTION:
    if SECRET_KEY == DEV_SECRET_KEY:
        raise ImproperlyConfigured("Production needs a SECRET_KEY of its own.")
    if DEBUG:
        raise ImproperlyConfigured("Production does not run with DEBUG.")
    if DEMO:
        raise ImproperlyConfigured("Production does not carry the demonstration.")
    if not env.str("EMAIL_HOST", ""):
        raise ImproperlyConfigured("Production needs an EMAIL_HOST.")
    if not env.str("DEFAULT_FROM_EMAIL", ""):
        raise ImproperlyConfigured("Production needs a DEFAULT_FROM_EMAIL.")
    if not SITE_ADDRESS.startswith("https://") or not SITE_ADDRESS.removeprefix("https://"):
        raise ImproperlyConfigured(
            "Production needs a SITE_ADDRESS that starts with https:// and names a host."
        )

# --- Applications -----------------------------------------------------------

INSTALLED_APPS = [
    "presessions.staff.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "presessions",
    "presessions.accounts",
    "presessions.lifecycle",
    "presessions.privacy",
    "presessions.mail",
    "presessions.series",
    "applications",
    "panels",
    "presessions.scheduling",
    "publications",
    "presessions.attendance",
    "presessions.desk",
]

MIDDLEWARE = [
    "presessions.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "presessions.accounts.sessions.SessionLimits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "presessions.urls"
WSGI_APPLICATION = "presessions.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "presessions.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# --- Database, cache, sessions ----------------------------------------------

DATABASES = {"default": database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'dev.sqlite3'}")}
SQLITE_OPTIONS = {
    # IMMEDIATE serialises writers (a race ends in a wait, not in "database is locked");
    # WAL lets readers go on meanwhile; 20 s is longer than any transaction of ours.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 2)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# A second role that may only SELECT the Published tables and plain facts serves outside reads.
if env.str("OUTSIDE_DATABASE_URL", ""):
    DATABASES["outside"] = {
        **database("OUTSIDE_DATABASE_URL"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"MIRROR": "default"},
    }

REDIS_URL = address("REDIS_URL", "", "redis", "rediss", "unix")
CACHES = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    ),
    # Rate limits live in the database: Redis going away neither locks out nor lets in.
    "limits": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "limits_cache",
        # above this it forgets a third of them, whether due or not: more than the busiest hour has networks
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_AGE = 12 * 3600  # no session of anybody outlives half a day
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "presessions.errors.csrf_failure"

# --- Celery -------------------------------------------------------------------

BROKER_DIR = VAR_DIR / "broker"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, int | str | bool] = {
        "visibility_timeout": 3600,  # above the longest task
        "unacked_restore_interval": 1,  # the default sweep takes about 100 s
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
        # a request that wakes a worker tries once: the default goes on for some seconds
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
    }
else:
    for folder in ("queue", "processed", "control"):
        made("VAR_DIR", BROKER_DIR / folder)
    CELERY_BROKER_URL = "filesystem://localhost//"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "processed_folder": str(BROKER_DIR / "processed"),
        "control_folder": str(BROKER_DIR / "control"),
        "store_processed": False,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False  # the outbox row is the truth; a lost wake-up costs at most one beat
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    # it expires: behind a long run, or after the broker was away, one wake-up is worth as much as twenty
    "drain-outbox": {"task": "presessions.mail.tasks.drain", "schedule": 10.0, "options": {"expires": 10}},
    "beat-heartbeat": {"task": "presessions.desk.tasks.heartbeat", "schedule": 30.0},
    "close-calls": {"task": "presessions.series.tasks.close_due_calls", "schedule": 60.0},
    "application-reminders": {"task": "applications.tasks.send_due_reminders", "schedule": 300.0},
    "check-files": {"task": "applications.tasks.check_waiting_files", "schedule": 15.0},
    "offers": {"task": "panels.tasks.remind_and_lapse_offers", "schedule": 300.0},
    "plan-asked": {
        "task": "presessions.scheduling.tasks.plan_asked",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "statement-reminders": {"task": "publications.tasks.send_due_reminders", "schedule": 300.0},
    "read-text-files": {"task": "publications.tasks.read_text_files", "schedule": 15.0},
    "derive-attachments": {"task": "publications.tasks.derive_attachments", "schedule": 15.0},
    "briefings": {"task": "publications.tasks.briefings", "schedule": 15.0, "options": {"expires": 15}},
    "publication-notices": {"task": "presessions.desk.tasks.send_publication_notices", "schedule": 3600.0},
    "mission-digests": {"task": "presessions.desk.tasks.send_digests", "schedule": 1800.0},
    "publish-due": {"task": "publications.tasks.publish_due", "schedule": 60.0},
    "retention": {"task": "presessions.privacy.tasks.apply_retention", "schedule": 24 * 3600.0},
}

# --- Mail ---------------------------------------------------------------------

EMAIL_HOST = env.str("EMAIL_HOST", "")
EMAIL_PORT = number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = yes("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20  # seconds; shorter than the outbox lease
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "") or "Pre-sessions <presessions@localhost>"
# Codes, and all mail to those who asked for discretion: an address without a name, best on a neutral host.
DISCREET_FROM_EMAIL = env.str("DISCREET_FROM_EMAIL", "") or parseaddr(DEFAULT_FROM_EMAIL)[1]
EMAIL_BACKEND = (
    "presessions.mail.smtp.EmailBackend" if EMAIL_HOST else "presessions.mail.mailbox.LocalMailbox"
)
MESSAGE_ID_DOMAIN = env.str("MESSAGE_ID_DOMAIN", "") or "presessions.localhost"
OUTBOX_LEASE = timedelta(seconds=120)

# --- Accounts -------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["presessions.accounts.backends.RoleBackend"]
ACCOUNT_ADAPTER = "presessions.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proved by the code that was sent to it
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/1m/ip",
    # the six digits of the second factor: only who has the password can use these up
    "login_failed": "10/15m/key,50/1d/key",
}
# One account from one network first; a network, and an account from everywhere, much later, so that nobody
# is shut out by another's tries (see presessions/accounts/limits.py). A network may be a whole town's telephones.
SIGN_IN_LIMITS = {
    "ask_code": {"account_here": "5/10m", "network": "60/10m", "account": "30/10m"},
    # a right code always signs in: it is bound to one browser and spent after five wrong ones
    "wrong_code": {"account_here": "10/15m", "network": "10/15m", "account": "100/15m"},
    # beyond ten, one every five seconds: slow for who guesses at many accounts, no lock for an office
    "password": {
        "account_here": "10/15m",
        "network": "10/15m",
        "account": "100/15m",
        "pace": "1/5s",
        "most": "30/15m",
    },
    "phrase": {
        "account_here": "10/15m",
        "network": "10/15m",
        "account": "100/1h",
        "pace": "1/5s",
        "most": "30/15m",
    },
}
ALLAUTH_TRUSTED_PROXY_COUNT = number("TRUSTED_PROXIES", 1 if PRODUCTION else 0)
MFA_ADAPTER = "presessions.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://127.0.0.1
SIGN_IN_CODE_SENDER = "presessions.mail.outbox.queue_code"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 14}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "desk:my"
LOGOUT_REDIRECT_URL = "accounts:signed_out"

# --- Language, time -------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "presessions" / "locale"]
LANGUAGE_COOKIE_NAME = "lang"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_SAMESITE = "Lax"
FORMAT_MODULE_PATH = ["presessions.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Zurich"  # rendered; everything is stored in UTC

# --- Files ------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR_DIR / "static")))  # the image carries its own
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    # What people upload: never below the web root, random names, served only by a view that asks who may.
    "private": {
        "BACKEND": "presessions.stored.Files",
        "OPTIONS": {"location": str(VAR_DIR / "private"), "base_url": None},
    },
    # The derived copies that speakers agreed to share; served by a view that finds a Published row each time.
    "published": {
        "BACKEND": "presessions.stored.Files",
        "OPTIONS": {"location": str(VAR_DIR / "published"), "base_url": None},
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_MANIFEST_STRICT = False
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # nothing asks for the plain names; half the time to collect
MEDIA_ROOT = VAR_DIR / "private"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes of text in one form; files are apart
FILE_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
UPLOADS_PER_NETWORK = "30/1h/ip"  # files begun, refused ones too; sizes are rules: applications/file_rules.py
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", "")

# --- Security -----------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [NONE],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "manifest-src": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = PRODUCTION and yes("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 63072000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- The house's own settings; all to be confirmed by UPR Info --------------------------

CODE_MINUTES = 10  # a one-time code is typed at once; mail may take some minutes
RECOVERY_WORDS = 6
STAFF_IDLE = timedelta(minutes=30)
STAFF_MAX = timedelta(hours=12)
APPLICANT_IDLE = timedelta(hours=2)  # a long form on a slow line
PARKED_HOURS = 24
PARKED_PER_HOUR = 240  # texts kept for one network; beyond it they are given back on the page instead
PARKED_MAX_BYTES = 400_000  # some sixty thousand letters, encrypted; no form of ours holds a tenth of it

DEADLINE_GRACE_MINUTES = 60  # silent: nobody is told, nobody is refused for a slow line
DEADLINE_REMINDER_DAYS = (7, 3, 1)
CORRECTION_REMINDER_DAYS = (2, 1)  # before a correction is due, to those who have not answered
OFFER_DAYS = 7
OFFER_REMINDER_DAYS = (3, 6)
STATEMENT_DUE_DAYS = 14  # before the meeting: the form of 2017 asked for two weeks
STATEMENT_REMINDER_DAYS = (21, 14, 7, 2)
# Read aloud in a meeting: 120 to 130 words of English; French and Spanish take more, shorter words. Arabic, Russian and
# others write fewer and longer ones.
STATEMENT_WORDS_PER_MINUTE = {
    "en": 125,
    "fr": 140,
    "es": 140,
    "pt": 135,
    "ar": 105,
    "ru": 105,
    "default": 120,
}
BUNDLE_DAYS = (
    14  # how long the link to a bundle for interpreters opens, at most; never beyond the meetings in it
)
STATEMENT_INTERPRETED_PACE = 0.85  # of that rate, so that interpreters can follow
# On what terms what is shared may be used, in UPR Info's own words; where it says nothing, rights stay with authors.
LICENCE_NAME = env.str("LICENCE_NAME", "")
LICENCE_URL = env.str("LICENCE_URL", "")
DIGEST_HOUR = 7  # of Geneva: before the day's meetings
BRIEFING_HOURS = 24  # a file to read now; it can be made again at any time
BRIEFINGS_PER_NETWORK = "60/1h/ip"  # a mission's office may be one address
SECOND_APPROVAL = yes("SECOND_APPROVAL", default=False)  # a staff of three can rarely spare a second person
RETENTION = {
    "drafts": timedelta(days=90),
    "not_selected": timedelta(days=365),
    "panelist_contacts": timedelta(days=730),
    "originals": timedelta(days=365),
    "mails": timedelta(days=730),  # whom they went to; a later mail may ask whether an earlier one was sent
    "accounts": timedelta(days=730),  # since the last sign-in, and nothing of theirs is kept any more
    "logs": timedelta(days=90),
}
LEAVE_URL = env.str("LEAVE_URL", "https://www.wikipedia.org/")  # where "Leave this site" goes
HELP_EMAIL = env.str("HELP_EMAIL", "") or parseaddr(DEFAULT_FROM_EMAIL)[1]
SECURITY_CONTACT = env.str("SECURITY_CONTACT", "") or f"mailto:{HELP_EMAIL}"
SOURCE_CODE_URL = env.str("SOURCE_CODE_URL", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"quiet": {"()": "presessions.logs.Quiet"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["quiet"]},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
