"""All pages."""

from services.notifications.pages import catalogue, deliveries, endpoints, entry
from services.notifications.pages.showing import SITE

ROUTERS = (entry.router, catalogue.router, endpoints.router, deliveries.router, SITE.elsewhere())
