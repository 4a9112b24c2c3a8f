"""Agreements: the access rule. Part A holds what a role sees by right; written agreements widen it later."""
