"""The pages at `/notifications/hooks/`: a partner's engineer looks after endpoints, without an account."""
