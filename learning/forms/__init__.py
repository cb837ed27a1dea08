from learning.forms.certificates import ShareCertificateForm
from learning.forms.notes import NoteForm
from learning.forms.paths import PathForm
from learning.forms.rules import CriterionForm, ExemptionForm, RuleForm


__all__ = [
    "CriterionForm",
    "ExemptionForm",
    "NoteForm",
    "PathForm",
    "RuleForm",
    "ShareCertificateForm",
]
