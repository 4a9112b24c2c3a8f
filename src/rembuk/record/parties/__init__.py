"""Parties: organisations, the decree (SK) that makes them a team, and the accounts that act for them."""
