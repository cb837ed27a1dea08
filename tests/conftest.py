"""Strict manners for every test, and the cast of people by role."""

import gc
import os
import random
import re
import shutil
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import pytest
from csp.middleware import CSPMiddleware
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection, models
from django.db.backends.signals import connection_created
from django.db.models.query import MAX_GET_RESULTS
from django.dispatch import receiver
from django.template import base
from django.templatetags.i18n import BlockTranslateNode
from django.test import Client, TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck, settings
from whitenoise.middleware import WhiteNoiseMiddleware

from adoption.contacts import tap_limits
from adoption.publishing.charts.drawing_cache import drawing_cache
from config.caches import caches
from core import cache as core_cache
from core import circuit_breaker
from core.cache import limits
from tests import migrated, services
from tests.migrated_rows import MigratedRows


INFORMED = "informed"  # people.middleware, which cannot be imported before the settings are
A_RUN = 12 * 3600
MAKE_NONCE = CSPMiddleware._make_nonce
PROOFS = "account_authentication_methods"  # django-allauth’s, of the session

# A slow machine is no counter-example.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


OUR_APPS = {"people", "cms", "quizzes", "learning", "ambassadors", "adoption"}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_blocker):
    with django_db_blocker.unblock(), migrated.loaded():
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        migrated.keep_tested()
        if connection.vendor == "postgresql":
            rows = MigratedRows()
            patch.setattr(TransactionTestCase, "_fixture_setup", lambda: None)
            patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: rows.put_back())
        yield


# --- The database has the time of the test ---------------------------------------------------------

NOW = "%Y-%m-%d %H:%M:%f"  # what Django asks SQLite for, and expects as seconds with three places


def time_of_the_test(form, *moments):
    if (form, moments) != (NOW, ("NOW",)):
        raise ValueError(f"STRFTIME of {form} and {moments}: the tests know that of Now() alone")
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"[:-3]


@receiver(connection_created)
def travels_with_the_test(connection, **_kwargs):
    """A day that a test has chosen is the day of its database too: else a test would pass until the two are too far apart."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("strftime", -1, time_of_the_test)


# --- What no test changes is read once ---------------------------------------------------------------


def pytest_collection_finish():
    """What is loaded by now stays: nobody looks for garbage in it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def static_files_are_found_once():
    """Each test client begins the site anew, and WhiteNoise would walk through all static files."""
    find, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def find_once(self):
        if not found:
            find(self)
            found.update(self.files)
        self.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", find_once)
        yield


# --- A GET never writes ---------------------------------------------------------------------------

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
WRITE = re.compile(
    r'\W*(?:WITH\b.*?\b)?(?:INSERT(?: OR \w+)?\s+INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)',
    re.IGNORECASE | re.DOTALL,
)
# Tables that a GET may write: the session's own, the log of who looked at whom, and what Wagtail
# keeps of its own screens (who is editing, the choices of each person).
WRITABLE_ON_GET = frozenset(
    {
        "django_session",
        "people_look",
        "wagtailadmin_editingsession",
        "wagtailcore_pagesubscription",
        "wagtailusers_userprofile",
    }
)


class WroteOnGet(AssertionError):
    pass


