"""The form that takes a sector's file."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DeliveryForm(forms.Form):
    """A file, the office that sends it, and the month it is about."""

    file = forms.FileField(
        label=_("Berkas"),
        help_text=_("Excel atau CSV seperti yang diunduh dari e-PPGBM; tidak perlu diubah lebih dahulu."),
        max_length=200,
    )
    office = forms.ChoiceField(label=_("Dikirim oleh"))
    period = forms.CharField(
        label=_("Bulan"),
        help_text=_("Misalnya 2026-11; kosong bila berkas memuat beberapa bulan."),
        required=False,
        max_length=7,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": ""}),
    )

    def __init__(self, *args: Any, offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = offices  # type: ignore[attr-defined]

    def clean_period(self) -> datetime.date | None:
        """Read the month, ``TTTT-BB``."""
        text = self.cleaned_data["period"].strip()
        if not text:
            return None
        try:
            return datetime.date.fromisoformat(f"{text}-01")
        except ValueError:
            raise forms.ValidationError(_("Tulis bulan sebagai TTTT-BB, misalnya 2026-11.")) from None
