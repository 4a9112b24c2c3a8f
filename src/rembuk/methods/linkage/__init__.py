"""Which rows of two tables are the same child: Indonesian names and NIK, Splink's model on DuckDB, reasons in words.

All figures of accuracy known so far come from made-up data with assumed error rates (docs/linkage.md).
"""
