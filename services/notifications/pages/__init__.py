"""The pages at `/notifications/hooks/`: a partner's engineer looks after endpoints, without an account."""

from services.notifications.pages import catalogue, deliveries, endpoints, entry

ROUTERS = (entry.router, catalogue.router, endpoints.router, deliveries.router)
