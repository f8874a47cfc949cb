"""Notifications: turns events into signed webhooks that arrive. Owns endpoints and deliveries, and only listens."""
