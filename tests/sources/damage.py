"""What Excel with Indonesian settings, and hands, do to a register: the truth's text in, the damaged cell out."""

from __future__ import annotations

import re


def _parts(text: str) -> tuple[int, str] | None:
    match = re.fullmatch(r"(\d+)\.(\d{1,2})", text)
    return (int(match[1]), match[2]) if match else None


def excel_text(text: str) -> str:
    """Return a CSV cell after Excel took «.» for the sign of time: 8.5 → 08.05, 85.5 → 85.05.00, 0.98 → fraction."""
    parts = _parts(text)
    if parts is None:
        return text.replace(".", ".")
    hours, minutes = parts[0], int(parts[1])
    if minutes > 59:
        return f"{(hours * 60 + minutes) / 1440:.9f}".rstrip("0").replace(".", ",")
    return f"{hours:02d}.{minutes:02d}" if hours < 24 else f"{hours}.{minutes:02d}.00"


def excel_cell(text: str):
    """Return the same as a workbook's cell: a day fraction with a time format, or a plain number."""
    parts = _parts(text)
    if parts is None:
        return text if re.fullmatch(r"-\d.*", text) else float(text) if text else ""
    hours, minutes = parts[0], int(parts[1])
    fraction = (hours * 60 + minutes) / 1440
    return fraction if minutes > 59 else (fraction, "hh:mm" if hours < 24 else "[h]:mm:ss")


#: name → how a cell of a measure is spoilt
OF_NUMBERS = {
    "excel": excel_text,
    "comma": lambda text: text.replace(".", ","),
    "ten": lambda text: text.replace(".", ""),
    "hundred": lambda text: f"{float(text) * 100:.0f}",
    "metre": lambda text: f"{float(text) / 100:.4g}",
    "gram": lambda text: f"{float(text) * 1000:.0f}",
    "sentinel": lambda text: "8888",
    "zero": lambda text: "0",
    "phone": lambda text: "081234567890",
    "word": lambda text: "sakit",
    "typo": lambda text: f"{float(text) + 1.7:.1f}",
    "serial": lambda text: "46200",
    "date": lambda text: f"2025-{int(float(text)) % 12 + 1:02d}-05",
    "unit": lambda text: text + " kg",
    "seconds": lambda text: excel_text(text) + ".00" if excel_text(text).count(".") == 1 else excel_text(text),
    "colon": lambda text: excel_text(text).replace(".", ":"),
}
#: name → how a date is spoilt (ISO in)
OF_DATES = {
    "dmy": lambda iso: f"{iso[8:]}/{iso[5:7]}/{iso[:4]}",
    "mdy": lambda iso: f"{iso[5:7]}/{iso[8:]}/{iso[:4]}",
    "short": lambda iso: f"{iso[8:]}-{iso[5:7]}-{iso[2:4]}",
    "impossible": lambda iso: iso[:5] + "02-31",
    "serial": lambda iso: "45000",
    "century": lambda iso: "1" + iso[1:],
    "word": lambda iso: "tidak tahu",
    "swapped": lambda iso: f"{iso[:4]}-{iso[8:]}-{iso[5:7]}" if int(iso[8:]) <= 12 else iso,
}
