"""Fast settings for tests; the database and the broker come from the environment.

TEST_DATABASE_URL (default: a SQLite file), TEST_DATABASE_NAME (the name of the test
database), TEST_REDIS_URL (default: the filesystem broker in a folder of its own).
"""

import os
import tempfile

# Workers side by side (pytest -n) share nothing: a folder and a Redis database for each.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if _worker and os.environ.get("TEST_SETTINGS_OF") != _worker:
    os.environ["TEST_SETTINGS_OF"] = _worker
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix=f"presessions-test-{_worker}-")
    if _redis := os.environ.get("TEST_REDIS_URL"):
        _server, _, _number = _redis.rpartition("/")
        os.environ["TEST_REDIS_URL"] = f"{_server}/{(int(_number) + int(_worker[2:])) % 16}"

_VAR = os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="presessions-test-"))
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{_VAR}/test.sqlite3"
os.environ["REDIS_URL"] = os.environ.get("TEST_REDIS_URL", "")
os.environ.setdefault("DEMO", "0")
os.environ.pop("EMAIL_HOST", None)

from presessions.settings import *  # noqa: E402, F403
from presessions.settings import DATABASES, STORAGES  # noqa: E402

_name = os.environ.get("TEST_DATABASE_NAME", "")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # a file, not memory: races between threads need real connections
    DATABASES["default"]["TEST"] = {"NAME": f"{_VAR}/{_name or 'test'}_db.sqlite3"}
elif _name:
    DATABASES["default"]["TEST"] = {"NAME": _name}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Every test's client makes the whole chain of middleware anew: files are found when asked for, not all read beforehand.
WHITENOISE_AUTOREFRESH = True
