"""Runs what the outbox holds, as a worker would after the commit that a test's transaction never has."""

from core.background import Queue
from people.actions.outbox_run import run_next_task


def run_background() -> None:
    for queue in Queue:
        while run_next_task(queue):
            continue


def post(client, *arguments, **more):
    """Send a form, and do what it asked for."""
    answer = client.post(*arguments, **more)
    run_background()
    return answer
