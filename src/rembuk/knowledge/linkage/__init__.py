"""What linkage knows: words of Indonesian names, codes in a NIK, and the trained weights of the model."""
