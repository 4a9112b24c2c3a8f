"""The ledger, for secretary, chair and operator, and the receipt that partners keep."""
