"""The kernel: one mechanism per need, used by every service. Knows no domain word and imports no service."""
