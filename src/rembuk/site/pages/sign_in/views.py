"""From the first field to the desk. What is right is decided by ``record.parties.signin``; here it becomes pages."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rembuk.knowledge.policy import roles
from rembuk.record.core import keys, totp
from rembuk.record.core.errors import Refused
from rembuk.record.parties import signin
from rembuk.site import doors
from rembuk.site.doors import Asked, opens_for
from rembuk.site.pages.sign_in.forms import CodeForm, OwnPasswordForm, PasswordForm

#: Failed attempts within a quarter of an hour after which a door stays shut: of one account, of one address.
MOST_FOR_ACCOUNT, MOST_FROM_ADDRESS = 10, 50


@opens_for(doors.ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Asked) -> HttpResponse:
    """Ask for name and password; an open session goes straight to the desk."""
    if request.stage == "in":
        return redirect("desk")
    form = PasswordForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            person = _person_behind(request, form.cleaned_data["username"], form.cleaned_data["password"])
        except Refused as problem:
            form.add_error(None, str(problem))
            status = 429 if problem.code == "too-many-attempts" else 403
        else:
            return _next_door(request, person)
    people = signin.people_of_the_demo() if settings.DEMO and doors.is_local(request) else []
    return render(request, "pages/sign_in.html", {"form": form, "demo_people": people}, status=status)


@opens_for(doors.ANYONE)
@require_POST
def sign_in_demo(request: Asked) -> HttpResponse:
    """Sign in as a role of the made-up district: in the demo record, from this machine, and nowhere else."""
    if not (settings.DEMO and doors.is_local(request)):
        raise Http404
    for person in signin.people_of_the_demo():
        if person.role == request.POST.get("role"):
            signin.note_sign_in(person.viewer())
            return doors.let_in(request, redirect("desk"), person, "in")
    raise Refused("no-such-account", "Akun contoh untuk peran itu belum dibuat.", "Jalankan rembuk demo sekali lagi.")


@opens_for(doors.PASSWORD_GIVEN)
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: Asked) -> HttpResponse:
    """Ask for the code of the telephone; a recovery code passes in the same field."""
    if request.stage == "in":
        return redirect("desk")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person, typed = request.person, form.cleaned_data["code"]
        door = doors.person_door(person.id)
        try:
            _must_be_open(door, MOST_FOR_ACCOUNT)
            left = _pass_code(person, typed)
        except Refused as problem:
            if problem.code == "wrong-code":
                doors.sessions().note_failure(door)
            form.add_error("code", str(problem))
        else:
            doors.sessions().forget_failures(door)
            now = signin.person(person.id)
            if now is None:
                return doors.let_out(request, redirect("sign-in"))
            if left is not None:
                messages.warning(request, _("Kode cadangan terpakai. Tersisa %(left)s kode.") % {"left": left})
            signin.note_sign_in(now.viewer())
            return doors.let_in(request, _to(request, "desk"), now, "in")
    return render(request, "pages/sign_in_code.html", {"form": form})


@opens_for(doors.SETTING_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def own_password(request: Asked) -> HttpResponse:
    """Replace one's own password; every other session of the account ends with it."""
    form = OwnPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        door = doors.account_door(request.person.username)
        try:
            _must_be_open(door, MOST_FOR_ACCOUNT)
            person = signin.change_password(request.viewer, form.cleaned_data["present"], form.cleaned_data["new"])
        except Refused as problem:
            if problem.code == "wrong-password":
                doors.sessions().note_failure(door)
            form.add_error("present" if problem.code == "wrong-password" else "new", str(problem))
        else:
            doors.sessions().end_all(person.id)
            messages.success(request, _("Kata sandi baru tersimpan."))
            return doors.let_in(request, redirect("desk"), person, "in")
    return render(request, "pages/own_password.html", {"form": form, "must": request.person.must_change_password})


