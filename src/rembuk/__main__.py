"""``python -m rembuk`` is the same as ``rembuk``."""

from rembuk.cli import main

main()
