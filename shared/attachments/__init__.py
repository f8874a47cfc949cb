"""Evidence files: streamed in and out, sniffed, bound to a tenant, kept by class, erased with the persons they show.

    attachment_routes(router, upload=allow("partners:write", *STAFF), read=allow("partners:read", *READERS))
    await require_attachments(ctx, body.evidence)  # before `ctx.execute`; events carry the ids only

See ADR 0007.
"""

from shared.attachments import words
from shared.attachments.attachments import COLLECTION, Attachment, Attachments, Retention
from shared.attachments.downloads import Downloads
from shared.attachments.naming import add_persons, require_attachments
from shared.attachments.routes import AttachmentView, attachment_routes, download_link

words.register()

__all__ = [
    "COLLECTION",
    "Attachment",
    "AttachmentView",
    "Attachments",
    "Downloads",
    "Retention",
    "add_persons",
    "attachment_routes",
    "download_link",
    "require_attachments",
]
