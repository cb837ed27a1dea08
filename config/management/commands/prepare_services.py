from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import environ
import psycopg
from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg import connect
from psycopg.conninfo import make_conninfo

from config import prepared_redis
from config.database import admin_url, owner
from config.prepared_postgresql import SEARCHED, Login, NotFit, Server, Wanted
from core.commands import TranslatedCommand


class Command(TranslatedCommand):
    purpose = gettext_lazy(
        "Prepares PostgreSQL and Redis: prints what is missing, or does it with --apply. Run it again after migrate."
    )
    requires_system_checks = []  # the database may not be there yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help=_("do what is printed"))
        parser.add_argument(
            "--admin",
            default=admin_url(environ.Env()),
            metavar="URL",
            help=_(
                "a superuser of PostgreSQL (default: DATABASE_ADMIN_URL, or the socket of this machine)"
            ),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        try:
            if settings.DATABASES["default"]["ENGINE"] == "core.postgresql":
                done += self._prepare_postgresql(options["admin"], apply=options["apply"])
            for url in _redis_urls():
                done += self._prepare_redis(url, apply=options["apply"])
        except (NotFit, psycopg.Error) as error:
            raise CommandError(str(error).strip()) from error
        if not done:
            self.stderr.write(_("Nothing is missing."), style_func=str)
        elif not options["apply"]:
            self.stderr.write(_("Nothing was changed: do it with --apply."), style_func=str)

    def _prepare_postgresql(self, admin: str, *, apply: bool) -> int:
        wanted = _wanted()
        with connect(admin, autocommit=True, options=SEARCHED) as connection:
            server = Server(connection, wanted)
            count = self._each(server.missing, connection, apply=apply)
            if not server.ask("SELECT 1 FROM pg_database WHERE datname = %s", wanted.database):
                self.stdout.write(_("-- inside of the database: seen once it is there"))
                return count
        self.stdout.write(f"\\connect {wanted.database}")
        inside = make_conninfo(admin, dbname=wanted.database)
        with connect(inside, autocommit=True, options=SEARCHED) as connection:
            server = Server(connection, wanted)
            count += self._each(server.missing_inside, connection, apply=apply)
            if not server.has_tables():
                self.stdout.write(_("-- no tables yet: run migrate, then this again"))
        return count

    def _each(
        self,
        missing: Callable[[], Iterator[str]],
        connection: psycopg.Connection[Any],
        *,
        apply: bool,
    ) -> int:
        statements = list(missing())
        for statement in statements:
            self.stdout.write(f"{statement};")
            if apply:
                connection.execute(statement.encode())
        return len(statements)

    def _prepare_redis(self, url: str, *, apply: bool) -> int:
        found = list(prepared_redis.missing(url))
        parts = urlsplit(url)
        for name, value in found:
            self.stdout.write(
                f"redis-cli -h {parts.hostname} -p {parts.port or 6379} CONFIG SET {name} '{value}'"
            )
        if found and apply and not prepared_redis.apply(url, found):
            lines = "".join(f"\n    {name} {value}" for name, value in found)
            self.stderr.write(
                _("Redis was begun without a file: put this into its own.") + lines, style_func=str
            )
        return len(found)


def _wanted() -> Wanted:
    site = settings.DATABASES["default"]
    tables = owner(environ.Env()) or site
    if tables["NAME"] != site["NAME"]:
        raise CommandError(_("DATABASE_URL and DATABASE_OWNER_URL name two databases."))
    return Wanted(
        site["NAME"],
        owner=Login(tables["USER"], tables["PASSWORD"]),
        site=Login(site["USER"], site["PASSWORD"]),
    )


def _redis_urls() -> list[str]:
    """Return each server once, whatever the number of its database."""
    urls = [settings.REDIS_URL, settings.CELERY_BROKER_URL]
    servers = {urlsplit(url).netloc: url for url in urls if url.startswith(("redis:", "rediss:"))}
    return list(servers.values())
