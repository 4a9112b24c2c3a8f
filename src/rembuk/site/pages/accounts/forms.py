"""The form of a new account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rembuk.knowledge.policy import roles


class AccountForm(forms.Form):
    """Who signs in, in which role, for which office and area, until when."""

    name = forms.CharField(label=_("Nama pemegang"), max_length=160)
    username = forms.CharField(
        label=_("Nama akun"),
        help_text=_("Dipakai untuk masuk; huruf kecil, tanpa spasi."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Peran"))
    organisation = forms.ChoiceField(label=_("Kantor"), required=False)
    area_code = forms.CharField(
        label=_("Kode wilayah"),
        help_text=_("Kosong berarti wilayah kantornya."),
        max_length=40,
        required=False,
    )
    valid_until = forms.DateField(
        label=_("Berlaku sampai (tidak termasuk)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )

    def __init__(self, *args: Any, offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.name, gettext(role.label)) for role in roles().values()]  # type: ignore[attr-defined]
        self.fields["organisation"].choices = [("", gettext("tanpa kantor")), *offices]  # type: ignore[attr-defined]
