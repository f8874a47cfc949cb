"""A complete receiver of Jembatan's webhooks: `WEBHOOK_SECRET=whsec_… python receiver.py`.

It believes nothing that `standardwebhooks` does not verify, puts what came into an inbox (SQLite, one row for each
`webhook-id`, so a repetition is no second event), answers at once, and works on the inbox beside.
"""

import json
import os
import sqlite3
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

PORT = int(os.environ.get("PORT", "3000"))
INBOX = os.environ.get("INBOX", "inbox.sqlite")
LARGEST = 1_000_000
webhook = Webhook(os.environ["WEBHOOK_SECRET"])
news = threading.Event()


def inbox() -> sqlite3.Connection:
    """A connection of this thread's own."""
    connection = sqlite3.connect(INBOX, timeout=10)
    connection.execute("CREATE TABLE IF NOT EXISTS inbox (id TEXT PRIMARY KEY, event TEXT NOT NULL, done INTEGER)")
    return connection


def handle(event: dict[str, Any]) -> None:
    """Your own work. May run twice for the last event before a crash, so let it be harmless to repeat."""
    if event.get("test"):
        print("a sample:", event["type"], flush=True)
        return
    print(event["type"], event["subject"], event["sequence"], flush=True)


def work() -> None:
    """One event after the other, in the order of arrival."""
    rows = inbox()
    while True:
        news.clear()
        for id, event in rows.execute("SELECT id, event FROM inbox WHERE done = 0 ORDER BY rowid").fetchall():
            handle(json.loads(event))
            with rows:
                rows.execute("UPDATE inbox SET done = 1 WHERE id = ?", (id,))
        news.wait()


class Receiver(BaseHTTPRequestHandler):
    """Answers webhooks."""

    def do_POST(self) -> None:
        """Verify, keep, answer."""
        length = int(self.headers.get("Content-Length", "0"))
        if length > LARGEST:
            return self.answer(413)
        body = self.rfile.read(length)
        try:
            event = webhook.verify(body, {name.lower(): value for name, value in self.headers.items()})
        except (WebhookVerificationError, ValueError):
            return self.answer(401)
        if event["type"] == "id.jembatan.notifications.endpoint-verification":
            return self.answer(200, {"challenge": event["data"]["challenge"]})
        with closing(inbox()) as rows, rows:  # committed before the answer
            rows.execute("INSERT OR IGNORE INTO inbox VALUES (?, ?, 0)", (self.headers["webhook-id"], body.decode()))
        news.set()
        return self.answer(204)

    def answer(self, status: int, content: dict[str, Any] | None = None) -> None:
        """Status, and JSON where there is some."""
        body = json.dumps(content).encode() if content else b""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Only events are printed."""


if __name__ == "__main__":
    threading.Thread(target=work, daemon=True).start()
    print(f"listening on port {PORT}", flush=True)
    ThreadingHTTPServer(("127.0.0.1", PORT), Receiver).serve_forever()