@contextmanager
def read_only(allowed=WRITABLE_ON_GET):
    """Every write inside fails, save to the tables named; also one whose failure was swallowed."""
    refused = []

    def guard(execute, sql, params, many, context):
        write = WRITE.match(sql)
        if write and write[1] not in allowed:
            refused.append(sql[:200])
            raise WroteOnGet(refused[-1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(guard):
        yield
    if refused:
        raise WroteOnGet(refused[0])


@pytest.fixture(autouse=True)
def get_never_writes(request, monkeypatch):
    """A GET, HEAD or OPTIONS of the test client that writes fails the test."""
    if request.node.get_closest_marker("may_write"):
        return
    generic = Client.request

    def guarded(self, **environ):
        if environ.get("REQUEST_METHOD", "GET") in SAFE_METHODS:
            with read_only():
                return generic(self, **environ)
        return generic(self, **environ)

    monkeypatch.setattr(Client, "request", guarded)


# --- Whoever is signed in was shown the notices --------------------------------------------------------


@pytest.fixture(autouse=True, scope="session")
def informed_when_signed_in():
    """As after a first sign-in, with a password that stays recent for a whole run.

    A test about notices forgets it with `session.pop`, one about that password calls `proved_before`.
    """
    sign_in = Client.force_login

    def informed(self, user, backend=None):
        sign_in(self, user, backend)
        session = self.session
        session[INFORMED] = True
        session[PROOFS] = [{"method": "password", "at": time.time() + A_RUN}]
        session[f"{PROOFS}_user"] = str(user.pk)
        session.save()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "force_login", informed)
        yield


def proved_before(client, minutes):
    """The password of this session was typed so many minutes ago."""
    session = client.session
    session[PROOFS] = [session[PROOFS][0] | {"at": time.time() - 60 * minutes}]
    session.save()


# --- Answers can be compared to the letter -----------------------------------------------------------


@pytest.fixture(autouse=True, scope="session")
def one_nonce():
    """Two answers of the same content are equal: only a test of the nonce itself asks for `fresh_nonces`."""

    def same(_middleware, asked):
        asked._csp_nonce = "nonce" * 4 + "same"
        return asked._csp_nonce

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CSPMiddleware, "_make_nonce", same)
        yield


@pytest.fixture
def fresh_nonces(monkeypatch):
    """Each answer has one of its own, as served."""
    monkeypatch.setattr(CSPMiddleware, "_make_nonce", MAKE_NONCE)


# --- What has no order comes in any order ----------------------------------------------------------


def in_any_order(queryset):
    ours = queryset.model.__module__.split(".")[0] in OUR_APPS
    return ours and not queryset.ordered


def is_cut(queryset):
    """A slice; `get` also limits its rows, to tell one from several."""
    return queryset.query.is_sliced and queryset.query.high_mark != MAX_GET_RESULTS


@pytest.fixture(autouse=True)
def unordered_is_shuffled(monkeypatch):
    """A queryset without an order gives its rows in any order, as a database may; a slice of it fails."""
    fetch, stream = models.QuerySet._fetch_all, models.QuerySet._iterator

    def shuffled(self):
        fresh = self._result_cache is None
        if fresh and in_any_order(self) and is_cut(self):
            raise AssertionError(f"a slice of {self.model._meta.label} has no order")
        fetch(self)
        if fresh and in_any_order(self) and isinstance(self._result_cache, list):
            random.shuffle(self._result_cache)

    def streamed(self, *arguments):
        rows = stream(self, *arguments)
        if in_any_order(self):
            rows = list(rows)
            random.shuffle(rows)
        yield from rows

    monkeypatch.setattr(models.QuerySet, "_fetch_all", shuffled)
    monkeypatch.setattr(models.QuerySet, "_iterator", streamed)


# --- Every variable of our templates exists ----------------------------------------------------------

UNDEFINED = "⟦undefined:"  # tests.settings has Django write it for what it cannot find
LIBRARIES = "site-packages"


def is_ours(origin):
    return LIBRARIES not in str(origin)


@contextmanager
def as_outside_tests(context):
    """Inside, what cannot be found is an empty text, as it will be when the site runs."""
    engine = context.template.engine
    mark, engine.string_if_invalid = engine.string_if_invalid, ""
    try:
        yield
    finally:
        engine.string_if_invalid = mark


class Strict(base.FilterExpression):
    """Knows in which template it stands: that is what counts, not the page that includes it."""

    __slots__ = ("origin",)

    def __init__(self, token, parser):
        super().__init__(token, parser)
        self.origin = parser.origin

    def resolve(self, context, ignore_failures=False):
        if ignore_failures or not is_ours(self.origin):
            with as_outside_tests(context):
                return super().resolve(context, ignore_failures)
        value = super().resolve(context)
        if isinstance(value, str) and UNDEFINED in value:
            raise AssertionError(f"undefined: {self.token} in {self.origin}")
        return value


