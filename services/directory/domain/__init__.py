"""The directory's aggregates. Every event carries the full state, since its topics are compacted (ADR 0005)."""
