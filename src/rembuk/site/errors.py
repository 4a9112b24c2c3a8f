"""Pages for what cannot be shown: each says what happened, what is missing, and what to do next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from rembuk.record.core.errors import Denied, Refused


def refused(request: HttpRequest, problem: Refused) -> HttpResponse:
    """Answer a refusal: 403 where a right is missing, 404 for what is not there, 409 for what cannot be done."""
    if isinstance(problem, Denied):
        return _page(request, 403, _("Halaman ini bukan untuk peran Anda"), problem.missing, problem.next_step)
    if problem.code.startswith("no-such"):
        return _page(request, 404, _("Yang dicari tidak ada"), problem.sentence, problem.next_step)
    return _page(request, 409, _("Permintaan ini belum dapat dikerjakan"), problem.sentence, problem.next_step)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that leads nowhere."""
    return _page(
        request,
        404,
        _("Halaman ini tidak ada"),
        _("Alamatnya mungkin salah ketik, atau halamannya sudah dipindahkan."),
        _("Mulai lagi dari Meja."),
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that is none."""
    return _page(request, 400, _("Permintaan ini tidak dapat dibaca"), _("Kembali ke halaman sebelumnya."), "")


def no_right(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what Django itself forbids."""
    return _page(request, 403, _("Halaman ini bukan untuk peran Anda"), "", "")


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without its token: the page lay open too long, or it came from another site."""
    return _page(
        request,
        403,
        _("Formulir ini sudah kedaluwarsa"),
        _("Tidak ada yang disimpan. Halamannya terbuka terlalu lama, atau kuki dimatikan."),
        _("Kembali, muat ulang halaman, lalu kirim sekali lagi."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """Answer our own fault; needs neither database nor session."""
    return _page(
        request,
        500,
        _("Ada kesalahan pada Rembuk"),
        _("Ini bukan kesalahan Anda, dan yang sudah tersimpan tetap aman."),
        _("Coba sekali lagi; bila tetap begini, beri tahu operator jam kejadiannya."),
    )


def _page(request: HttpRequest, status: int, title: str, sentence: str, next_step: str) -> HttpResponse:
    context: dict[str, Any] = {"title": title, "sentence": sentence, "next_step": next_step, "status": status}
    return render(request, "error.html", context, status=status)
