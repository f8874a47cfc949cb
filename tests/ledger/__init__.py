"""What a client was told, and whether the servers agree with it."""
