"""The record as Parquet snapshots, and the figures of many districts."""
