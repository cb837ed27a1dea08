from learning.admin_views.deleting import keep_what_was_learned, keep_what_was_learned_in_bulk
from learning.admin_views.moving import follow_its_page


__all__ = ["follow_its_page", "keep_what_was_learned", "keep_what_was_learned_in_bulk"]
