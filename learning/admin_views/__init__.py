from learning.admin_views.deleting import keep_what_was_learned, keep_what_was_learned_in_bulk


__all__ = ["keep_what_was_learned", "keep_what_was_learned_in_bulk"]
