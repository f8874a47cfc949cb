"""What is asked of the partners service over HTTP: one file per aggregate, as in `domain` and `api`."""
