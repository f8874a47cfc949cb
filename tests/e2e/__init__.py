"""The whole system, every service its own process, seen from outside."""
