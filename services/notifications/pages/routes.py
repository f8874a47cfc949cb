"""All pages."""

from services.notifications.pages import catalogue, deliveries, endpoints, entry

ROUTERS = (entry.router, catalogue.router, endpoints.router, deliveries.router)
