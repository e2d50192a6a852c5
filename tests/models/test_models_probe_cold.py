"""A local server is found by a program that has just been started, not only by one that is warm."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

CODE = """
import asyncio, sys
from gm.models.probe import probe_local
found = asyncio.run(probe_local(1.0, ollama_port=int(sys.argv[1]), openai_ports={}))
print([model.name for server in found for model in server.models])
"""


class Ollama(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"models": [{"name": "tiny:1b"}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_found_cold() -> None:
    server = HTTPServer(("127.0.0.1", 0), Ollama)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        command = [sys.executable, "-c", CODE, str(server.server_port)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    finally:
        server.shutdown()
    assert done.stdout.strip() == "['tiny:1b']", done.stderr
