"""Made-up child registers with known truth, and how well and how fast they are linked."""
