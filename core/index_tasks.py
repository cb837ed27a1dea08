"""Runs the tasks by which Wagtail keeps its indexes: at once, or all together at the end of a long load."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import TaskResult
from modelcluster.fields import ParentalKey
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backends


SEARCH = "modelsearch.tasks.insert_or_update_object_task"
REFERENCES = "wagtail.tasks.update_reference_index_task"
Keys = dict[Any, set[Any]]  # primary keys by model
_waiting: ContextVar[dict[str, Keys] | None] = ContextVar("waiting", default=None)


class IndexingBackend(ImmediateBackend):
    def _execute_task(self, task_result: TaskResult[Any]) -> None:
        waiting, name = _waiting.get(), task_result.task.module_path
        if waiting is None or name not in waiting:
            super()._execute_task(task_result)
        else:
            app_label, model_name, key = task_result.args
            waiting[name][apps.get_model(app_label, model_name)].add(key)


@contextmanager
def deferred_indexing() -> Iterator[None]:
    """Index what is saved inside once, at the end of the block, not at each save.

    It runs within the transaction of the load: nothing is indexed of what is rolled back.
    """
    waiting: dict[str, Keys] = {SEARCH: defaultdict(set), REFERENCES: defaultdict(set)}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    with transaction.atomic():
        _index_for_search(waiting[SEARCH])
        _index_references(waiting[REFERENCES])
    tell_planner()


def tell_planner() -> None:
    """Let SQLite count the index: without, it looks for words in one entry after the other, a hundred times slower."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE wagtailsearch_indexentry")


def _index_for_search(saved: Keys) -> None:
    indexed: dict[Any, dict[Any, Any]] = defaultdict(dict)
    for model, keys in saved.items():
        for instance in model._default_manager.filter(pk__in=keys):
            found = instance.get_indexed_instance()
            if found is not None:
                indexed[type(found)][found.pk] = found
    for model, objects in indexed.items():
        listed = model.get_indexed_objects().filter(pk__in=objects).values_list("pk", flat=True)
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(model, [objects[key] for key in sorted(listed)])


def _index_references(saved: Keys) -> None:
    """Index whole objects: a part, such as a question of a quiz, counts as what it is a part of."""
    wholes: Keys = defaultdict(set)
    while saved:
        model, keys = saved.popitem()
        part_of = next((it for it in model._meta.fields if isinstance(it, ParentalKey)), None)
        if part_of is None:
            wholes[model] |= keys
        else:
            found = model._default_manager.filter(pk__in=keys).values_list(
                part_of.attname, flat=True
            )
            saved[part_of.related_model] |= set(found) - {None}
    for model, keys in wholes.items():
        if ReferenceIndex.is_indexed(model):
            for instance in model._default_manager.filter(pk__in=keys).order_by("pk"):
                ReferenceIndex.create_or_update_for_object(instance)
