"""The routes of notifications, the same under an organisation's account and under a school."""

from services.notifications.access import PLACES
from services.notifications.api import deliveries, endpoints, mail

for _place in PLACES:
    endpoints.declare(_place)
    endpoints.declare_acts(_place)
    deliveries.declare(_place)

ROUTERS = (endpoints.router, deliveries.router, mail.router)
