"""The doors of the site: which session a request belongs to, and what must still be passed before a page opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from rembuk.record.core import keys
from rembuk.record.core.viewer import Viewer
from rembuk.record.parties import signin
from rembuk.record.parties.signin import Person
from rembuk.site.sessions import Sessions

COOKIE = "rembuk_session"

#: Who may pass: anyone; whoever gave a password; whoever is in but has something to set up; only who is fully in.
ANYONE, PASSWORD_GIVEN, SETTING_UP, SIGNED_IN = "anyone", "password", "setting-up", "in"

_LOOPBACK = {"127.0.0.1", "::1"}
View = TypeVar("View", bound=Callable[..., HttpResponse])


class Asked(HttpRequest):
    """A request as pages see it, after the sign-in middleware: ``viewer`` is there wherever a page is reached."""

    person: Person
    viewer: Viewer
    stage: str
    token: str
    pending_secret: bytes | None


def opens_for(door: str) -> Callable[[View], View]:
    """Say for whom a page opens; a page that says nothing opens for those who are fully signed in."""

    def mark(view: View) -> View:
        view.door = door  # type: ignore[attr-defined]
        return view

    return mark


def sessions() -> Sessions:
    """Return the file of sessions of this site."""
    return Sessions(settings.SESSIONS_FILE, settings.IDLE_MINUTES * 60)


def recognise(request: Any) -> None:
    """Put ``person``, ``viewer``, ``stage`` and ``token`` on the request; blank where nobody is signed in.

    The account is read anew each time: one that was closed, has lapsed or has a new password is out at once.
    """
    request.person = request.viewer = request.pending_secret = None
    request.stage, request.token = "", request.COOKIES.get(COOKIE, "")
    session = sessions().find(request.token) if request.token else None
    if session is None:
        return
    person = signin.person(session.account)
    if person is None or person.fingerprint != session.fingerprint:
        sessions().end(request.token)
        return
    request.person, request.stage = person, session.stage
    request.viewer = person.viewer(session.purpose)
    request.pending_secret = session.secret


def closed_door(request: Any, asked: str) -> str | None:
    """Return the name of the page that must be passed first, None where the asked page opens."""
    if asked == ANYONE:
        return None
    if request.person is None:
        return "sign-in"
    if request.stage == "code":
        return None if asked == PASSWORD_GIVEN else "sign-in-code"
    if asked in {PASSWORD_GIVEN, SETTING_UP} or settings.DEMO:
        return None
    if request.person.must_change_password:
        return "own-password"
    if not request.person.has_second_factor:
        return "second-factor"
    return None


def let_in(request: Any, response: HttpResponse, person: Person, stage: str) -> HttpResponse:
    """Begin a session for ``person`` on this browser; an older one of the same browser ends."""
    if request.token:
        sessions().end(request.token)
    token = sessions().begin(person.id, person.fingerprint, stage, request.viewer.purpose if request.viewer else "")
    response.set_cookie(COOKIE, token, path="/", httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


def let_out(request: Any, response: HttpResponse) -> HttpResponse:
    """End the session, on the server and in the browser."""
    if request.token:
        sessions().end(request.token)
    response.delete_cookie(COOKIE, path="/", samesite="Lax")
    return response


def account_door(username: str) -> str:
    """Return the keyed name under which failed attempts at an account are counted."""
    return keys.ours().digest("attempt", f"account|{username.strip().lower()}").hex()


def address_door(request: HttpRequest) -> str:
    """Return the keyed name under which failed attempts from an address are counted."""
    return keys.ours().digest("attempt", f"address|{request.META.get('REMOTE_ADDR', '')}").hex()


def person_door(account: UUID) -> str:
    """Return the keyed name under which wrong codes for an account are counted."""
    return keys.ours().digest("attempt", f"code|{account}").hex()


def is_local(request: HttpRequest) -> bool:
    """Return whether the request comes from this machine and names it so."""
    host = request.get_host().rsplit(":", 1)[0].strip("[]")
    return request.META.get("REMOTE_ADDR") in _LOOPBACK and host in {"localhost", *_LOOPBACK}
