"""The URL of the landing page's demo."""

from django.urls import path

from ai_features.sample import views

app_name = "sample"
urlpatterns = [path("try/", views.search, name="search")]
