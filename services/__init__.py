"""The services. Each is the same room (CONTRIBUTING.md); none imports another."""
