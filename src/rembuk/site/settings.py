"""Django's settings (filled by part A's frame)."""

SECRET_KEY = "only-for-type-checking"  # noqa: S105
INSTALLED_APPS: list[str] = []
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
USE_TZ = True
