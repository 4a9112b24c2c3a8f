"""One file per picture: rows in, SVG out."""
