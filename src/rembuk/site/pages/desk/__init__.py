"""The desk, everyone's first page: what waits, with a date and one button each."""
