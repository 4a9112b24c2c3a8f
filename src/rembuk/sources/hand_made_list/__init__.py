"""Lists of children that an office typed by itself."""
