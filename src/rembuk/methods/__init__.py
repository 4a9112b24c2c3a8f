"""Pure functions: arrays and rows in and out; no Django, no clock, no network."""
