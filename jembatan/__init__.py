"""The command line, the one-process composition of all services, the embedded stack and the demo."""
