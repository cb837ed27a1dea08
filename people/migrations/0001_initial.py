import core.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    """Only the models that others' migrations refer to: these render all models related to theirs at each step."""

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(error_messages={'unique': 'This partner is known already.'}, max_length=120, unique=True, verbose_name='name')),
                ('kind', models.CharField(choices=[('public_service_house', 'public-service house'), ('local_authority', 'local authority'), ('association', 'association'), ('other', 'other partner')], default='public_service_house', max_length=30, verbose_name='kind of partner')),
            ],
            options={
                'verbose_name': 'partner',
                'verbose_name_plural': 'partners',
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['public_service_house', 'local_authority', 'association', 'other'])), name='partner_kind_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('staff_number', models.CharField(max_length=40, unique=True, verbose_name='staff number')),
                ('email', models.EmailField(blank=True, max_length=254, null=True, verbose_name='e-mail address')),
                ('first_name', models.CharField(max_length=100, verbose_name='first name')),
                ('last_name', models.CharField(max_length=100, verbose_name='last name')),
                ('folded_name', core.fields.CodePointCharField(db_default='', default='', editable=False, max_length=250, verbose_name='name without accents')),
                ('kind', models.CharField(choices=[('staff', 'member of staff'), ('external', 'learner from a partner')], db_default='staff', default='staff', max_length=10, verbose_name='kind of account')),
                ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='learners', to='people.partner', verbose_name='partner')),
                ('employed_from', models.DateField(blank=True, null=True, verbose_name='employed from')),
                ('employed_until', models.DateField(blank=True, null=True, verbose_name='employed until')),
                ('theme', models.CharField(blank=True, choices=[('', 'as my device'), ('light', 'light'), ('dark', 'dark')], default='', max_length=5, verbose_name='colours')),
                ('is_active', models.BooleanField(default=True, verbose_name='may sign in')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='created at')),
                ('address_changed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='address changed by somebody else at')),
                ('number_changed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='staff number changed by somebody else at')),
                ('opened_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='opened with an invitation on')),
                ('identity_proven_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='identity proved on')),
                ('identity_proof', models.CharField(blank=True, choices=[('single_sign_on', 'through your organisation’s sign-in service'), ('mailbox', 'by mail, at a work address'), ('handed_code', 'with a code handed to you in person')], db_default='', default='', editable=False, max_length=20, verbose_name='identity proved')),
                ('mailbox_mark', models.CharField(editable=False, max_length=64, null=True, unique=True, verbose_name='hash of the mailbox that proved it')),
                ('address_is_vouched', models.BooleanField(db_default=False, default=False, editable=False, verbose_name='address given by somebody who reads no figures')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'ordering': ['folded_name', 'pk'],
                'indexes': [models.Index(fields=['folded_name', 'id'], name='person_in_order')],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='person_email_unique', violation_error_message='Somebody else has this e-mail address.'), models.CheckConstraint(condition=models.Q(('email', None), models.Q(('email', ''), _negated=True), _connector='OR'), name='person_email_not_empty', violation_error_message='Leave no address rather than an empty one.'), models.CheckConstraint(condition=models.Q(('staff_number', ''), _negated=True), name='person_staff_number_not_empty'), models.CheckConstraint(condition=models.Q(('employed_from', None), ('employed_until', None), ('employed_until__gte', models.F('employed_from')), _connector='OR'), name='person_leaves_after_arriving', violation_error_message='The last day comes before the first.'), models.CheckConstraint(condition=models.Q(('kind__in', ['staff', 'external'])), name='person_kind_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'staff'), ('partner', None)), models.Q(('employed_until__isnull', False), ('is_superuser', False), ('kind', 'external'), ('partner__isnull', False)), _connector='OR'), name='person_external_is_a_guest', violation_error_message='A partner’s learner has a partner and a last day, and no rights.'), models.CheckConstraint(condition=models.Q(models.Q(('identity_proof', ''), ('identity_proven_at', None), ('mailbox_mark', None)), models.Q(('identity_proof__in', ['single_sign_on', 'mailbox', 'handed_code']), ('identity_proven_at__isnull', False)), _connector='OR'), name='person_identity_proof_has_a_date'), models.CheckConstraint(condition=models.Q(('theme__in', ['', 'light', 'dark'])), name='person_theme_is_known')],
            },
        ),
    ]
