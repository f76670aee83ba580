"""Databases for tests: DuckDB in this process, a throw-away PostgreSQL cluster. Each runs SQL and
answers rows of texts, None for NULL."""

import csv
import ctypes
import glob
import io
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

from support import ROOT


class SqlError(Exception):
    """What the database said."""


def duckdb_path():
    """Where the library is, or None."""
    path = os.environ.get("COGNATE_DUCKDB_LIB") or ROOT / "third_party/duckdb/libduckdb.so"
    return path if pathlib.Path(path).exists() else None


class DuckDb:
    """A database in memory, by the C API."""

    class Outcome(ctypes.Structure):
        """duckdb_result, whose members nobody may touch."""
        _fields_ = [(f"part_{i}", ctypes.c_uint64) for i in range(6)]

    def __init__(self):
        self.api = ctypes.CDLL(str(duckdb_path()))
        self.api.duckdb_result_error.restype = ctypes.c_char_p
        self.api.duckdb_value_varchar.restype = ctypes.c_char_p
        self.api.duckdb_value_varchar.argtypes = [ctypes.c_void_p, ctypes.c_uint64, ctypes.c_uint64]
        self.api.duckdb_row_count.restype = ctypes.c_uint64
        self.api.duckdb_column_count.restype = ctypes.c_uint64
        self.database, self.connection = ctypes.c_void_p(), ctypes.c_void_p()
        self.api.duckdb_open(None, ctypes.byref(self.database))
        self.api.duckdb_connect(self.database, ctypes.byref(self.connection))

    def run(self, sql):
        outcome = ctypes.byref(self.Outcome())
        try:
            if self.api.duckdb_query(self.connection, sql.encode(), outcome):
                raise SqlError(self.api.duckdb_result_error(outcome).decode())
            columns = range(self.api.duckdb_column_count(outcome))
            return [[self.cell(outcome, column, row) for column in columns]
                    for row in range(self.api.duckdb_row_count(outcome))]
        finally:
            self.api.duckdb_destroy_result(outcome)

    def cell(self, outcome, column, row):
        text = self.api.duckdb_value_varchar(outcome, column, row)
        return None if text is None else text.decode()

    def close(self):
        self.api.duckdb_disconnect(ctypes.byref(self.connection))
        self.api.duckdb_close(ctypes.byref(self.database))


def postgresql_folder():
    """Where initdb is, or None."""
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    folders = [folder for folder in folders if os.path.exists(f"{folder}/initdb")]
    return folders[-1] if folders and shutil.which("psql") else None


class PostgreSql:
    """A cluster of its own in a temporary folder, reached by a socket in it."""

    NULL = "\x01null"

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="cognate-pg-", dir="/tmp")
        self.as_user = ["env", f"PATH={postgresql_folder()}:{os.environ['PATH']}"]
        if os.geteuid() == 0:  # which initdb refuses to be
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.as_user = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}",
                            "--clear-groups", *self.as_user]
        data = f"{self.folder}/data"
        self.call("initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync",
                  "--locale=C.UTF-8", "-E", "UTF8")
        self.call("pg_ctl", "-D", data, "-w", "-l", f"{self.folder}/log", "-o",
                  f"-k {self.folder} -c listen_addresses='' -c fsync=off -c shared_buffers=16MB",
                  "start")

    def call(self, *words):
        subprocess.run([*self.as_user, *words], check=True, capture_output=True, cwd=self.folder)

    def run(self, sql):
        done = subprocess.run(
            ["psql", "-X", "-q", "-h", self.folder, "-U", "postgres", "-d", "postgres", "--csv",
             "-t", "-v", "ON_ERROR_STOP=1", "-P", f"null={self.NULL}", "-f", "-"],
            input=sql, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SqlError(done.stderr)
        return [[None if cell == self.NULL else cell for cell in row]
                for row in csv.reader(io.StringIO(done.stdout))]

    def close(self):
        self.call("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder)
