"""The rules of partnerships, pure: no I/O, no clock, no randomness."""
