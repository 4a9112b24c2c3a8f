"""Indicators: the register's counts beside the survey's figures, each with its source, never on one line unlabelled."""
