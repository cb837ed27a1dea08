from django.urls import path

from people.notifications import views


urlpatterns = [
    path("", views.waiting, name="waiting"),
    path("vu/", views.put_notifications_aside, name="put_aside"),
    path("ouvrir/", views.open_notification, name="open_notification"),
]
