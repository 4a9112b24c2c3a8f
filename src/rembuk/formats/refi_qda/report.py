"""What an import understood, carried through, repaired and refused: collected on the way, written for a person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

#: A list longer than this is cut in the report, with the number of lines left out.
LONGEST_LIST = 100_000


@dataclass
class Report:
    """The facts of one import; whatever is in ``refused`` makes the command end with 1."""

    understood: list[str] = field(default_factory=list)
    countings: list[tuple[str, str, str]] = field(default_factory=list)
    carried: list[str] = field(default_factory=list)
    repaired: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)

    def markdown(self, title: str) -> str:
        """Return the report as Markdown, in Indonesian."""
        lines = [f"# Laporan impor: {_plain(title)}", "", "## Yang dipahami", ""]
        lines += [f"- {_plain(line)}" for line in self.understood]
        lines += ["", "## Cara menghitung posisi", ""]
        if self.countings:
            lines += ["| sumber | cara | alasan |", "|---|---|---|"]
            lines += [f"| {' | '.join(_plain(cell).replace('|', '¦') for cell in row)} |" for row in self.countings]
        else:
            lines.append("Proyek ini tidak memuat teks.")
        lines += ["", "## Dibawa apa adanya (folder rest/)", "", *_listed(self.carried)]
        repaired = [f"{what} ({count} kali)" if count > 1 else what for what, count in self.repaired.items()]
        lines += ["", "## Disesuaikan dengan standar", "", *_listed(repaired)]
        lines += ["", "## Ditolak atau hilang", "", *_listed(self.refused)]
        return "\n".join(lines) + "\n"


def _listed(sentences: list[str]) -> list[str]:
    shown = [f"- {_plain(sentence)}" for sentence in sentences[:LONGEST_LIST]] or ["Tidak ada."]
    left = len(sentences) - LONGEST_LIST
    return [*shown, f"- … dan {left} lagi."] if left > 0 else shown


def _plain(text: str) -> str:
    """Return the text on one line, without characters that would start Markdown or HTML."""
    return " ".join(text.split()).replace("<", "‹").replace(">", "›")


def short(text: str, most: int = 80) -> str:
    """Return a name fit for a sentence."""
    return text if len(text) <= most else text[: most - 1] + "…"
