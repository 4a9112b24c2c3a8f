"""The child register e-PPGBM of Sigizi Kesga, as exported since 2023."""
