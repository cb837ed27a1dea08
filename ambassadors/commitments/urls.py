from django.urls import path

from ambassadors.commitments import views


app_name = "commitments"

urlpatterns = [path("", views.commitments, name="index")]
