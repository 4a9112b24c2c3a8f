"""The site's addresses: Indonesian words, ids and area codes, never anything personal."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, URLResolver, path

from rembuk.site.pages.accounts import views as accounts
from rembuk.site.pages.areas import views as areas
from rembuk.site.pages.child import views as child
from rembuk.site.pages.deliveries import views as deliveries
from rembuk.site.pages.desk import views as desk
from rembuk.site.pages.district import views as district
from rembuk.site.pages.guide import views as guide
from rembuk.site.pages.ledger import views as ledger
from rembuk.site.pages.place import views as place
from rembuk.site.pages.questions import views as questions
from rembuk.site.pages.sign_in import views as sign_in
from rembuk.site.pages.team import views as team


def page(address: str, view: Any, name: str) -> URLPattern:
    """Return one address; its view takes a request on which the sign-in middleware has put who asks."""
    return path(address, view, name=name)


urlpatterns: list[URLPattern | URLResolver] = [
    page("", desk.desk, "desk"),
    page("masuk/", sign_in.sign_in, "sign-in"),
    page("masuk/contoh/", sign_in.sign_in_demo, "sign-in-demo"),
    page("masuk/kode/", sign_in.code, "sign-in-code"),
    page("masuk/kata-sandi/", sign_in.own_password, "own-password"),
    page("masuk/pengaman/", sign_in.second_factor, "second-factor"),
    page("keluar/", sign_in.sign_out, "sign-out"),
    page("bahasa/", sign_in.language, "language"),
    page("tujuan/", sign_in.purpose, "purpose"),
    page("wilayah/", areas.areas, "areas"),
    page("wilayah/<str:code>/", areas.area, "area"),
    page("kabupaten/", district.district, "district"),
    page("keadaan/<str:code>/", place.place, "place"),
    page("keadaan/<str:code>/hitungan/", place.calculation, "calculation"),
    page("anak/<uuid:child_id>/", child.child, "child"),
    page("kiriman/", deliveries.deliveries, "deliveries"),
    page("kiriman/<uuid:delivery_id>/", deliveries.delivery, "delivery"),
    page("kiriman/<uuid:delivery_id>/tarik/", deliveries.withdraw, "delivery-withdraw"),
    page("pertanyaan/", questions.questions, "questions"),
    page("pertanyaan/<uuid:question_id>/", questions.question, "question"),
    page("tim/", team.team, "team"),
    page("akun/", accounts.accounts, "accounts"),
    page("akun/<uuid:account>/", accounts.account, "account"),
    page("akun/<uuid:account>/kata-sandi/", accounts.reset_password, "account-password"),
    page("akun/<uuid:account>/pengaman/", accounts.reset_second_factor, "account-second-factor"),
    page("akun/<uuid:account>/tutup/", accounts.close, "account-close"),
    page("buku/", ledger.ledger, "ledger"),
    page("buku/tanda-terima/", ledger.receipt, "ledger-receipt"),
    page("parts/", guide.parts, "parts"),
]

handler400 = "rembuk.site.errors.bad_request"
handler403 = "rembuk.site.errors.no_right"
handler404 = "rembuk.site.errors.not_found"
handler500 = "rembuk.site.errors.broken"
