"""The routes of notifications, the same under an organisation's account and under a school."""

from services.notifications import words
from services.notifications.access import PLACES
from services.notifications.api import deliveries, endpoints, events, hooks_links, mail, mail_pages, removal, streams

words.register()

for _place in PLACES:
    endpoints.declare(_place)
    endpoints.declare_acts(_place)
    deliveries.declare(_place)
    deliveries.declare_looks(_place)
    streams.declare(_place)
    removal.declare(_place)
removal.declare_erasure()

ROUTERS = (
    endpoints.router,
    deliveries.router,
    events.router,
    hooks_links.router,
    streams.router,
    mail.router,
    mail_pages.router,
    removal.router,
)
