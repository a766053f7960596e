"""URLs of the bench's pages."""

from django.urls import path

from ai_features.bench import views, views_golden, views_index, views_measurements

app_name = "bench"
BENCH = "w/<slug:workspace>/p/<slug:project>/bench/"
MEASUREMENT = f"{BENCH}measurements/<uuid:measurement_id>/"
urlpatterns = [
    path(BENCH, views.page, name="page"),
    path(f"{BENCH}keep/", views.keep, name="keep"),
    path(f"{BENCH}answers/", views.answers, name="answers"),
    path(f"{BENCH}golden/", views_golden.golden, name="golden"),
    path(f"{BENCH}golden/import/", views_golden.bring, name="import"),
    path(f"{BENCH}golden/golden-set.<str:kind>", views_golden.export, name="export"),
    path(f"{BENCH}golden/<uuid:golden_id>/reword/", views_golden.reword, name="reword_golden"),
    path(f"{BENCH}golden/<uuid:golden_id>/delete/", views_golden.delete, name="delete_golden"),
    path(f"{BENCH}measurements/", views_measurements.measurements, name="measurements"),
    path(f"{BENCH}measurements/start/", views_measurements.start, name="measure"),
    path(MEASUREMENT, views_measurements.measurement, name="measurement"),
    path(f"{MEASUREMENT}stop/", views_measurements.stop, name="stop"),
    path(f"{BENCH}index/", views_index.index, name="index"),
    path(f"{BENCH}index/start/", views_index.start, name="start_reindex"),
    path(f"{BENCH}index/stop/", views_index.stop, name="stop_reindex"),
]
