"""URLs of the search demo's pages."""

from django.urls import path

from ai_features.search import views

app_name = "search"
urlpatterns = [
    path("w/<slug:workspace>/p/<slug:project>/search/", views.page, name="page"),
    path("w/<slug:workspace>/p/<slug:project>/search/settings/", views.settings, name="settings"),
]
