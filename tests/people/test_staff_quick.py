from datetime import date
import pytest
from people.importers.staff import import_staff
from people.models import *
def test_x(db):
    data="matricule;nom;prenom;courriel;equipe;equipe_parente;metier\n1;A;B;a@b.fr;Y;X;j\n2;A;C;;X;;j\n".encode()
    r=import_staff(data,as_of=date(2024,1,1),full=True)
    print(r, [ (t.path,t.code,t.depth,t.numchild) for t in Team.objects.all()])
    r=import_staff(data,as_of=date(2024,1,1),full=True)
    print(r, Team.find_problems())
    assert 0
