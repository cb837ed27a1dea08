from dataclasses import asdict

from celery import shared_task

from people.actions import forget_old_mails, forget_old_sign_ins, send_due_mails


@shared_task(name="people.tasks.forget_old_sign_ins_task", ignore_result=True)
def forget_old_sign_ins_task() -> dict[str, int]:
    return forget_old_sign_ins()


@shared_task(name="people.tasks.send_due_mails_task", ignore_result=True)
def send_due_mails_task() -> dict[str, int]:
    """Every minute, and after each fact that asks for a mail. Two at once send each mail once."""
    return asdict(send_due_mails())


@shared_task(name="people.tasks.forget_old_mails_task", ignore_result=True)
def forget_old_mails_task() -> int:
    return forget_old_mails()
