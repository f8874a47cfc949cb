"""The delivery engine: lanes, leases, intents, attempts. Nothing here decides who may do what."""
