"""The words and rules of placements. Pure: no I/O, no clock, no randomness."""
