import core.dates
import core.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import learning.models.scorm
import modelcluster.fields
import uuid
import wagtail.fields
from django.conf import settings
from django.db import migrations, models
from core.migration_operations import CreateTables
from learning.migrations import _rows


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('quizzes', '0001_initial'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='ScormPackage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('title', models.CharField(max_length=255, verbose_name='title')),
                    ('version', models.CharField(choices=[('1.2', 'SCORM 1.2'), ('2004', 'SCORM 2004')], max_length=10, verbose_name='version')),
                    ('archive', models.FileField(max_length=255, storage=learning.models.scorm.package_storage, upload_to='', verbose_name='archive')),
                    ('digest', models.CharField(max_length=64, unique=True)),
                    ('size', models.PositiveBigIntegerField(verbose_name='size unpacked, in bytes')),
                    ('units', models.JSONField(default=list)),
                    ('notes', models.JSONField(default=list)),
                    ('imported_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='imported at')),
                ],
                options={
                    'verbose_name': 'SCORM package',
                    'verbose_name_plural': 'SCORM packages',
                    'ordering': ['title', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('version__in', ['1.2', '2004'])), name='scorm_package_version_is_known')],
                },
            ),
            migrations.CreateModel(
                name='ScormState',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scorm_states', to=settings.AUTH_USER_MODEL)),
                    ('package', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='states', to='learning.scormpackage')),
                    ('unit', models.CharField(max_length=255, verbose_name='unit of the package')),
                    ('data', models.JSONField(default=dict, verbose_name='what the package noted')),
                    ('sequence', models.PositiveIntegerField(db_default=0, default=0, verbose_name='number of writings')),
                    ('percent', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='score (%)')),
                    ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='started at')),
                    ('completed_at', models.DateTimeField(blank=True, null=True, verbose_name='completed at')),
                ],
                options={
                    'verbose_name': 'state of a SCORM package',
                    'verbose_name_plural': 'states of SCORM packages',
                    'ordering': ['-started_at', '-pk'],
                    'constraints': [models.UniqueConstraint(models.F('person'), models.F('package'), models.F('unit'), name='scorm_state_once_per_unit'), models.CheckConstraint(condition=models.Q(('percent', None), ('percent__range', (0, 100)), _connector='OR'), name='scorm_state_percent_in_range')],
                },
            ),
            migrations.CreateModel(
                name='Module',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('title', models.CharField(max_length=255, verbose_name='title')),
                    ('requires', models.ManyToManyField(blank=True, related_name='opens', to='learning.module', verbose_name='modules to do first')),
                ],
                options={
                    'verbose_name': 'module',
                    'verbose_name_plural': 'modules',
                    'ordering': ['title', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Lesson',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to='learning.module')),
                    ('title', models.CharField(max_length=255, verbose_name='title')),
                    ('minutes', models.PositiveSmallIntegerField(default=7, verbose_name='minutes')),
                    ('required_quiz', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='required_by', to='quizzes.quiz')),
                    ('required_package', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='required_by', to='learning.scormpackage')),
                    ('asks_again_since', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='to be seen again since')),
                ],
                options={
                    'verbose_name': 'lesson',
                    'verbose_name_plural': 'lessons',
                    'ordering': ['module', 'title', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Path',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('title', models.CharField(max_length=200, verbose_name='title')),
                    ('slug', models.SlugField(max_length=100, unique=True, verbose_name='short name')),
                    ('summary', models.TextField(blank=True, max_length=400, verbose_name='summary')),
                    ('introduction', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                    ('title_en', models.CharField(blank=True, default='', max_length=200, verbose_name='title in English')),
                    ('summary_en', models.TextField(blank=True, default='', max_length=400, verbose_name='summary in English')),
                    ('introduction_en', wagtail.fields.RichTextField(blank=True, default='', verbose_name='introduction in English')),
                    ('is_retired', models.BooleanField(default=False, help_text='Nobody new can follow it. Those who follow it keep it.', verbose_name='retired')),
                    ('is_sequential', models.BooleanField(default=False, help_text='Each required module opens once the one before it is done.', verbose_name='modules open in their order')),
                    ('level', models.CharField(blank=True, choices=[('beginner', 'to begin'), ('usual', 'everyday'), ('advanced', 'to go further')], default='', max_length=20, verbose_name='level')),
                    ('contact', models.CharField(blank=True, choices=[('front_office', 'front office'), ('back_office', 'back office')], default='', max_length=20, verbose_name='contact with the public')),
                    ('placement_quiz', models.ForeignKey(blank=True, help_text='Whoever knows a module well may pass over it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='quizzes.quiz', verbose_name='placement quiz')),
                    ('valid_months', models.PositiveSmallIntegerField(blank=True, help_text='Empty: for ever.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='certificate valid for (months)')),
                    ('refresher', models.ForeignKey(blank=True, help_text='Followed when the certificate nears its end. Empty: this path again.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='learning.path', verbose_name='refresher path')),
                    ('jobs', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='+', to='people.job', verbose_name='jobs')),
                    ('sites', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='+', to='people.site', verbose_name='sites')),
                ],
                options={
                    'verbose_name': 'path',
                    'verbose_name_plural': 'paths',
                    'ordering': ['title', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='PathModule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                    ('path', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='learning.path')),
                    ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='learning.module', verbose_name='module')),
                    ('need', models.CharField(choices=[('required', 'required'), ('optional', 'optional'), ('choice', 'one of several to choose from')], default='required', max_length=10, verbose_name='what is asked')),
                    ('choice', models.CharField(blank=True, default='', help_text='For modules to choose from: the name of the choice, as given below.', max_length=40, verbose_name='choice')),
                    ('granted_from', models.PositiveSmallIntegerField(blank=True, help_text='From this result of the placement quiz on, the module may be passed over.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='known from (percent of the placement)')),
                ],
                options={
                    'verbose_name': 'module of a path',
                    'verbose_name_plural': 'modules of a path',
                    'ordering': ['sort_order'],
                    'abstract': False,
                    'constraints': [models.UniqueConstraint(models.F('path'), models.F('module'), name='path_module_once', violation_error_message='This module is in the path already.'), models.CheckConstraint(condition=models.Q(('need__in', ['required', 'optional', 'choice'])), name='path_module_need_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('need', 'choice'), models.Q(('choice', ''), _negated=True)), models.Q(models.Q(('need', 'choice'), _negated=True), ('choice', '')), _connector='OR'), name='path_module_choice_is_named', violation_error_message='Name the choice of a module to choose from, and of no other.')],
                },
            ),
            migrations.CreateModel(
                name='PathChoice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                    ('path', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='choices', to='learning.path')),
                    ('name', models.CharField(max_length=40, verbose_name='name')),
                    ('needed', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='how many are to do')),
                ],
                options={
                    'verbose_name': 'choice of a path',
                    'verbose_name_plural': 'choices of a path',
                    'ordering': ['sort_order'],
                    'abstract': False,
                    'constraints': [models.UniqueConstraint(models.F('path'), models.F('name'), name='path_choice_once'), models.CheckConstraint(condition=models.Q(('needed__gte', 1)), name='path_choice_needs_some')],
                },
            ),
            migrations.CreateModel(
                name='Enrolment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enrolments', to=settings.AUTH_USER_MODEL)),
                    ('path', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='learning.path')),
                    ('is_mandatory', models.BooleanField(db_default=False, default=False, verbose_name='mandatory')),
                    ('is_chosen', models.BooleanField(db_default=True, default=True, verbose_name='chosen by themselves')),
                    ('due_on', models.DateField(blank=True, null=True, verbose_name='due on')),
                    ('counts_from', models.DateTimeField(blank=True, null=True, verbose_name='counts from')),
                    ('enrolled_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='enrolled at')),
                ],
                options={
                    'verbose_name': 'enrolment',
                    'verbose_name_plural': 'enrolments',
                    'ordering': ['enrolled_at', 'pk'],
                    'constraints': [models.UniqueConstraint(models.F('person'), models.F('path'), name='enrolment_once_per_path')],
                },
            ),
            migrations.CreateModel(
                name='AssignmentRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('title', models.CharField(max_length=200, verbose_name='title')),
                    ('path', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rules', to='learning.path')),
                    ('is_mandatory', models.BooleanField(default=False, verbose_name='mandatory')),
                    ('state', models.CharField(choices=[('draft', 'draft'), ('in_force', 'in force'), ('ended', 'ended')], default='draft', max_length=10, verbose_name='state')),
                    ('due', models.CharField(choices=[('none', 'no day to meet'), ('fixed', 'the same day for everybody'), ('relative', 'a number of days after the assignment')], default='none', max_length=10, verbose_name='day to meet')),
                    ('due_on', models.DateField(blank=True, null=True, verbose_name='due on')),
                    ('due_days', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(3650)], verbose_name='days after the assignment')),
                    ('remind_before', models.JSONField(blank=True, default=list, verbose_name='reminders before (days)')),
                    ('remind_after', models.JSONField(blank=True, default=list, verbose_name='reminders after (days)')),
                    ('tells_manager', models.BooleanField(default=False, verbose_name='copy of late reminders to the manager')),
                    ('uses_results', models.BooleanField(db_default=False, default=False, editable=False)),
                    ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replacement', to='learning.assignmentrule')),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='made at')),
                    ('evaluated_at', models.DateTimeField(blank=True, null=True, verbose_name='last applied at')),
                ],
                options={
                    'verbose_name': 'assignment rule',
                    'verbose_name_plural': 'assignment rules',
                    'ordering': ['title', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_force', 'ended'])), name='assignment_rule_state_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('due', 'none'), ('due_days', None), ('due_on', None)), models.Q(('due', 'fixed'), ('due_days', None), ('due_on__isnull', False)), models.Q(('due', 'relative'), ('due_days__isnull', False), ('due_on', None)), _connector='OR'), name='assignment_rule_due_is_whole'), models.CheckConstraint(condition=models.Q(('is_mandatory', True), ('tells_manager', False), _connector='OR'), name='assignment_rule_tells_of_mandatory_only'), models.CheckConstraint(condition=models.Q(('is_mandatory', True), ('due', 'none'), _connector='OR'), name='assignment_rule_due_of_mandatory_only', violation_error_message='Only mandatory training has a day to meet.'), models.CheckConstraint(condition=models.Q(('is_mandatory', False), ('uses_results', False), _connector='OR'), name='assignment_rule_mandatory_without_results', violation_error_message='What people achieved only ever leads to a suggestion: mandatory, it would tell others of their results.'), models.CheckConstraint(condition=models.Q(('replaces', None), ('state', 'draft'), _connector='OR'), name='assignment_rule_replaced_by_a_draft')],
                },
            ),
            migrations.CreateModel(
                name='RuleCriterion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='criteria', to='learning.assignmentrule')),
                    ('kind', models.CharField(max_length=40)),
                    ('values', models.JSONField(default=list)),
                    ('is_excluded', models.BooleanField(default=False, verbose_name='all but these')),
                ],
                options={
                    'verbose_name': 'criterion',
                    'verbose_name_plural': 'criteria',
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(models.F('rule'), models.F('kind'), models.F('is_excluded'), name='rule_criterion_once')],
                },
            ),
            migrations.CreateModel(
                name='Assignment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='learning.assignmentrule')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to=settings.AUTH_USER_MODEL)),
                    ('path', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='learning.path')),
                    ('is_mandatory', models.BooleanField(verbose_name='mandatory')),
                    ('due_on', models.DateField(blank=True, null=True, verbose_name='due on')),
                    ('assigned_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='assigned at')),
                    ('due_since', models.DateField(default=core.dates.today, verbose_name='day set on')),
                    ('reminded', models.SmallIntegerField(blank=True, null=True, verbose_name='last reminder (days)')),
                    ('renews_on', models.DateField(blank=True, null=True, verbose_name='renews the certificate that ends on')),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                    ('exempted_at', models.DateTimeField(blank=True, null=True, verbose_name='exempted at')),
                    ('exemption', models.CharField(blank=True, choices=[('done_elsewhere', 'equivalent training followed elsewhere'), ('not_concerned', 'not concerned by this training'), ('long_absence', 'absent for long'), ('other', 'other reason, agreed with the training department')], default='', max_length=20, verbose_name='reason')),
                    ('exempted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='exemptions_given', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'assignment',
                    'verbose_name_plural': 'assignments',
                    'ordering': ['-assigned_at', '-pk'],
                    'indexes': [models.Index(models.F('person'), models.F('ended_at'), name='assignment_person_ended'), models.Index(models.F('path'), models.F('person'), condition=models.Q(('ended_at', None)), name='assignment_open')],
                    'constraints': [models.UniqueConstraint(models.F('rule'), models.F('person'), models.F('path'), condition=models.Q(('ended_at', None)), name='assignment_once_in_force'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('assigned_at')), _connector='OR'), name='assignment_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('exempted_at', None), ('exemption', '')), models.Q(('exempted_at__isnull', False), ('exemption__in', ['done_elsewhere', 'not_concerned', 'long_absence', 'other'])), _connector='OR'), name='assignment_exempted_for_a_reason')],
                },
            ),
            migrations.CreateModel(
                name='Certificate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='certificates', to=settings.AUTH_USER_MODEL)),
                    ('path', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='learning.path')),
                    ('title', models.CharField(max_length=200, verbose_name='title when it was issued')),
                    ('lessons', models.JSONField(default=list, verbose_name='lessons')),
                    ('minutes', models.PositiveIntegerField(default=0, verbose_name='minutes')),
                    ('issued_on', models.DateField(verbose_name='issued on')),
                    ('expires_on', models.DateField(blank=True, null=True, verbose_name='valid until')),
                    ('code', models.CharField(editable=False, max_length=40, unique=True)),
                    ('shows', models.JSONField(blank=True, default=list, verbose_name='what the public page shows')),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='made at')),
                ],
                options={
                    'verbose_name': 'certificate',
                    'verbose_name_plural': 'certificates',
                    'ordering': ['-issued_on', '-pk'],
                    'constraints': [models.UniqueConstraint(models.F('person'), models.F('path'), models.F('issued_on'), name='certificate_once_per_path_and_day'), models.CheckConstraint(condition=models.Q(('expires_on', None), ('expires_on__gte', models.F('issued_on')), _connector='OR'), name='certificate_ends_after_issue')],
                },
            ),
            migrations.CreateModel(
                name='CatalogPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                    ('introduction', models.TextField(blank=True, max_length=400, verbose_name='introduction')),
                ],
                options={
                    'verbose_name': 'catalogue',
                },
                bases=('wagtailcore.page',),
            ),
            migrations.CreateModel(
                name='ModulePage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                    ('searchable', models.TextField(blank=True, default='', editable=False)),
                    ('record', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='learning.module')),
                    ('summary', models.TextField(max_length=400, verbose_name='summary')),
                    ('objective', models.CharField(blank=True, max_length=255, verbose_name='objective')),
                    ('audience', models.CharField(blank=True, max_length=255, verbose_name='for whom')),
                    ('competences', models.CharField(blank=True, help_text='Of a public framework, such as DigComp 2.1, parted by commas.', max_length=255, verbose_name='competences')),
                    ('icon', models.CharField(default='book-open', max_length=40, verbose_name='icon')),
                    ('level', models.CharField(blank=True, choices=[('beginner', 'to begin'), ('usual', 'everyday'), ('advanced', 'to go further')], default='', max_length=20, verbose_name='level')),
                    ('barrier', models.CharField(blank=True, choices=[('awareness', 'I do not see what it is for'), ('desire', 'I do not feel like it'), ('knowledge', 'I do not know how it works'), ('ability', 'I do not manage when I try'), ('reinforcement', 'I tried, and went back to my habits'), ('fear', 'I fear for my job')], default='', help_text='What holds somebody back whom this module helps.', max_length=20, verbose_name='answers')),
                    ('introduction', core.fields.StreamField([], blank=True, verbose_name='introduction')),
                    ('reviewed_on', models.DateField(blank=True, null=True, verbose_name='last checked on')),
                    ('review_by', models.DateField(blank=True, null=True, verbose_name='to check again by')),
                    ('requires', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='+', to='learning.module', verbose_name='modules to do first')),
                ],
                options={
                    'verbose_name': 'module',
                    'verbose_name_plural': 'modules',
                },
                bases=('wagtailcore.page',),
            ),
            migrations.CreateModel(
                name='LessonPage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                    ('searchable', models.TextField(blank=True, default='', editable=False)),
                    ('record', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='learning.lesson')),
                    ('asks_again_marked_at', models.DateTimeField(editable=False, null=True)),
                    ('goal', models.CharField(help_text='What the reader will know how to do.', max_length=255, verbose_name='goal')),
                    ('minutes', models.PositiveSmallIntegerField(blank=True, help_text='Left empty, it is counted from the words, the videos and the quiz.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='minutes')),
                    ('body', core.fields.StreamField([], verbose_name='body')),
                    ('portal_service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.portalservice', verbose_name='service of the portal')),
                    ('screen', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='cms.portalscreen', verbose_name='screen of the portal that it shows')),
                    ('screen_version', models.CharField(blank=True, default='', max_length=40, verbose_name='version of the screen')),
                    ('reviewed_on', models.DateField(blank=True, null=True, verbose_name='last checked on')),
                    ('review_by', models.DateField(blank=True, null=True, verbose_name='to check again by')),
                ],
                options={
                    'verbose_name': 'lesson',
                    'verbose_name_plural': 'lessons',
                },
                bases=('wagtailcore.page',),
            ),
            migrations.CreateModel(
                name='LessonProgress',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lesson_progress', to=settings.AUTH_USER_MODEL)),
                    ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='progress', to='learning.lesson')),
                    ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='started at')),
                    ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read at')),
                    ('place', models.CharField(blank=True, default='', max_length=64, verbose_name='where they stopped')),
                    ('time_range', models.CharField(blank=True, choices=[('under_5', 'under 5 minutes'), ('under_15', '5 to 15 minutes'), ('under_30', '15 to 30 minutes'), ('over_30', 'over 30 minutes')], default='', max_length=10, verbose_name='time')),
                ],
                options={
                    'verbose_name': 'lesson progress',
                    'verbose_name_plural': 'lesson progress',
                    'ordering': ['-started_at', '-pk'],
                    'constraints': [models.UniqueConstraint(models.F('person'), models.F('lesson'), name='lesson_progress_once'), models.CheckConstraint(condition=models.Q(('read_at', None), ('read_at__gte', models.F('started_at')), _connector='OR'), name='lesson_progress_read_after_start'), models.CheckConstraint(condition=models.Q(('time_range__in', ['', 'under_5', 'under_15', 'under_30', 'over_30'])), name='lesson_progress_time_is_known')],
                },
            ),
            migrations.CreateModel(
                name='ModuleGrant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='module_grants', to=settings.AUTH_USER_MODEL)),
                    ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='learning.module')),
                    ('source', models.CharField(choices=[('placement', 'a placement test showed it'), ('presence', 'attendance at a workshop')], db_default='placement', default='placement', max_length=20, verbose_name='reason')),
                    ('granted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='granted at')),
                ],
                options={
                    'verbose_name': 'module known already',
                    'verbose_name_plural': 'modules known already',
                    'ordering': ['-granted_at', '-pk'],
                    'constraints': [models.UniqueConstraint(models.F('person'), models.F('module'), models.F('source'), name='module_grant_once'), models.CheckConstraint(condition=models.Q(('source__in', ['placement', 'presence'])), name='module_grant_source_is_known')],
                },
            ),
            migrations.CreateModel(
                name='LessonNote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lesson_notes', to=settings.AUTH_USER_MODEL)),
                    ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='learning.lesson')),
                    ('text', models.TextField(max_length=4000, verbose_name='note')),
                    ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='changed at')),
                ],
                options={
                    'verbose_name': 'note',
                    'verbose_name_plural': 'notes',
                    'ordering': ['-changed_at', '-pk'],
                    'constraints': [models.UniqueConstraint(models.F('person'), models.F('lesson'), name='lesson_note_once')],
                },
            ),
            migrations.CreateModel(
                name='Bookmark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bookmarks', to=settings.AUTH_USER_MODEL)),
                    ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookmarks', to='learning.lesson')),
                    ('kept_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='kept at')),
                ],
                options={
                    'verbose_name': 'bookmark',
                    'verbose_name_plural': 'bookmarks',
                    'ordering': ['-kept_at', '-pk'],
                    'constraints': [models.UniqueConstraint(models.F('person'), models.F('lesson'), name='bookmark_once')],
                },
            ),
            migrations.CreateModel(
                name='LoadedSource',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=255, unique=True, verbose_name='source')),
                    ('source_digest', models.CharField(max_length=64)),
                    ('content_digest', models.CharField(max_length=64)),
                    ('page', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.WAGTAIL_PAGE_MODEL)),
                ],
                options={
                    'verbose_name': 'loaded source',
                    'verbose_name_plural': 'loaded sources',
                    'ordering': ['key'],
                },
            ),
        ]),
        migrations.RunPython(_rows.make_the_catalogue, migrations.RunPython.noop),
        migrations.RunPython(_rows.let_roles_keep_courses, migrations.RunPython.noop),
    ]
