"""Deliveries: send a file, see what became of it, mend, withdraw."""
