"""Work in a process of its own, which may be killed, on a database that outlives it.

On PostgreSQL that is the tests' own, and the test must be one whose rows are committed. On SQLite it is a
copy in a file, made of what the test wrote so far.
"""

import os
import sqlite3
import warnings
from contextlib import closing

from django.db import connection, connections


class Base:
    """The database as the process and its successor see it."""

    def __init__(self, folder):
        self.file = folder / "copy.sqlite3"
        self.is_postgresql = connection.vendor == "postgresql"
        if not self.is_postgresql:
            self.file.write_bytes(connection.connection.serialize())

    def ask(self, sql):
        if self.is_postgresql:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall()
        with closing(sqlite3.connect(self.file)) as copy:
            return copy.execute(sql).fetchall()

    def apart(self, work):
        """Run it in a process of its own; whether that was killed."""
        if self.is_postgresql:
            connection.close()
            connection.close_pool()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child == 0:
            code = 1
            try:
                self._enter()
                work()
                code = 0
            finally:
                os._exit(code)
        _pid, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
        return os.WIFSIGNALED(status)

    def _enter(self):
        """In the new process: the copy, through a connection that knows no transaction of the test."""
        if not self.is_postgresql:
            self.inherited = connections["default"]  # kept, since closing it would be felt
            del connections["default"]
            connections.settings["default"]["NAME"] = str(self.file)
