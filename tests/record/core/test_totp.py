"""One-time codes equal the test vectors of RFC 6238 (appendix B) and RFC 4226 (appendix D)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.record.core import totp

SEEDS = {
    "sha1": b"12345678901234567890",
    "sha256": b"12345678901234567890123456789012",
    "sha512": b"1234567890123456789012345678901234567890123456789012345678901234",
}
RFC_6238 = [
    (59, "94287082", "46119246", "90693936"),
    (1111111109, "07081804", "68084774", "25091201"),
    (1111111111, "14050471", "67062674", "99943326"),
    (1234567890, "89005924", "91819424", "93441116"),
    (2000000000, "69279037", "90698825", "38618901"),
    (20000000000, "65353130", "77737706", "47863826"),
]
RFC_4226 = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]


@pytest.mark.parametrize(("seconds", "sha1", "sha256", "sha512"), RFC_6238)
def test_the_vectors_of_rfc_6238(seconds, sha1, sha256, sha512):
    step = totp.step_of(seconds)
    for digest, code in (("sha1", sha1), ("sha256", sha256), ("sha512", sha512)):
        assert totp.code_at(SEEDS[digest], step, 8, digest) == code


@pytest.mark.parametrize(("counter", "code"), list(enumerate(RFC_4226)))
def test_the_vectors_of_rfc_4226(counter, code):
    assert totp.code_at(SEEDS["sha1"], counter) == code


@given(st.binary(min_size=20, max_size=20), st.integers(600, 4_000_000_000), st.integers(-5, 5))
def test_a_code_fits_one_step_early_or_late_and_no_further(secret, seconds, steps_off):
    code = totp.code_at(secret, totp.step_of(seconds) + steps_off)
    found = totp.matching_step(secret, code, seconds)
    near = {totp.code_at(secret, totp.step_of(seconds) + near) for near in (-1, 0, 1)}
    assert (found is not None) == (code in near)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "７５５２２４", "-", "755 22"])
def test_what_is_no_code_fits_nothing(typed):
    assert totp.matching_step(SEEDS["sha1"], typed, 0) is None


def test_a_code_may_be_typed_with_a_gap():
    assert totp.matching_step(SEEDS["sha1"], " 755 224 ", 0) == 0


def test_the_address_is_what_authenticators_read():
    assert totp.address(b"x" * 20, "ibu sari") == (
        "otpauth://totp/Rembuk:ibu%20sari?secret=PB4HQ6DYPB4HQ6DYPB4HQ6DYPB4HQ6DY&issuer=Rembuk"
    )
    assert totp.spelled(b"x" * 20).replace(" ", "") == "PB4HQ6DYPB4HQ6DYPB4HQ6DYPB4HQ6DY"
