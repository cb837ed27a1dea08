"""Strict manners for every test, and the cast of people by role."""

import random
from contextlib import contextmanager

import pytest
from django.db import connection, models
from django.test import Client


WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# Tables that a GET may write: the session's own, and the log of who looked at whom.
WRITABLE_ON_GET = ("django_session", "people_look", "people_person\" SET \"last_login")


class WroteOnGet(AssertionError):
    pass


@contextmanager
def read_only(allowed=WRITABLE_ON_GET):
    """Every write inside fails, save to the tables named."""

    def guard(execute, sql, params, many, context):
        if sql.lstrip("( ").upper().startswith(WRITES) and not any(name in sql for name in allowed):
            raise WroteOnGet(sql[:200])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(guard):
        yield


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


@pytest.fixture(autouse=True)
def unordered_is_shuffled(monkeypatch):
    """A queryset without an order gives its rows in any order, as a database may."""
    fetch = models.QuerySet._fetch_all

    def shuffled(self):
        fresh = self._result_cache is None
        fetch(self)
        ours = self.model.__module__.split(".")[0] in OUR_APPS
        if fresh and ours and not self.ordered and isinstance(self._result_cache, list):
            random.shuffle(self._result_cache)

    monkeypatch.setattr(models.QuerySet, "_fetch_all", shuffled)


OUR_APPS = {"people", "cms", "quizzes", "learning", "ambassadors", "adoption"}


@pytest.fixture(autouse=True)
def no_undefined_variable(monkeypatch):
    """An undefined variable in one of our templates fails the test."""
    from django.template import base

    monkeypatch.setattr(base.Origin, "loader", None, raising=False)
    resolve = base.FilterExpression.resolve

    def strict(self, context, ignore_failures=False):
        value = resolve(self, context, ignore_failures)
        if isinstance(value, str) and "⟦undefined:" in value:
            name = getattr(context.template, "origin", None)
            if name is not None and "/templates/" in str(name) and "site-packages" not in str(name):
                raise AssertionError(f"{value} in {name}")
            return ""
        return value

    monkeypatch.setattr(base.FilterExpression, "resolve", strict)


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
