"""Django's settings, made from the one table of ``REMBUK_*`` names in ``options.py``."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from rembuk.errors import Refused
from rembuk.record.core import keys
from rembuk.site import options

OPTIONS = options.read()

DEBUG = False
ALLOWED_HOSTS = OPTIONS["REMBUK_HOSTS"]
ROOT_URLCONF = "rembuk.site.urls"
KEY_FILE: Path = options.key_file(OPTIONS)
#: The made-up district: signs in by one click, on this machine only, and refuses real deliveries.
DEMO: bool = OPTIONS["REMBUK_DEMO"]
IDLE_MINUTES: int = OPTIONS["REMBUK_IDLE_MINUTES"]

# Tokens are signed with a key derived from the master key; without a record there is nothing to sign.
try:
    SECRET_KEY = keys.load(KEY_FILE).derived("sessions").hex()
except Refused:
    SECRET_KEY = secrets.token_urlsafe(48)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rembuk.record.core.apps.CoreConfig",
    "rembuk.record.ledger.apps.LedgerConfig",
    "rembuk.record.places.apps.PlacesConfig",
    "rembuk.record.parties.apps.PartiesConfig",
    "rembuk.record.agreements.apps.AgreementsConfig",
    "rembuk.record.children.apps.ChildrenConfig",
    "rembuk.record.intake.apps.IntakeConfig",
    "rembuk.record.indicators.apps.IndicatorsConfig",
    "rembuk.site.apps.SiteConfig",
]
MIDDLEWARE = [
    "rembuk.site.middleware.protect",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "rembuk.site.middleware.speak",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "rembuk.site.middleware.Refusals",
    "rembuk.site.middleware.SignIn",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "rembuk.site.frame.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "rembuk.site.templatetags.words"],
        },
    }
]
WSGI_APPLICATION = None

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
#: Writers on SQLite take turns by a lock on this file (``record.core.lock``).
WRITE_LOCK = f"{DATABASES['default']['NAME']}.lock"
#: Who is signed in, and failed attempts: a file beside the record (``site/sessions.py`` says why).
SESSIONS_FILE = DATA_FOLDER.absolute() / "sessions.sqlite3"

USE_TZ = True
TIME_ZONE = OPTIONS["REMBUK_TIMEZONE"]
LANGUAGE_CODE = OPTIONS["REMBUK_LANGUAGE"]
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "rembuk_language"
USE_THOUSAND_SEPARATOR = True
LOCALE_PATHS = [Path(__file__).parent / "locale"]

STATIC_URL = "/static/"
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "rembuk.site.apps.StaticFiles"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 86_400

MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
_TLS: bool = OPTIONS["REMBUK_TLS"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _TLS
# The session is our own; these two are what the cookie of messages goes by.
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "rembuk.site.errors.stale_form"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"] if _TLS else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if _TLS else 0
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        # A guessed host name is answered with 400; it is no fault of ours that needs a trace.
        "django.security.DisallowedHost": {"handlers": ["stderr"], "level": "CRITICAL", "propagate": False},
    },
}
