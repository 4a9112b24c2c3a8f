"""The site as a Django app: it brings templates, style and script; and how these files are named."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from django.apps import AppConfig
from django.contrib.staticfiles.finders import find
from django.contrib.staticfiles.storage import StaticFilesStorage


class SiteConfig(AppConfig):
    """Pages for each role; the only room that knows HTTP."""

    name = "rembuk.site"
    label = "site"


class StaticFiles(StaticFilesStorage):
    """Names a file with its content's hash as a query, so that a browser keeps it and a new version is seen at once."""

    def url(self, name: str | None) -> str:
        """Return the address of a static file."""
        return f"{super().url(name)}?v={_content_hash(name or '')}"


@functools.cache
def _content_hash(name: str) -> str:
    path = find(name)
    if not isinstance(path, str):
        raise FileNotFoundError(name)
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]