@pytest.fixture(autouse=True, scope="session")
def no_undefined_variable():
    """An undefined variable in one of our templates fails the test; `if` and `for` may ask for one.

    Libraries' templates are exempt, also around a page of ours and inside it.
    """
    translate = BlockTranslateNode.render

    def strict_translation(self, context, nested=False):
        if not is_ours(self.origin):
            with as_outside_tests(context):
                return translate(self, context, nested)
        text = translate(self, context, nested)
        kept = str(context.get(self.asvar, "")) if self.asvar else text
        assert UNDEFINED not in kept, f"{kept} in {self.origin}"
        return text

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base.Parser, "compile_filter", lambda parser, token: Strict(token, parser))
        patch.setattr(BlockTranslateNode, "render", strict_translation)
        yield


# --- Nothing is remembered from the test before ----------------------------------------------------


@pytest.fixture(autouse=True)
def own_language():
    """A request leaves its language to the thread: the next test must not read in it."""
    translation.activate(django_settings.LANGUAGE_CODE)


@pytest.fixture
def in_english(own_language):
    """Words that no request puts into its language are in the source's."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def empty_cache():
    """Rows are taken back after a test, and their numbers come again; what a cache knows of them stays."""
    cache.clear()
    limits.clear()
    limits.set(tap_limits.MARK, "2020-01-01", None)  # nothing was lost since
    shutil.rmtree(drawing_cache().folder, ignore_errors=True)


@pytest.fixture
def redis(settings, monkeypatch, tmp_path):
    """Both caches on a Redis of the test's own. `stop()` ends it, `start()` brings an empty one to the same address."""
    monkeypatch.setattr(core_cache, "redis_outage", circuit_breaker.CircuitBreaker("The cache"))
    monkeypatch.setattr(circuit_breaker, "PAUSE", 0)
    with RedisOfATest() as server:
        settings.CACHES = caches(server.url, tmp_path)
        yield server
    del settings.CACHES  # before whatever a later fixture asks of them


class RedisOfATest(ExitStack):
    def __enter__(self):
        self.port = services.free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()
        return super().__enter__()

    def start(self):
        try:
            self.enter_context(services.redis(self.port))
        except services.Missing as missing:
            if os.environ.get("REQUIRE_ALL") == "1":
                raise
            pytest.skip(str(missing))

    def stop(self):
        self.close()


# --- The cast ---------------------------------------------------------------------------------------


@pytest.fixture
def person(db):
    """A member of staff with a primary position."""
    from tests.people.factories import PersonFactory, PositionFactory

    someone = PersonFactory()
    PositionFactory(person=someone)
    return someone


@pytest.fixture
def manager(db):
    """A manager of a team, with a primary position in it."""
    from tests.people.factories import PersonFactory, PositionFactory

    someone = PersonFactory()
    PositionFactory(person=someone, is_manager=True)
    return someone


def _with_role(role):
    from django.contrib.auth.models import Group

    from tests.people.factories import PersonFactory, PositionFactory

    someone = PersonFactory()
    PositionFactory(person=someone)
    someone.groups.add(Group.objects.get(name=role))
    return someone


@pytest.fixture
def training_manager(db):
    return _with_role("training_manager")


@pytest.fixture
def editor(db):
    return _with_role("editor")


@pytest.fixture
def data_protection_officer(db):
    return _with_role("data_protection_officer")


@pytest.fixture
def administrator(db):
    return _with_role("administrator")


@pytest.fixture
def as_served(settings):
    """Templates as in production: Wagtail's own lean on undefined variables being empty."""
    [engine] = settings.TEMPLATES
    options = {
        name: value for name, value in engine["OPTIONS"].items() if name != "string_if_invalid"
    }
    settings.TEMPLATES = [engine | {"OPTIONS": options}]


# --- Races ------------------------------------------------------------------------------------------


def pytest_collection_modifyitems(items):
    """SQLite lets one write at a time: what needs two at once is for PostgreSQL alone."""
    races = [item for item in items if is_a_race(item.get_closest_marker("django_db"))]
    if races and connection.vendor == "sqlite":
        for item in races:
            item.add_marker(pytest.mark.skip(reason="a race needs PostgreSQL"))


def is_a_race(marker):
    return marker is not None and marker.kwargs.get("transaction", False)
