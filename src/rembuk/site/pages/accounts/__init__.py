"""Accounts, for the operator: add, reset, close."""
