"""Intake: what offices deliver, how it was understood, and what a person must still decide."""
