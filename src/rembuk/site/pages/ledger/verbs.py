"""The verbs of the record in words. A verb that has none yet is shown by its own name."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

VERBS = {
    "import_areas": gettext_noop("Daftar wilayah dimasukkan"),
    "add_organisation": gettext_noop("Kantor atau mitra ditambahkan"),
    "record_decree": gettext_noop("SK dicatat"),
    "create_account": gettext_noop("Akun dibuat"),
    "reset_password": gettext_noop("Kata sandi diatur ulang"),
    "close_account": gettext_noop("Akun ditutup"),
    "sign_in": gettext_noop("Masuk"),
    "change_password": gettext_noop("Kata sandi diganti pemegangnya"),
    "enrol_second_factor": gettext_noop("Pengaman kedua dipasang"),
    "reset_second_factor": gettext_noop("Pengaman kedua dilepas"),
    "use_recovery_code": gettext_noop("Kode cadangan dipakai"),
    "receive_delivery": gettext_noop("Kiriman diterima"),
    "read_delivery": gettext_noop("Kiriman dibaca"),
    "take_in_rows": gettext_noop("Baris kiriman dimasukkan ke register"),
    "end_delivery": gettext_noop("Kiriman selesai dimasukkan"),
    "load_history_rows": gettext_noop("Riwayat lama dimasukkan sekaligus"),
    "end_history": gettext_noop("Riwayat lama selesai dimasukkan"),
    "refuse_delivery": gettext_noop("Kiriman tidak dapat dibaca"),
    "withdraw_delivery": gettext_noop("Kiriman ditarik"),
    "refresh_after_withdrawal": gettext_noop("Angka dihitung ulang sesudah penarikan"),
    "end_withdrawal": gettext_noop("Penarikan selesai"),
    "record_survey_figure": gettext_noop("Angka survei dicatat"),
    "answer_question": gettext_noop("Pertanyaan anak yang sama dijawab"),
    "issue_receipt": gettext_noop("Tanda terima dikeluarkan"),
}


def verb_word(verb: str) -> str:
    """Return what a verb is called on the screen."""
    return gettext(VERBS[verb]) if verb in VERBS else verb
