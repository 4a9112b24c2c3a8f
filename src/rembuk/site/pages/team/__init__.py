"""The team by its SK: who sits where, with which duties, and which tasks have no owner."""
