"""Where the bench's pages are."""

app_name = "bench"
urlpatterns: list[object] = []
