"""The lokus list with reasons: both ways of choosing side by side, for the TPPS to decide and to sign."""

from rembuk.papers.lokus.paper import Paper, write_pdf, write_workbook

__all__ = ["Paper", "write_pdf", "write_workbook"]
