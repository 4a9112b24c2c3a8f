"""Accounts: who may do what is decided by ``parties``; a first password is shown once, on the answer itself."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rembuk.record.core.clock import today
from rembuk.record.core.errors import Denied, Refused
from rembuk.record.parties import queries, rules, signin
from rembuk.record.parties.queries import AccountView
from rembuk.record.places import queries as places
from rembuk.site import doors
from rembuk.site.doors import Asked
from rembuk.site.pages.accounts.forms import AccountForm
from rembuk.site.tables import Column, Link, Missing, State, Table
from rembuk.site.templatetags.words import role_word


@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: Asked) -> HttpResponse:
    """Show the accounts that the viewer may see; the operator can add one."""
    is_operator = request.viewer.role == "operator"
    form = AccountForm(request.POST if "username" in request.POST else None, offices=_offices(request))
    if form.is_bound and form.is_valid():
        try:
            return _add(request, form)
        except Denied:
            raise
        except Refused as problem:
            form.add_error(None, str(problem))
    table = _table(request).asked(request)
    if request.GET.get("unduh") == "xlsx":
        return table.workbook()
    shown = {"table": table, "form": form if is_operator else None}
    return render(request, "pages/accounts.html", shown)


@require_safe
def account(request: Asked, account: UUID) -> HttpResponse:
    """Show one account with what the operator can do for it."""
    row = _one(request, account)
    area = places.area(request.viewer, row.area) if row.area else None
    office = dict(_offices(request)).get(str(row.organisation), "")
    shown = {
        "account": row,
        "area": area,
        "office": office,
        "state": _state(row),
        "trail": [(_("Akun"), reverse("accounts"))],
        "is_operator": request.viewer.role == "operator",
        "is_own": request.viewer.account == row.id,
    }
    return render(request, "pages/account.html", shown)


@require_POST
def reset_password(request: Asked, account: UUID) -> HttpResponse:
    """Give the account a new first password and end its sessions."""
    row = _one(request, account)
    first = rules.reset_password(request.viewer, row.username)
    doors.sessions().end_all(row.id)
    return _first_password(request, row.username, first)


@require_POST
def reset_second_factor(request: Asked, account: UUID) -> HttpResponse:
    """Take off the second factor of a lost telephone and end the account's sessions."""
    row = _one(request, account)
    signin.reset_second_factor(request.viewer, row.username)
    doors.sessions().end_all(row.id)
    messages.success(request, _("Pengaman kedua dilepas; pemegangnya memasang yang baru saat masuk."))
    return redirect("account", account=row.id)


@require_POST
def close(request: Asked, account: UUID) -> HttpResponse:
    """Close the account and end its sessions; what it did stays recorded."""
    row = _one(request, account)
    rules.close_account(request.viewer, row.username)
    doors.sessions().end_all(row.id)
    messages.success(request, _("Akun ditutup; jejaknya tetap tercatat."))
    return redirect("account", account=row.id)


def _one(request: Asked, account: UUID) -> AccountView:
    for row in queries.accounts(request.viewer):
        if row.id == account:
            return row
    raise Refused("no-such-account", "Akun itu tidak ada, atau bukan akun kantor Anda.")


def _add(request: Asked, form: AccountForm) -> HttpResponse:
    given = form.cleaned_data
    area = places.area_by_code(request.viewer, given["area_code"]).id if given["area_code"] else None
    first = rules.create_account(
        request.viewer,
        given["username"],
        given["name"],
        given["role"],
        UUID(given["organisation"]) if given["organisation"] else None,
        area,
        given["valid_until"],
    )
    return _first_password(request, given["username"].strip().lower(), first)


def _first_password(request: Asked, username: str, first: str) -> HttpResponse:
    return render(request, "pages/first_password.html", {"username": username, "first": first})


def _offices(request: Asked) -> list[tuple[str, str]]:
    return [(str(office.id), office.name) for office in queries.organisations(request.viewer)]


def _state(row: AccountView) -> State:
    if not row.is_active:
        return State(_("ditutup"), "none")
    if row.valid_until and row.valid_until <= today():
        return State(_("lewat masa berlaku"), "late")
    return State(_("dibuka"), "ok")


def _table(request: Asked) -> Table:
    offices = dict(_offices(request))
    return Table(
        name="akun",
        caption=_("Akun"),
        columns=[
            Column("name", _("Pemegang")),
            Column("username", _("Nama akun")),
            Column("role", _("Peran")),
            Column("office", _("Kantor")),
            Column("valid_until", _("Berlaku sampai"), "day"),
            Column("second", _("Pengaman kedua"), "state"),
            Column("state", _("Keadaan"), "state"),
        ],
        rows=[
            {
                "name": Link(row.name, reverse("account", args=[row.id])),
                "username": row.username,
                "role": role_word(row.role),
                "office": offices.get(str(row.organisation)) or Missing(_("tanpa kantor")),
                "valid_until": row.valid_until or Missing(_("tanpa batas")),
                "second": State(_("terpasang"), "ok") if row.has_second_factor else State(_("belum"), "none"),
                "state": _state(row),
            }
            for row in queries.accounts(request.viewer)
        ],
        empty=_("Di sini berdiri akun kantor Anda. Operator yang membuatnya."),
    )
