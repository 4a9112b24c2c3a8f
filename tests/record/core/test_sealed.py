"""A sealed stream gives back what was written, or nothing: not altered, cut, reordered, spliced, of another key."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.record.core import sealed
from rembuk.record.core.errors import Refused
from rembuk.record.core.keys import Keys

MAGIC, KEYS = b"test\n", Keys(bytes(range(32)))
STEP = 64 + 16


@pytest.fixture(autouse=True, scope="module")
def short_chunks():
    """Make chunks of 64 bytes, so that a short text has many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed, "CHUNK_BYTES", 64)
        yield


def seal(plain, keys=KEYS, piece=50):
    file = io.BytesIO()
    writer = sealed.SealedWriter(file, MAGIC, {"format": 1}, keys, "test")
    for start in range(0, len(plain), piece):
        writer.write(plain[start : start + piece])
    writer.finish()
    return file.getvalue()


def unseal(content, keys=KEYS):
    reader = sealed.SealedReader(io.BytesIO(content), MAGIC)
    reader.unlock(keys, "test")
    return b"".join(iter(lambda: reader.read(37), b""))


def split(content):
    """Return the header and the chunks."""
    start = len(MAGIC) + 4 + int.from_bytes(content[len(MAGIC) : len(MAGIC) + 4], "big")
    return content[:start], [content[i : i + STEP] for i in range(start, len(content), STEP)]


@given(st.binary(max_size=400), st.integers(1, 200))
def test_what_goes_in_comes_out(plain, piece):
    assert unseal(seal(plain, piece=piece)) == plain


@given(st.integers(0, 300), st.data())
def test_any_flipped_bit_is_refused(length, data):
    content = bytearray(seal(b"x" * length))
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Refused):
        unseal(bytes(content))


@pytest.mark.parametrize("length", [0, 1, 63, 64, 65, 128, 200])
def test_any_shorter_or_longer_file_is_refused(length):
    content = seal(b"y" * length)
    for end in range(len(content)):
        with pytest.raises(Refused):
            unseal(content[:end])
    with pytest.raises(Refused):
        unseal(content + b"\0")
    with pytest.raises(Refused):
        unseal(content + content[-STEP:])


def test_chunks_in_another_order_or_of_another_file_are_refused():
    header, chunks = split(seal(b"a" * 256))
    _, others = split(seal(b"a" * 256))  # the same words under the same key, another day
    for wrong in (
        [chunks[1], chunks[0], *chunks[2:]],
        [*chunks[:2], *chunks[3:]],
        [chunks[0], others[1], *chunks[2:]],
        [chunks[0], *chunks],
    ):
        with pytest.raises(Refused):
            unseal(header + b"".join(wrong))


def test_another_key_is_named_as_such():
    with pytest.raises(Refused) as refused:
        unseal(seal(b"z"), Keys(bytes(32)))
    assert refused.value.code == "other-key"
