"""Running `cognate serve` for tests, and talking to it in the plainest way."""

import contextlib
import http.client
import json
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time

from support import COGNATE, environment

START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 60


class Server:
    """A running server; .port, .path (of its Unix socket), .log()."""

    def __init__(self, *arguments, listen="127.0.0.1:0", env=None, log_level="info"):
        self.folder = tempfile.TemporaryDirectory(prefix="cognate_serve_")
        self.log_path = pathlib.Path(self.folder.name, "log")
        self.keys = pathlib.Path(self.folder.name, "keys")
        self.path = str(pathlib.Path(self.folder.name, "socket"))
        words = [COGNATE, "serve", "--listen", f"{listen},unix:{self.path}", "--keys-file",
                 str(self.keys), "--log-level", log_level, *map(str, arguments)]
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(words, stderr=log, stdout=log,
                                            env=env or environment())
        self.port = int(self.wait_for(r"listening on https?://\S+:(\d+)").group(1))

    def log(self):
        return self.log_path.read_text(errors="replace")

    def wait_for(self, pattern):
        """The first match of the pattern in the log; waits for it."""
        end = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < end:
            found = re.search(pattern, self.log())
            if found:
                return found
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        raise AssertionError(f"no {pattern!r} in the log:\n{self.log()}")

    def wait_until_ready(self):
        self.wait_for(r"info: ready: ")
        return self

    def wait_until_it_answers(self):
        """The same for a server whose log does not say so."""
        end = time.monotonic() + START_SECONDS_MAX
        while self.ask("GET", "/readyz").status != 200:
            assert time.monotonic() < end, self.log()
            time.sleep(0.01)

    def stop(self, number=signal.SIGTERM):
        """Its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(STOP_SECONDS_MAX)
        return code

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()

    def ask(self, method, target, body=None, headers=None):
        """One request over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            return ask(connection, method, target, body, headers)

    def socket(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def raw(self, data, piece=None, wait=0.0):
        """Sends bytes, all at once or in pieces, and gives all that comes until the end."""
        with self.socket() as stream:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                for i in range(0, len(data), piece or len(data) or 1):
                    stream.sendall(data[i:i + (piece or len(data))])
                    time.sleep(wait)
            return read_all(stream)


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    def json(self):
        return json.loads(self.body)


def ask(connection, method, target, body=None, headers=None):
    """One request over a connection that stays."""
    if body is not None and not isinstance(body, (bytes, str)):
        body = json.dumps(body)
    connection.request(method, target, body, headers or {})
    return Answer(connection.getresponse())


def read_all(stream):
    """Until the other side closes."""
    parts = []
    with contextlib.suppress(ConnectionResetError):
        while True:
            part = stream.recv(65536)
            if not part:
                break
            parts.append(part)
    return b"".join(parts)


def status_of(data):
    """The status of the first answer in these bytes, or None."""
    found = re.match(rb"HTTP/1\.1 (\d+) ", data)
    return int(found.group(1)) if found else None


def in_threads(count, work):
    """Calls work(i) in as many threads at once; raises what one raised."""
    errors = []

    def run(i):
        try:
            work(i)
        except BaseException as error:  # pylint: disable=broad-except
            errors.append(error)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