@opens_for(doors.SETTING_UP)
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: Asked) -> HttpResponse:
    """Show a secret to a telephone, keep it once a code proves that it arrived, show the recovery codes."""
    if request.person.has_second_factor:
        return redirect("desk")
    form = CodeForm(request.POST or None)
    binding = request.person.id.bytes
    if request.pending_secret is None:
        secret = totp.new_secret()
        doors.sessions().set_secret(request.token, keys.ours().seal("enrolment", secret, binding))
    else:
        secret = keys.ours().open("enrolment", request.pending_secret, binding)
    if request.method == "POST" and form.is_valid():
        try:
            person, codes = signin.enrol_second_factor(request.viewer, secret, form.cleaned_data["code"])
        except Refused as problem:
            form.add_error("code", str(problem))
        else:
            response = render(request, "pages/recovery_codes.html", {"codes": codes})
            return doors.let_in(request, response, person, "in")
    shown = {"form": form, "spelled": totp.spelled(secret), "picture": _qr(secret, request.person.username)}
    return render(request, "pages/second_factor.html", shown)


@opens_for(doors.ANYONE)
@require_POST
def sign_out(request: Asked) -> HttpResponse:
    """End the session."""
    return doors.let_out(request, redirect("sign-in"))


@opens_for(doors.ANYONE)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language and return to the same page."""
    wanted = request.POST.get("language", "")
    response = redirect(_safe(request, request.POST.get("next", "")))
    if wanted in {code for code, _word in settings.LANGUAGES}:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            max_age=365 * 86_400,
            httponly=True,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response


@require_POST
def purpose(request: Asked) -> HttpResponse:
    """Say why one asks from now on; only a purpose of one's role is taken."""
    wanted = request.POST.get("purpose", "")
    if wanted in roles()[request.person.role].purposes:
        doors.sessions().set_purpose(request.token, wanted)
    return redirect("desk")


def _person_behind(request: Asked, username: str, password: str) -> signin.Person:
    account, address = doors.account_door(username), doors.address_door(request)
    _must_be_open(account, MOST_FOR_ACCOUNT)
    _must_be_open(address, MOST_FROM_ADDRESS)
    try:
        person = signin.check_password(username, password)
    except Refused:
        doors.sessions().note_failure(account, address)
        raise
    doors.sessions().forget_failures(account)
    return person


def _must_be_open(door: str, most: int) -> None:
    if doors.sessions().failures(door) >= most:
        raise Refused(
            "too-many-attempts",
            "Terlalu banyak percobaan yang salah.",
            "Tunggu 15 menit, lalu coba lagi, atau minta operator mengatur ulang kata sandi.",
        )


def _next_door(request: Asked, person: signin.Person) -> HttpResponse:
    if person.has_second_factor:
        response = redirect("sign-in-code")
        wanted = _safe(request, request.POST.get("lanjut", "") or request.GET.get("lanjut", ""))
        if wanted != "/":
            response["Location"] += f"?lanjut={wanted}"
        return doors.let_in(request, response, person, "code")
    signin.note_sign_in(person.viewer())
    return doors.let_in(request, redirect("desk"), person, "in")


def _pass_code(person: signin.Person, typed: str) -> int | None:
    """Return how many recovery codes are left where one was used; None for a code of the telephone."""
    if any(letter.isalpha() for letter in typed):
        return signin.use_recovery_code(person.viewer(), typed)
    step = signin.check_code(person.id, typed)
    if not doors.sessions().use_code(person.id, step):
        raise Refused("wrong-code", "Kode itu sudah dipakai.", "Tunggu kode berikutnya.")
    return None


def _to(request: Any, name: str) -> HttpResponse:
    wanted = _safe(request, request.GET.get("lanjut", ""))
    return redirect(wanted if wanted != "/" else name)


def _safe(request: HttpRequest, address: str) -> str:
    fits = address.startswith("/") and url_has_allowed_host_and_scheme(address, {request.get_host()})
    return address if fits else "/"


def _qr(secret: bytes, username: str) -> str:
    picture = segno.make(totp.address(secret, username), error="m", micro=False)
    svg = picture.svg_inline(svgclass="qr", lineclass=None, border=4, light="#fff", omitsize=True)
    return mark_safe(svg)  # noqa: S308 - segno draws squares; no text of a user stands in it
