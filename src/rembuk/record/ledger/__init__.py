"""The ledger: one append-only, hash-chained table of who changed what, for whom, and why."""
