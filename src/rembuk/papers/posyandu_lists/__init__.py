"""The nutritionist's month by posyandu: who did not come, who is not entered, what to mend, whom to refer."""

from rembuk.papers.posyandu_lists.paper import build, file_name

__all__ = ["build", "file_name"]
