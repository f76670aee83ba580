#!/usr/bin/env python3
"""A PostgreSQL server for one run of the tests: its own folder, a free port, gone at the end.

As a program it prints the server's URL and ends when nobody reads its output any more.
"""

import atexit
import functools
import glob
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time


def programs():
    """The folder of initdb and pg_ctl, or None."""
    found = shutil.which("initdb")
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)
    folders += [os.path.dirname(os.path.realpath(found))] if found else []
    return next((folder for folder in folders if all(
        os.path.exists(os.path.join(folder, name)) for name in ("initdb", "pg_ctl", "psql"))), None)


class Server:
    """Listens on 127.0.0.1 only; `user` may do all, everybody else needs a password."""

    def __init__(self, folder):
        self.bin = folder
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="cognate_pg_", dir="/tmp"))
        # The server refuses to run as root.
        self.become = []
        if os.geteuid() == 0:
            shutil.chown(self.home, "postgres")
            self.become = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        atexit.register(self.stop)
        self.run("initdb", "-D", self.home / "data", "-A", "trust", "-U", "postgres", "--no-sync",
                 "--locale=C.UTF-8", "-E", "UTF8")
        hba = "local all all trust\nhost all postgres 127.0.0.1/32 trust\n" \
              "host all all 127.0.0.1/32 scram-sha-256\n"
        (self.home / "data" / "pg_hba.conf").write_text(hba)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.run("pg_ctl", "-D", self.home / "data", "-w", "-l", self.home / "log", "-o",
                 f"-k {self.home} -c listen_addresses=127.0.0.1 -p {self.port} -c fsync=off "
                 "-c shared_buffers=32MB", "start")

    def run(self, program, *arguments):
        subprocess.run([*self.become, os.path.join(self.bin, program), *map(str, arguments)],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/tmp",
                       timeout=120)

    def stop(self):
        subprocess.run([*self.become, os.path.join(self.bin, "pg_ctl"), "-D", self.home / "data",
                        "-m", "immediate", "-w", "stop"], check=False, capture_output=True,
                       cwd="/tmp", timeout=60)
        shutil.rmtree(self.home, ignore_errors=True)

    def sql(self, text, database="postgres"):
        """Runs the statements as the owner."""
        subprocess.run([os.path.join(self.bin, "psql"), "-h", self.home, "-p", str(self.port), "-U",
                        "postgres", "-d", database, "-v", "ON_ERROR_STOP=1", "-q"],
                       input=text.encode(), check=True, capture_output=True, timeout=120)

    def url(self, database, user="postgres", password=None):
        credentials = user if password is None else f"{user}:{password}"
        return f"postgresql://{credentials}@127.0.0.1:{self.port}/{database}"


@functools.lru_cache(maxsize=None)
def server():
    """The server of this run, started at the first call; None where none is installed."""
    folder = programs()
    return Server(folder) if folder else None


def main():
    if programs() is None:
        return 1
    try:
        print(server().url("postgres"), flush=True)
        while True:
            time.sleep(0.2)
            print(flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())
