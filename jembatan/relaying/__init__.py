"""Webhooks for developers: what comes to an endpoint, relayed to a program on this machine; samples on demand."""
