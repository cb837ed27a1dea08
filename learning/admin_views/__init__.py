from learning.admin_views.moving import update_lesson_module
from learning.admin_views.page_hooks import (
    refuse_deleting_progress,
    refuse_deleting_progress_in_bulk,
)


__all__ = ["refuse_deleting_progress", "refuse_deleting_progress_in_bulk", "update_lesson_module"]
