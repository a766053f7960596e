"""URLs of the chat demo's pages."""

from django.urls import path

from ai_features.chat import views, views_settings

app_name = "chat"
CHAT = "w/<slug:workspace>/p/<slug:project>/chat/"
urlpatterns = [
    path(CHAT, views.page, name="page"),
    path(f"{CHAT}ask/", views.ask, name="ask"),
    path(f"{CHAT}settings/", views_settings.settings, name="settings"),
    path(f"{CHAT}turns/<uuid:run_id>/", views.turn, name="turn"),
    path(f"{CHAT}turns/<uuid:run_id>/stop/", views.stop, name="stop"),
    path(f"{CHAT}turns/<uuid:run_id>/rate/", views.rate, name="rate"),
    path(f"{CHAT}<uuid:conversation_id>/regenerate/", views.regenerate, name="regenerate"),
    path(f"{CHAT}<uuid:conversation_id>/delete/", views.delete, name="delete"),
]
