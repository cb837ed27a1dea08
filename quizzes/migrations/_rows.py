from core.migration_operations import grant_permissions, model_permissions


def let_roles_write_and_mark(apps, schema_editor):
    """Let editors and administrators write quizzes, and training managers mark open answers."""
    for model in ("category", "question", "quiz"):
        grant_permissions(
            apps, ["editor", "administrator"], "quizzes", model, **model_permissions(model)
        )
    grant_permissions(
        apps, ["training_manager"], "quizzes", "essaymark", mark_essay="Can mark open answers"
    )
