from core.migration_operations import crud, grant


def let_roles_write_and_mark(apps, schema_editor):
    """Let editors and administrators write quizzes, and training managers mark open answers."""
    for model in ("category", "question", "quiz"):
        grant(apps, ["editor", "administrator"], "quizzes", model, **crud(model))
    grant(apps, ["training_manager"], "quizzes", "essaymark", mark_essay="Can mark open answers")
