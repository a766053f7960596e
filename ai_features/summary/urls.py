"""URLs of the summary demo's pages."""

from django.urls import path

from ai_features.summary import views, views_files, views_settings

app_name = "summary"
SUMMARY = "w/<slug:workspace>/p/<slug:project>/summary/"
RUN = f"{SUMMARY}<uuid:run_id>/"
urlpatterns = [
    path(SUMMARY, views.page, name="page"),
    path(f"{SUMMARY}ask/", views.ask, name="ask"),
    path(f"{SUMMARY}settings/", views_settings.settings, name="settings"),
    path(f"{RUN}card/", views.card, name="card"),
    path(f"{RUN}stop/", views.stop, name="stop"),
    path(f"{RUN}again/", views.again, name="again"),
    path(f"{RUN}summary.md", views_files.markdown, name="markdown"),
    path(f"{RUN}summary.docx", views_files.word, name="word"),
]
