"""URLs of the middle layer's pages."""

from django.urls import path

from projects.views import adding, documents, home, project, settings

app_name = "projects"
WORKSPACE = "w/<slug:workspace>/"
PROJECT = f"{WORKSPACE}p/<slug:project>/"
DOCUMENT = f"{PROJECT}documents/<uuid:document_id>/"

urlpatterns = [
    path(WORKSPACE, home.home, name="home"),
    path(f"{WORKSPACE}projects/", home.create, name="create"),
    path(PROJECT, project.project, name="project"),
    path(f"{PROJECT}settings/", settings.settings, name="settings"),
    path(f"{PROJECT}delete/", settings.delete, name="delete"),
    path(f"{PROJECT}documents/watch/", project.watch, name="watch"),
    path(f"{PROJECT}documents/upload/", adding.upload, name="upload"),
    path(f"{PROJECT}documents/fetch/", adding.fetch_page, name="fetch"),
    path(f"{PROJECT}documents/paste/", adding.paste, name="paste"),
    path(DOCUMENT, documents.document, name="document"),
    path(f"{DOCUMENT}page/", documents.page, name="document_page"),
    path(f"{DOCUMENT}file", documents.file, name="document_file"),
    path(f"{DOCUMENT}retry/", documents.retry, name="retry_document"),
    path(f"{DOCUMENT}rename/", documents.rename, name="rename_document"),
    path(f"{DOCUMENT}delete/", documents.delete, name="delete_document"),
]
