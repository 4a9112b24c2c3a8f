"""What a sender mends in a delivery: one line a cell, as a workbook for the person who holds the file."""

from rembuk.papers.delivery_problems.paper import build, file_name

__all__ = ["build", "file_name"]
