import core.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import modelcluster.fields
import modelsearch.index
import taggit.managers
import uuid
import wagtail.fields
import wagtail.images.models
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models
from cms.migrations import _rows
from core.migration_operations import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0002_initial'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Picture',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                    ('title', models.CharField(max_length=255, verbose_name='title')),
                    ('file', wagtail.images.models.WagtailImageField(height_field='height', upload_to=wagtail.images.models.get_upload_to, verbose_name='file', width_field='width')),
                    ('description', models.CharField(blank=True, default='', max_length=255, verbose_name='description')),
                    ('width', models.IntegerField(editable=False, verbose_name='width')),
                    ('height', models.IntegerField(editable=False, verbose_name='height')),
                    ('created_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='created at')),
                    ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
                    ('focal_point_x', models.PositiveIntegerField(blank=True, null=True)),
                    ('focal_point_y', models.PositiveIntegerField(blank=True, null=True)),
                    ('focal_point_width', models.PositiveIntegerField(blank=True, null=True)),
                    ('focal_point_height', models.PositiveIntegerField(blank=True, null=True)),
                    ('file_size', models.PositiveIntegerField(editable=False, null=True)),
                    ('file_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                    ('credit', models.CharField(blank=True, max_length=255, verbose_name='source and licence')),
                    ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ],
                options={
                    'verbose_name': 'image',
                    'verbose_name_plural': 'images',
                    'permissions': [('choose_image', 'Can choose image')],
                    'abstract': False,
                },
                bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
            ),
            migrations.CreateModel(
                name='Rendition',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('filter_spec', models.CharField(db_index=True, max_length=255)),
                    ('file', wagtail.images.models.WagtailImageField(height_field='height', storage=wagtail.images.models.get_rendition_storage, upload_to=wagtail.images.models.get_rendition_upload_to, width_field='width')),
                    ('width', models.IntegerField(editable=False)),
                    ('height', models.IntegerField(editable=False)),
                    ('focal_point_key', models.CharField(blank=True, default='', editable=False, max_length=16)),
                    ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='cms.picture')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('image', 'filter_spec', 'focal_point_key'), name='rendition_unique')],
                },
                bases=(wagtail.images.models.ImageFileMixin, models.Model),
            ),
            migrations.CreateModel(
                name='Attachment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                    ('title', models.CharField(max_length=255, verbose_name='title')),
                    ('file', models.FileField(upload_to='documents', verbose_name='file')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                    ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
                    ('file_size', models.PositiveBigIntegerField(editable=False, null=True)),
                    ('file_hash', models.CharField(blank=True, editable=False, max_length=40)),
                    ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ],
                options={
                    'verbose_name': 'document',
                    'verbose_name_plural': 'documents',
                    'permissions': [('choose_document', 'Can choose document')],
                    'abstract': False,
                },
                bases=(modelsearch.index.Indexed, models.Model),
            ),
            migrations.CreateModel(
                name='GlossaryTerm',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                    ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
                    ('term', models.CharField(max_length=120, verbose_name='term')),
                    ('definition', models.TextField(max_length=600, verbose_name='definition')),
                    ('variants', models.CharField(blank=True, help_text='Plurals and abbreviations under which lessons know it, parted by commas.', max_length=255, verbose_name='other forms')),
                    ('changed_at', models.DateTimeField(auto_now=True)),
                ],
                options={
                    'verbose_name': 'glossary term',
                    'verbose_name_plural': 'glossary',
                    'ordering': ['term'],
                    'unique_together': {('translation_key', 'locale')},
                    'abstract': False,
                    'constraints': [models.UniqueConstraint(fields=('term', 'locale'), name='glossary_term_once_in_a_language', violation_error_message='The glossary has this word already.')],
                },
            ),
            migrations.CreateModel(
                name='OrganisationSettings',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(default='Passerelle', max_length=120, verbose_name='name')),
                    ('accent', models.CharField(blank=True, help_text='Contrast is kept whatever the colour.', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-fA-F]{6}\\Z', 'Write a colour like #005f77.')], verbose_name='accent colour')),
                    ('accessibility', models.CharField(choices=[('none', 'Accessibility: not compliant'), ('partial', 'Accessibility: partially compliant'), ('full', 'Accessibility: fully compliant')], default='none', max_length=10, verbose_name='accessibility')),
                    ('measures_time', models.BooleanField(default=False, help_text='In four ranges, for the reader alone. Tell your works council first.', verbose_name='how long a lesson takes is kept')),
                ],
                options={
                    'verbose_name': 'organisation',
                },
            ),
            migrations.CreateModel(
                name='Portal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                    ('name_en', models.CharField(blank=True, default='', max_length=120, verbose_name='name in English')),
                    ('slug', models.SlugField(max_length=60, unique=True, verbose_name='short name')),
                    ('url', models.URLField(blank=True, verbose_name='address')),
                    ('opened_on', models.DateField(blank=True, null=True, verbose_name='opened on')),
                    ('is_open', models.BooleanField(default=True, verbose_name='followed')),
                    ('partition', models.CharField(choices=[('none', 'by team only'), ('job_family', 'by job family'), ('site', 'by site'), ('managers', 'managers and others')], db_default='job_family', default='job_family', help_text='How many used the portal is also published for these groups. One division at a time protects people; a change counts from the next month that is published.', max_length=20, verbose_name='figures, besides the teams')),
                    ('job_families', modelcluster.fields.ParentalManyToManyField(blank=True, help_text='Nobody else is asked about this portal, nor counted. None: for all.', related_name='+', to='people.jobfamily', verbose_name='for these job families alone')),
                    ('sites', modelcluster.fields.ParentalManyToManyField(blank=True, help_text='Nobody else is asked about this portal, nor counted. None: for all.', related_name='+', to='people.site', verbose_name='for these sites alone')),
                ],
                options={
                    'verbose_name': 'portal',
                    'verbose_name_plural': 'portals',
                    'ordering': ['name', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('partition__in', ['none', 'job_family', 'site', 'managers'])), name='portal_partition_is_known')],
                },
            ),
            migrations.CreateModel(
                name='PortalService',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                    ('portal', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='services', to='cms.portal')),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                    ('name_en', models.CharField(blank=True, default='', max_length=120, verbose_name='name in English')),
                    ('slug', models.SlugField(max_length=60, verbose_name='short name')),
                    ('tier', models.CharField(choices=[('essential', 'essential'), ('advanced', 'advanced')], default='essential', max_length=20, verbose_name='tier')),
                    ('cadence', models.CharField(choices=[('weekly', 'every week'), ('monthly', 'every month'), ('yearly', 'every year')], default='monthly', max_length=20, verbose_name='expected use')),
                ],
                options={
                    'verbose_name': 'service',
                    'verbose_name_plural': 'services',
                    'ordering': ['sort_order'],
                    'abstract': False,
                    'constraints': [models.UniqueConstraint(models.F('portal'), models.F('slug'), name='portal_service_slug_unique', violation_error_message='This portal already has a service of this short name.'), models.CheckConstraint(condition=models.Q(('tier__in', ['essential', 'advanced'])), name='portal_service_tier_is_known'), models.CheckConstraint(condition=models.Q(('cadence__in', ['weekly', 'monthly', 'yearly'])), name='portal_service_cadence_is_known')],
                },
            ),
            migrations.CreateModel(
                name='PortalScreen',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                    ('portal', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='screens', to='cms.portal')),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                    ('slug', models.SlugField(max_length=60, verbose_name='short name')),
                    ('version', models.CharField(blank=True, help_text='Such as 2026.2, or a date.', max_length=40, verbose_name='version')),
                ],
                options={
                    'verbose_name': 'screen',
                    'verbose_name_plural': 'screens',
                    'ordering': ['sort_order'],
                    'abstract': False,
                    'constraints': [models.UniqueConstraint(models.F('portal'), models.F('slug'), name='portal_screen_slug_unique', violation_error_message='This portal already has a screen of this short name.')],
                },
            ),
            migrations.CreateModel(
                name='ScreenChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('screen', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='cms.portalscreen')),
                    ('reports', models.PositiveIntegerField(db_default=1, default=1, verbose_name='times reported')),
                    ('reported_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='reported first')),
                    ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ],
                options={
                    'verbose_name': 'changed screen',
                    'verbose_name_plural': 'changed screens',
                    'ordering': ['-reported_at', '-pk'],
                    'constraints': [models.UniqueConstraint(models.F('screen'), condition=models.Q(('closed_at', None)), name='screen_change_one_open'), models.CheckConstraint(condition=models.Q(('closed_at', None), ('closed_at__gte', models.F('reported_at')), _connector='OR'), name='screen_change_closed_after')],
                },
            ),
            migrations.CreateModel(
                name='HomePage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                    ('welcome', wagtail.fields.RichTextField(blank=True, help_text='Shown once to somebody who has nothing to do yet.', verbose_name='welcome')),
                ],
                options={
                    'verbose_name': 'first screen',
                },
                bases=('wagtailcore.page',),
            ),
            migrations.CreateModel(
                name='ArticlePage',
                fields=[
                    ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                    ('introduction', models.TextField(blank=True, max_length=400, verbose_name='introduction')),
                    ('body', core.fields.StreamField([], blank=True, verbose_name='body')),
                    ('reviewed_on', models.DateField(blank=True, null=True, verbose_name='last checked on')),
                    ('review_by', models.DateField(blank=True, null=True, verbose_name='to check again by')),
                ],
                options={
                    'verbose_name': 'article',
                    'verbose_name_plural': 'articles',
                },
                bases=('wagtailcore.page',),
            ),
        ]),
        migrations.RunPython(_rows.make_first_pages, migrations.RunPython.noop),
        migrations.RunPython(_rows.let_authors_work, migrations.RunPython.noop),
    ]
