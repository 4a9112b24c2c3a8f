"""Questions: is this row of a delivery that child of the register?"""
