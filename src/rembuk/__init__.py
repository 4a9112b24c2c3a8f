"""Rembuk: the shared desk of a district's stunting team. ARCHITECTURE.md is the map of these rooms."""

__version__ = "0.1.0"
