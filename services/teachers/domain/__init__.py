"""The rules of teacher development, pure."""
