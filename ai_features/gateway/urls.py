"""URLs of the provider's pages."""

from django.urls import path

from ai_features.gateway import views

app_name = "gateway"

urlpatterns = [
    path("w/<slug:workspace>/settings/provider/", views.provider, name="provider"),
    path("w/<slug:workspace>/settings/provider/test/", views.test, name="test_provider"),
    path("w/<slug:workspace>/settings/provider/remove/", views.remove, name="remove_provider"),
]
