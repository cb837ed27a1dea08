from people.models import Team


def lock_organisation() -> None:
    """Let one import, reorganisation or erasure run at a time; inside a transaction, before any other lock."""
    Team.objects.select_for_update().get(code=Team.ROOT_CODE)
