"""The composition of the notifications service."""

from pathlib import Path

from services.notifications import retention
from services.notifications.api import ROUTERS
from services.notifications.consumers import HEARD
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.engine.running import deliver
from services.notifications.mail import links
from services.notifications.mail.digests import send_digests
from services.notifications.mail.items import COLLECTION as DIGEST_ITEMS
from services.notifications.operations import OPERATIONS
from services.notifications.pages.routes import ROUTERS as PAGES
from services.notifications.settings import NotificationsSettings
from services.notifications.views import COLLECTIONS
from services.notifications.watching import watch
from shared.people import PERSON
from shared.service import Service

SERVICE = Service(
    name="notifications",
    title="Jembatan: notifications",
    description=(
        "Webhooks to partners and schools, signed as Standard Webhooks: endpoints, deliveries, attempts.\n\n"
        "Every event that names an endpoint's owner arrives at least once, always with the same `webhook-id`. Of one "
        "aggregate the next event is sent after the one before was taken; while an attempt is to be repeated within "
        "30 seconds the next one waits, and after that it overtakes: compare `sequence`, which only grows. With "
        "`ordered` nothing overtakes: it waits until the one before was delivered or has finally failed. An endpoint "
        "that only fails is warned of (`endpoint-failing`) and disabled after five days; nothing heard meanwhile is "
        "lost."
    ),
    settings=NotificationsSettings,
    deciders=(ENDPOINT, PERSON),
    routers=(*ROUTERS, *PAGES),
    hears=HEARD,
    collections=(*COLLECTIONS, DIGEST_ITEMS),
    operations=OPERATIONS,
    workers=(deliver, watch, retention.run, send_digests),
    letters=Path(__file__).parent / "letters",
    pages=links.PAGES,
)
