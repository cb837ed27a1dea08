"""Compares a PostgreSQL server with what the site needs of it, and says the SQL that is missing."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from django.utils.translation import gettext as _
from psycopg import sql

from adoption.usage.usage_partitions import TABLE as USAGE
from config.probes import QUIET_LOG


OLDEST = 15  # on which the tests run
# The site may create functions in public: none of them is called by the superuser that connects with these options.
SEARCHED = "-c search_path=pg_catalog,pg_temp"
LOOKS = "people_look"  # whose rows the site may add, never change
SCRAM_ROUNDS = 4096
SETTINGS = {name: values[0] for name, values in QUIET_LOG.items()}
SETTINGS |= {"log_min_error_statement": "panic", "jit": "off"}
MAY_WRITE = "SELECT, INSERT, UPDATE, DELETE"


class NotFit(Exception):
    """The server cannot be prepared; the message says what to do."""


@dataclass(frozen=True)
class Login:
    name: str
    password: str


@dataclass(frozen=True)
class Wanted:
    """A database, who owns its tables and whom the site connects as: the same where there is one role."""

    database: str
    owner: Login
    site: Login


Rows = list[tuple[Any, ...]]


def scram_verifier(password: str, salt: bytes) -> str:
    """Return what PostgreSQL keeps of a password: so that neither it nor its log is told the password itself."""
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, SCRAM_ROUNDS)
    client = hmac.digest(salted, b"Client Key", "sha256")
    parts = (hashlib.sha256(client).digest(), hmac.digest(salted, b"Server Key", "sha256"))
    stored, server, salt_text = (base64.b64encode(part).decode() for part in (*parts, salt))
    return f"SCRAM-SHA-256${SCRAM_ROUNDS}:{salt_text}${stored}:{server}"


def _is_verifier_of(kept: str | None, password: str) -> bool:
    if not kept or not kept.startswith(f"SCRAM-SHA-256${SCRAM_ROUNDS}:"):
        return False
    salt = base64.b64decode(kept.split(":")[1].split("$")[0])
    return hmac.compare_digest(kept, scram_verifier(password, salt))


class Server:
    """A connection to one database of the server, as whoever may prepare it."""

    def __init__(self, connection: psycopg.Connection[Any], wanted: Wanted) -> None:
        self.connection, self.wanted = connection, wanted

    def ask(self, query: str, *values: object) -> Rows:
        return self.connection.execute(query, values).fetchall()

    def say(self, text: str, *names: str) -> str:
        quoted = [sql.Identifier(name) for name in names]
        return sql.SQL(text).format(*quoted).as_string(self.connection)

    # --- The server ------------------------------------------------------------------------------

    def missing(self) -> Iterator[str]:
        """Yield what is missing before one can connect to the database."""
        self._refuse_old()
        for login in dict.fromkeys((self.wanted.owner, self.wanted.site)):
            yield from self._role(login)
        yield from self._membership()
        yield from self._database()
        yield from self._settings()

    def _refuse_old(self) -> None:
        version = self.connection.info.server_version // 10_000
        if version < OLDEST:
            raise NotFit(
                _("PostgreSQL %(is)s is too old: %(least)s or later is needed.")
                % {"is": version, "least": OLDEST}
            )
        [(name, may)] = self.ask(
            "SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user"
        )
        if not may or name in (self.wanted.owner.name, self.wanted.site.name):
            raise NotFit(
                _("This needs a superuser of PostgreSQL, not the site: give one with --admin.")
            )

    def _role(self, login: Login) -> Iterator[str]:
        if not login.password.isascii() or not login.password:
            raise NotFit(
                _("The role %s needs a password of plain letters and digits.") % login.name
            )
        found = self.ask(
            "SELECT rolcanlogin, rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls,"
            " rolpassword FROM pg_authid WHERE rolname = %s",
            login.name,
        )
        password = ""
        if not found or not _is_verifier_of(found[0][2], login.password):
            password = f" PASSWORD '{scram_verifier(login.password, secrets.token_bytes(16))}'"
        if not found:
            yield self.say("CREATE ROLE {} LOGIN" + password, login.name)
            return
        can_login, may_more, _password = found[0]
        if password or not can_login:
            yield self.say("ALTER ROLE {} LOGIN" + password, login.name)
        if may_more:
            less = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
            yield self.say("ALTER ROLE {} " + less, login.name)

    def _membership(self) -> Iterator[str]:
        """Migrations change the one table whose parts the site makes and drops itself, too."""
        owner, site = self.wanted.owner.name, self.wanted.site.name
        is_member = self.ask(
            "SELECT 1 FROM pg_auth_members m WHERE pg_get_userbyid(m.roleid) = %s"
            " AND pg_get_userbyid(m.member) = %s",
            site, owner,
        )  # fmt: skip
        if owner != site and not is_member:
            yield self.say("GRANT {} TO {}", site, owner)

    def _database(self) -> Iterator[str]:
        name, owner, site = self.wanted.database, self.wanted.owner.name, self.wanted.site.name
        found = self.ask(
            "SELECT pg_encoding_to_char(encoding), pg_get_userbyid(datdba) = %s,"
            " EXISTS (SELECT FROM aclexplode(coalesce(datacl, acldefault('d', datdba))) WHERE grantee = 0)"
            " FROM pg_database WHERE datname = %s",
            owner, name,
        )  # fmt: skip
        if not found:
            yield self.say(
                "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'",
                name, owner,
            )  # fmt: skip
        encoding, is_owned, is_open = found[0] if found else ("UTF8", True, True)
        if encoding != "UTF8":
            raise NotFit(
                _("The database %(name)s is in %(encoding)s. Dump it, make it anew in UTF8.")
                % {"name": name, "encoding": encoding}
            )
        if not is_owned:
            yield self.say("ALTER DATABASE {} OWNER TO {}", name, owner)
        if is_open:
            yield self.say("REVOKE ALL ON DATABASE {} FROM PUBLIC", name)
        if not found or not self._may_connect(site):
            yield self.say("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}", name, site)

    def _may_connect(self, role: str) -> bool:
        """Tell whether the role itself may, not by what PUBLIC may."""
        query = (
            "SELECT 1 FROM pg_database, aclexplode(datacl)"
            " WHERE datname = %s AND pg_get_userbyid(grantee) = %s AND privilege_type = 'CONNECT'"
        )
        return bool(self.ask(query, self.wanted.database, role))

    def _settings(self) -> Iterator[str]:
        """Yield what keeps what people write out of the server's log (docs/runbook.md)."""
        found = self.ask(
            "SELECT unnest(setconfig) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase"
            " WHERE s.setrole = 0 AND d.datname = %s",
            self.wanted.database,
        )
        there = dict(line.split("=", 1) for (line,) in found)
        for name, value in SETTINGS.items():
            if there.get(name) != value:
                yield self.say(f"ALTER DATABASE {{}} SET {name} = '{value}'", self.wanted.database)

    # --- The database, connected to ------------------------------------------------------------------

    def missing_inside(self) -> Iterator[str]:
        """Yield what is missing inside of the database: who owns what, and what the site may do."""
        owner, site = self.wanted.owner.name, self.wanted.site.name
        yield from self._owned(owner)
        if owner == site:
            return
        if not self.ask("SELECT 1 WHERE has_schema_privilege(%s, 'public', 'CREATE')", site):
            yield self.say("GRANT USAGE, CREATE ON SCHEMA public TO {}", site)
        for kind, rights in (("TABLES", MAY_WRITE), ("SEQUENCES", "USAGE, SELECT")):
            if self._lack(kind, site):
                yield self.say(f"GRANT {rights} ON ALL {kind} IN SCHEMA public TO {{}}", site)
            if not self._is_default(kind, owner, site):
                yield self.say(
                    f"ALTER DEFAULT PRIVILEGES FOR ROLE {{}} IN SCHEMA public GRANT {rights} ON {kind} TO {{}}",
                    owner, site,
                )  # fmt: skip
        yield from self._looks(site)

    def _owned(self, owner: str) -> Iterator[str]:
        """Yield who has to own another thing than now: the site what it makes parts of, the owner all else."""
        if self.ask(
            "SELECT 1 FROM pg_namespace WHERE nspname = 'public' AND pg_get_userbyid(nspowner) <> %s",
            owner,
        ):
            yield self.say("ALTER SCHEMA public OWNER TO {}", owner)
        relations = self.ask(
            "SELECT relname, pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') ORDER BY relname"
        )
        for name, now in relations:
            is_part = name == USAGE or name.startswith(f"{USAGE}_")
            due = self.wanted.site.name if is_part else owner
            if now != due:
                yield self.say("ALTER TABLE public.{} OWNER TO {}", name, due)
        yield from self._functions(owner)

    def _functions(self, owner: str) -> Iterator[str]:
        """Hand over those of triggers, which a migration made; refuse any other, which would get the owner's rights."""
        functions = self.ask(
            "SELECT oid::regprocedure::text, prorettype = 'trigger'::regtype AND NOT prosecdef"
            " FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND pg_get_userbyid(proowner) <> %s"
            " AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e') ORDER BY 1",
            owner,
        )
        for signature, is_ours in functions:
            if not is_ours:
                raise NotFit(
                    _("Whoever made the function %s could act as others. Look at it, then drop it.")
                    % signature
                )
            yield f"ALTER FUNCTION {signature} " + self.say("OWNER TO {}", owner)

    def _lack(self, kind: str, site: str) -> bool:
        """Tell whether the site lacks a right on a table (of the log of looks, less) or on a sequence."""
        kinds, may = "('S')", "has_sequence_privilege(%(site)s, oid, 'USAGE')"
        if kind == "TABLES":
            kinds, may = (
                "('r', 'p')",
                (
                    "has_table_privilege(%(site)s, oid, 'DELETE')"
                    " AND (relname = %(looks)s OR has_table_privilege(%(site)s, oid, 'UPDATE'))"
                ),
            )
        query = (  # ours, both
            "SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace"  # noqa: S608
            f" AND CASE WHEN relkind IN {kinds} THEN NOT ({may}) ELSE false END LIMIT 1"
        )
        return bool(self.connection.execute(query, {"site": site, "looks": LOOKS}).fetchall())

    def _is_default(self, kind: str, owner: str, site: str) -> bool:
        letter = "r" if kind == "TABLES" else "S"
        return bool(
            self.ask(
                "SELECT 1 FROM pg_default_acl, aclexplode(defaclacl) WHERE defaclobjtype::text = %s"
                " AND pg_get_userbyid(defaclrole) = %s AND pg_get_userbyid(grantee) = %s",
                letter, owner, site,
            )
        )  # fmt: skip

    def _looks(self, site: str) -> Iterator[str]:
        if not self.has_tables():
            return
        is_as_wanted = self.ask(
            "SELECT 1 WHERE has_column_privilege(%s, %s, 'viewer_id', 'UPDATE')"
            " AND NOT has_table_privilege(%s, %s, 'UPDATE')",
            site, f"public.{LOOKS}", site, f"public.{LOOKS}",
        )  # fmt: skip
        if self._lack("TABLES", site) or not is_as_wanted:
            yield self.say("REVOKE UPDATE ON public.{} FROM {}", LOOKS, site)
            yield self.say("GRANT UPDATE (viewer_id) ON public.{} TO {}", LOOKS, site)

    def has_tables(self) -> bool:
        return bool(self.ask("SELECT to_regclass(%s)", f"public.{LOOKS}")[0][0])
