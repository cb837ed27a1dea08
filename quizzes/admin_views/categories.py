"""Categories as the tree that their names say, and renamed with those below."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import EditView

from cms.admin_views import IndexWithoutBulkActions
from quizzes.actions.bank import rename_category
from quizzes.admin_views.base import URLS, ListingSubpage
from quizzes.category_tree import build_category_tree
from quizzes.models import Category
from quizzes.queries.bank import category_counts


CATEGORIES = "wagtailsnippets_quizzes_category"


class CategoryIndex(IndexWithoutBulkActions):
    @cached_property
    def header_buttons(self):
        as_tree = HeaderButton(
            _("As a tree"), url=reverse(f"{CATEGORIES}:tree"), icon_name="folder-open-inverse"
        )
        return [*super().header_buttons, as_tree]


class CategoryTree(ListingSubpage, TemplateView):
    model = Category
    header_icon = "folder-open-inverse"
    any_permission_required = ["add", "change", "delete", "view"]
    page_title = gettext_lazy("Categories as a tree")
    template_name = "quizzes/admin/category_tree.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            nodes=build_category_tree(category_counts()),
            may_rename=self.user_has_permission("change"),
            questions_url=reverse(f"{URLS}:list"),
            **kwargs,
        )


class RenameCategory(EditView):
    renamed = 0

    def save_instance(self):
        category = self.form.instance
        self.renamed = rename_category(category=category, name=self.form.cleaned_data["name"])
        return super().save_instance()

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except ValidationError as error:
            form.add_error("name", error)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def get_success_message(self):
        if self.renamed < 2:
            return super().get_success_message()
        below = self.renamed - 1
        sentence = ngettext(
            "“%(name)s” has its new name, and so has the category below it.",
            "“%(name)s” has its new name, and so have the %(count)d categories below it.",
            below,
        )
        return sentence % {"name": self.object, "count": below}
