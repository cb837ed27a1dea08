"""Two short courses and the rules that give them, for stories that must not wait for a long lesson."""

import json


MODULE = "---\ntitle: {title}\nsummary: En deux mots.\n---\n\nÀ lire au calme.\n"
LESSON = (
    "---\ntitle: {title}\ngoal: vous saurez.\nminutes: 4\n{more}---\n\nRegardez, puis faites.\n"
)
PATH = "---\ntitle: {title}\nsummary: Pour commencer.\nmodules: [{module}]\nvalid_months: 24\n---\n\nBonjour.\n"
QUIZ = (
    "::Bonjour::On dit bonjour avant de demander un papier.{TRUE}\n\n"
    "::Téléphone::On prend le téléphone des mains de la personne.{FALSE}\n"
)
FILES = {
    "modules/au-guichet/module.md": MODULE.format(title="Au guichet"),
    "modules/au-guichet/01-ecouter.md": LESSON.format(title="Écouter d’abord", more=""),
    "modules/au-guichet/02-repondre.md": LESSON.format(
        title="Répondre ensuite", more="quiz: au-guichet-bilan\n"
    ),
    "modules/au-guichet/au-guichet-bilan.gift": QUIZ,
    "modules/dans-les-etages/module.md": MODULE.format(title="Dans les étages"),
    "modules/dans-les-etages/01-entrer.md": LESSON.format(title="Entrer chez les gens", more=""),
    "paths/bien-accueillir.md": PATH.format(title="Bien accueillir", module="au-guichet"),
    "paths/bien-entrer.md": PATH.format(title="Bien entrer", module="dans-les-etages"),
}
# No rule of the demo, and one for each job, mandatory, with its day and its reminders.
RULES = """
import json
from learning.actions.rules import end_rule, put_in_force, set_criterion
from learning.models import AssignmentRule, Path
from people.models import Job, JobFamily
for rule in AssignmentRule.objects.in_force():
    end_rule(rule=rule)
family = JobFamily.objects.order_by("pk").first()
for title, slug in json.loads({pairs!r}):
    job, _made = Job.objects.get_or_create(name=title, defaults={{"family": family}})
    rule = AssignmentRule.objects.create(
        title=title, path=Path.objects.get(slug=slug), is_mandatory=True, due="relative",
        due_days=30, remind_before=[3], remind_after=[1], tells_manager=True)
    set_criterion(rule=rule, kind="job", values=[job.pk], is_excluded=False)
    put_in_force(rule=rule)
"""


def load(site, folder):
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    site.manage("load_content", str(folder))


def give_by_job(site, *pairs):
    """`pairs`: a job, and the short name of the path that whoever holds it must follow in 30 days."""
    site.shell(RULES.format(pairs=json.dumps(pairs)))
