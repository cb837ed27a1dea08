"""Runs the tasks by which Wagtail keeps its indexes: at once, or once per object at the end of a long load."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import TaskResult


INDEXING = {
    "modelsearch.tasks.insert_or_update_object_task",
    "wagtail.tasks.update_reference_index_task",
}
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
    for result in waiting.values():
        backend = result.task.get_backend()
        if isinstance(backend, IndexingBackend):
            backend.run(result)
