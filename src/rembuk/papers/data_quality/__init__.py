"""The data-quality sheet of a puskesmas: what was found, what to do next, which children to measure again."""

from rembuk.papers.data_quality.paper import Paper, Row, write_pdf, write_workbook

__all__ = ["Paper", "Row", "write_pdf", "write_workbook"]
