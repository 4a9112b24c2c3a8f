"""Figures that say how far they hold: prevalence, data quality, villages, change, children to watch."""
