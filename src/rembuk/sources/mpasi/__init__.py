"""The MPASI monitoring list of e-PPGBM: what a child of 6 to 23 months ate the day before."""
