"""``rembuk growth explain``: every step in Indonesian or JSON; what cannot be used is one sentence."""

import json

import pytest

CHILD = ["--sex", "f", "--age-days", "731", "--weight", "9.1", "--height", "79.43", "--position", "lying"]


def test_every_step_is_said(rembuk):
    done = rembuk("growth", "explain", *CHILD, "--muac", "9")
    assert (done.returncode, done.stderr) == (0, "")
    for words in (
        "hari ke-731",
        "dikurangi 0,7 cm",
        "dipakai 78,73 cm",
        "baris 78,7 cm: L = −0,3833, M = 9,9695, S = 0,08947",
        "baris 78,8 cm",
        "M = 9,97541",
        "= −1,0449",
        "Dibulatkan: −1,04",
        "Kategori Permenkes 2/2020: Pendek",
        "garis lurus: −2 SD = 12,6769 cm",
        "di luar batas, ukur ulang",
        "tidak diukur: HCZ, TSZ, SSZ",
    ):
        assert words in done.stdout, words


def test_the_same_as_json(rembuk):
    done = rembuk("growth", "explain", *CHILD, "--json")
    found = json.loads(done.stdout)
    whz = next(steps for steps in found["indices"] if steps["code"] == "whz")
    assert whz["calculation"]["z"] == -1.04
    assert found["adjusted_cm"] == 78.73


def test_dates_oedema_and_a_decimal_comma(rembuk):
    dates = ["--birth-date", "2022-01-01", "--measured-on", "2024-01-02"]
    done = rembuk("growth", "explain", "--sex", "P", *dates, "--weight", "9,1", "--height", "80", "--oedema", "y")
    assert done.returncode == 0
    assert "hari ke-731" in done.stdout and done.stdout.count("ada edema") == 3


@pytest.mark.parametrize("arguments,words", [
    (["--sex", "x", "--age-days", "1", "--weight", "3"], "--sex «x» tidak dapat dipakai"),
    (["--sex", "f", "--age-days", "-1", "--weight", "3"], "--age-days «-1» tidak dapat dipakai"),
    (["--sex", "f", "--age-days", "10", "--weight", "berat"], "--weight «berat»"),
    (["--sex", "f", "--age-days", "10"], "Tidak ada ukuran"),
    (["--sex", "f", "--birth-date", "2022-01-01", "--weight", "3"], "harus diberikan bersama"),
    (["--sex", "f", "--birth-date", "2022-01-02", "--measured-on", "2022-01-01", "--weight", "3"], "--measured-on"),
])  # fmt: skip
def test_what_cannot_be_used_is_one_sentence(rembuk, arguments, words):
    done = rembuk("growth", "explain", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr and done.stderr.count("\n") == 1
