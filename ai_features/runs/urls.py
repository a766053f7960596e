"""URLs of the pages of runs."""

from django.urls import path

from ai_features.runs import views

app_name = "runs"

urlpatterns = [
    path("w/<slug:workspace>/runs/", views.runs, name="runs"),
    path("w/<slug:workspace>/runs/<uuid:run_id>/", views.run, name="run"),
    path("w/<slug:workspace>/runs/<uuid:run_id>/events/", views.follow, name="events"),
    path("w/<slug:workspace>/runs/<uuid:run_id>/cancel/", views.cancel, name="cancel"),
]
