"""What the administration offers of adoption: it never shows a figure, nor anything of anybody's use."""

from django.utils.translation import gettext_lazy as _

from adoption.policies import may_see_pack, may_see_publications
from core.admin_tasks import AdminTask, register_admin_tasks


register_admin_tasks(
    AdminTask(
        name="publications",
        label=_("Register of publications"),
        note=_(
            "Which months are out for which portal, how each was made, what the audit of each said "
            "and what protecting it cost."
        ),
        icon="history",
        order=230,
        page="adoption:register",
        allowed=may_see_publications,
    ),
    AdminTask(
        name="pack",
        label=_("Works council file"),
        note=_(
            "What is measured and what is not, who sees what and for how long: a page and a PDF, "
            "written from the settings in force."
        ),
        icon="doc-full-inverse",
        order=231,
        page="adoption:pack",
        allowed=may_see_pack,
    ),
)
