"""Django's settings, made from the one table of ``REMBUK_*`` names in ``options.py``."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from rembuk.site import options

OPTIONS = options.read()

DEBUG = False
ALLOWED_HOSTS = OPTIONS["REMBUK_HOSTS"]
ROOT_URLCONF = "rembuk.site.urls"

# Sessions and tokens are signed with a key derived from the master key; without a record there is nothing to sign.
SECRET_KEY = secrets.token_urlsafe(48)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "rembuk.record.core.apps.CoreConfig",
    "rembuk.record.ledger.apps.LedgerConfig",
    "rembuk.record.places.apps.PlacesConfig",
    "rembuk.record.parties.apps.PartiesConfig",
    "rembuk.record.agreements.apps.AgreementsConfig",
    "rembuk.record.children.apps.ChildrenConfig",
    "rembuk.record.intake.apps.IntakeConfig",
    "rembuk.record.indicators.apps.IndicatorsConfig",
]
AUTH_USER_MODEL = "parties.Account"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

_TEST_DATABASE = os.environ.get("REMBUK_TEST_DATABASE", "")
DATABASES = {"default": options.database({**OPTIONS, "REMBUK_DATABASE": _TEST_DATABASE} if _TEST_DATABASE else OPTIONS)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_FOLDER: Path = OPTIONS["REMBUK_DATA"]
#: The master key lies outside the data folder.
KEY_FILE: Path = options.key_file(OPTIONS)
#: Writers on SQLite take turns by a lock on this file (``record.core.lock``).
WRITE_LOCK = f"{DATABASES['default']['NAME']}.lock"

USE_TZ = True
TIME_ZONE = OPTIONS["REMBUK_TIMEZONE"]
LANGUAGE_CODE = OPTIONS["REMBUK_LANGUAGE"]
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
