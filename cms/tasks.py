from celery import shared_task
from django.core.management import call_command


@shared_task(name="cms.tasks.publish_scheduled_task", ignore_result=True)
def publish_scheduled_task() -> None:
    """Every few minutes: what was to appear appears, what was to go is taken down. Twice does it once."""
    call_command("publish_scheduled")
