"""One-time codes from a shared secret and the clock: TOTP (RFC 6238) on HOTP (RFC 4226), SHA-1, 6 digits, 30 seconds.

These are the values that every authenticator program expects. Pure functions: the caller brings secret and time.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from urllib.parse import quote

PERIOD_SECONDS = 30
DIGITS = 6


def new_secret() -> bytes:
    """Return a new secret of 160 bits, the length that RFC 4226 recommends."""
    return secrets.token_bytes(20)


def code_at(secret: bytes, step: int, digits: int = DIGITS, digest: str = "sha1") -> str:
    """Return the code of one time step (RFC 4226 §5.3: dynamic truncation of the HMAC of the counter)."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), digest)
    offset = mac[-1] & 0x0F
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**digits).zfill(digits)


def step_of(seconds: float) -> int:
    """Return the time step of a moment given in Unix seconds."""
    return int(seconds) // PERIOD_SECONDS


def matching_step(secret: bytes, code: str, seconds: float, drift: int = 1) -> int | None:
    """Return the step whose code was typed, at most ``drift`` steps from now; None where no code fits.

    The caller keeps the step and refuses it a second time (RFC 6238 §5.2).
    """
    typed = "".join(code.split()).replace("-", "")
    if len(typed) != DIGITS or not typed.isascii() or not typed.isdigit():
        return None
    here = step_of(seconds)
    found = None
    for step in range(max(here - drift, 0), here + drift + 1):
        if hmac.compare_digest(code_at(secret, step), typed):
            found = step
    return found


def spelled(secret: bytes) -> str:
    """Return the secret as a person types it into an authenticator: base 32 in groups of four."""
    letters = base64.b32encode(secret).decode()
    return " ".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def address(secret: bytes, account: str, issuer: str = "Rembuk") -> str:
    """Return the ``otpauth`` address that an authenticator reads from a QR code."""
    letters = base64.b32encode(secret).decode()
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?secret={letters}&issuer={quote(issuer)}"
