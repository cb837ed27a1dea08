from celery import shared_task

from people.actions import forget_old_sign_ins


@shared_task(name="people.tasks.forget_old_sign_ins_task", ignore_result=True)
def forget_old_sign_ins_task() -> dict[str, int]:
    return forget_old_sign_ins()
