"""The one clock of the record. Times are stored in UTC; days are the district's days."""

from __future__ import annotations

import datetime
import zoneinfo

from django.conf import settings
from django.utils import timezone


def now() -> datetime.datetime:
    """Return this moment, aware, in UTC."""
    return timezone.now().astimezone(datetime.UTC)


def today() -> datetime.date:
    """Return today's date where the district is (``REMBUK_TIMEZONE``)."""
    return now().astimezone(zoneinfo.ZoneInfo(settings.TIME_ZONE)).date()


def local_day(moment: datetime.datetime) -> datetime.date:
    """Return the date that a stored moment had where the district is."""
    return moment.astimezone(zoneinfo.ZoneInfo(settings.TIME_ZONE)).date()
