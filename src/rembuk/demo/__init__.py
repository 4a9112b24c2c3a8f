"""The made-up district: it writes files, then uses the same doors as a user. Nobody in it exists."""
