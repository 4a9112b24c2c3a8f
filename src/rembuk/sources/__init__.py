"""One folder per sector file: its layout, reader, checks and a made-up sample."""
