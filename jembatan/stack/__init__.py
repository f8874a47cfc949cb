"""A real Kafka and a real database from Python packages alone, for trying out and for tests (ADR 0003).

An alliance runs Kafka and MongoDB proper and gives their URLs; then nothing here is used.
"""
