"""Who helps whom: checks for double and missing help, a proposal with a reason a line, and how much better it could be.

A proposal only: a person decides. Recipients are codes, never names; givers see numbers by village and kind.
"""

from rembuk.methods.allocation.greedy import propose
from rembuk.methods.allocation.model import Needs, Offers, Plan

__all__ = ["Needs", "Offers", "Plan", "propose"]
