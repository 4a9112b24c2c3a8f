"""What is sealed opens with the same key, use and binding, and with nothing else; the paper key brings it back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.errors import Refused
from rembuk.record.core import keys


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.binary(max_size=20))
def test_sealed_and_opened(master, plain, bound_to):
    ours = keys.Keys(master)
    sealed = ours.seal("file", plain, bound_to)
    assert ours.open("file", sealed, bound_to) == plain
    for wrong in (lambda: ours.open("nik", sealed, bound_to), lambda: ours.open("file", sealed, bound_to + b"x")):
        with pytest.raises(Refused) as refused:
            wrong()
        assert refused.value.code == "wrong-key"


@given(st.binary(min_size=32, max_size=32), st.data())
def test_one_flipped_bit_does_not_open(master, data):
    ours = keys.Keys(master)
    sealed = bytearray(ours.seal("file", b"delapan setengah kilo"))
    place = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[place // 8] ^= 1 << place % 8
    with pytest.raises(Refused):
        ours.open("file", bytes(sealed))


@given(st.binary(min_size=32, max_size=32))
def test_the_recovery_key_brings_the_master_key_back(master):
    ours = keys.Keys(master)
    again = keys.from_recovery(ours.recovery().lower().replace("-", " "))
    assert again.digest("nik", "9901014101200001") == ours.digest("nik", "9901014101200001")


@given(st.binary(min_size=32, max_size=32), st.data())
def test_a_misread_letter_is_noticed(master, data):
    text = keys.Keys(master).recovery()
    place = data.draw(st.sampled_from([i for i, letter in enumerate(text) if letter != "-"]))
    other = data.draw(
        st.sampled_from([letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" if letter != text[place]])
    )
    with pytest.raises(Refused) as refused:
        keys.from_recovery(text[:place] + other + text[place + 1 :])
    assert refused.value.code == "wrong-recovery-key"


def test_the_key_file_is_for_this_user_alone_and_is_never_replaced(tmp_path):
    path = tmp_path / "keys" / "a.key"
    made = keys.create(path)
    assert path.stat().st_mode & 0o077 == 0
    assert keys.load(path).recovery() == made.recovery()
    with pytest.raises(Refused) as refused:
        keys.create(path)
    assert refused.value.code == "key-exists"


@pytest.mark.parametrize(("content", "code"), [(None, "no-key"), ("{}", "bad-key"), ("x", "bad-key")])
def test_a_missing_or_broken_key_file_is_a_sentence(tmp_path, content, code):
    path = tmp_path / "a.key"
    if content is not None:
        path.write_text(content)
    with pytest.raises(Refused) as refused:
        keys.load(path)
    assert refused.value.code == code


@pytest.mark.parametrize("text", ["", "abc", "1" * 56, "A" * 56, "é"])
def test_what_is_no_recovery_key_is_a_sentence(text):
    with pytest.raises(Refused):
        keys.from_recovery(text)
