"""What every app of the record stands on: who asks, how one reads and writes, identity, time, keys."""
