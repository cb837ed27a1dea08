from celery import shared_task
from django.core.management import call_command


@shared_task(name="cms.tasks.publish_scheduled_task", ignore_result=True)
def publish_scheduled_task() -> None:
    """Publish and unpublish what is due, every few minutes. Idempotent."""
    call_command("publish_scheduled")
