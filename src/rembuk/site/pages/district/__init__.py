"""The district: two truths side by side, and its villages."""
