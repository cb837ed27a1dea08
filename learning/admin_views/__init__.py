from learning.admin_views.deleting import refuse_deleting_progress, refuse_deleting_progress_in_bulk
from learning.admin_views.moving import update_lesson_module


__all__ = ["refuse_deleting_progress", "refuse_deleting_progress_in_bulk", "update_lesson_module"]
