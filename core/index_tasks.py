"""Runs the tasks by which Wagtail keeps its indexes: at once, or once per object at the end of a long load."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import TaskResult
from wagtail.search.backends import get_search_backends


SEARCH = "modelsearch.tasks.insert_or_update_object_task"
INDEXING = {SEARCH, "wagtail.tasks.update_reference_index_task"}
_waiting: ContextVar[dict[Any, TaskResult[Any]] | None] = ContextVar("waiting", default=None)


class IndexingBackend(ImmediateBackend):
    def _execute_task(self, task_result: TaskResult[Any]) -> None:
        waiting, name = _waiting.get(), task_result.task.module_path
        if waiting is None or name not in INDEXING:
            super()._execute_task(task_result)
        else:
            waiting[(name, *task_result.args)] = task_result

    def run(self, task_result: TaskResult[Any]) -> None:
        super()._execute_task(task_result)


@contextmanager
def deferred_indexing() -> Iterator[None]:
    """Index what is saved inside once, at the end of the block, not at each save.

    It runs within the transaction of the load: nothing is indexed of what is rolled back.
    """
    waiting: dict[Any, TaskResult[Any]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    _index_for_search([tuple(arguments) for name, *arguments in waiting if name == SEARCH])
    for (name, *_arguments), result in waiting.items():
        backend = result.task.get_backend()
        if name != SEARCH and isinstance(backend, IndexingBackend):
            backend.run(result)


def _index_for_search(saved: Iterable[tuple[str, str, Any]]) -> None:
    """Index objects, named by app, model and primary key, all of a model at once."""
    keys: dict[Any, list[Any]] = defaultdict(list)
    for app, model_name, key in saved:
        keys[apps.get_model(app, model_name)].append(key)
    indexed: dict[Any, dict[Any, Any]] = defaultdict(dict)
    for model, wanted in keys.items():
        for saved_object in model._default_manager.filter(pk__in=wanted).order_by("pk"):
            found = saved_object.get_indexed_instance()
            if found is not None:
                indexed[type(found)][found.pk] = found
    for model, objects in indexed.items():
        listed = model.get_indexed_objects().filter(pk__in=objects).values_list("pk", flat=True)
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(model, [objects[key] for key in sorted(listed)])
