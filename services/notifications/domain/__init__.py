"""The rules of notifications as plain functions: endpoints, filters, what is answered by a receiver and what then."""
