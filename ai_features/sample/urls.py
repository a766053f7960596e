"""Where the landing page's demo is."""

from django.urls import path

from ai_features.sample import views

app_name = "sample"
urlpatterns = [path("try/", views.search, name="search")]
