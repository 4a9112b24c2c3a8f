"""What happens to every request: headers that protect, the language, who asks, and refusals as pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from rembuk.record.core.errors import Refused
from rembuk.site import doors, errors

Answer = Callable[[HttpRequest], HttpResponse]

#: Everything from this site, nothing inline, in nobody's frame. Pictures may be data addresses (download of a chart).
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def protect(answer: Answer) -> Answer:
    """Add the headers that keep a page to itself; also to static files and to pages of errors."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        return response

    return respond


def speak(answer: Answer) -> Answer:
    """Choose the language: the one switched to (a cookie), else the installation's; never the browser's guess."""
    known = {code for code, _ in settings.LANGUAGES}

    def respond(request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = wanted if wanted in known else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = answer(request)
            patch_vary_headers(response, ["Cookie"])
            response.headers.setdefault("Content-Language", language)
        return response

    return respond


class Refusals:
    """A ``Refused`` or ``Denied`` that a page did not answer itself becomes a page in the house's words."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self._answer(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Answer a refusal; leave every other exception alone."""
        return errors.refused(request, problem) if isinstance(problem, Refused) else None


class SignIn:
    """Puts ``person`` and ``viewer`` on the request, and leads to the door where somebody must pass it first."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find the session; pages with data are never kept by the browser of a shared office PC."""
        doors.recognise(request)
        response = self._answer(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
            response.headers["Cache-Control"] = "no-store, private"
        return response

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Let through, or lead to the door that is still closed."""
        asked = getattr(_inner(view), "door", doors.SIGNED_IN)
        door = doors.closed_door(request, asked)
        if door is None:
            return None
        if door == "sign-in" and request.method == "GET" and request.path != "/":
            return redirect(f"{reverse(door)}?{urlencode({'lanjut': request.path})}")
        return redirect(door)


def _inner(view: Any) -> Any:
    while isinstance(view, partial):
        view = view.func
    return view
