"""A receiver of webhooks for trying out: `python docs/receiver.py [port]`. Answers the handshake, prints what arrives.

A real one verifies each request with the endpoint's secret before it believes it: see `docs/receive.md`.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 9900


class Receiver(BaseHTTPRequestHandler):
    """Takes everything."""

    def do_OPTIONS(self) -> None:
        """The CloudEvents handshake: yes, we want to hear you."""
        self.send_response(200)
        self.send_header("WebHook-Allowed-Origin", self.headers["WebHook-Request-Origin"])
        self.end_headers()

    def do_POST(self) -> None:
        """One webhook."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        print(self.headers["webhook-id"], body["type"], body["sequence"], flush=True)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Only webhooks are printed."""


HTTPServer(("127.0.0.1", PORT), Receiver).serve_forever()
