"""Signing in and out: password, one-time code, first password, second factor, the demo's one click."""
