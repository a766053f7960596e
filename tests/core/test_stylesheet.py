"""The stylesheet that is served is the one that its sources make."""

from hashlib import sha256

from django.conf import settings

STYLES = settings.BASE_DIR / "frontend" / "styles"
SERVED = settings.BASE_DIR / "static" / "css" / "vitrine.css"


def test_the_stylesheet_was_built_from_the_sources_as_they_are():
    digest = sha256()
    for source in sorted(STYLES.iterdir()):
        digest.update(source.read_bytes())
    assert digest.hexdigest() in SERVED.read_text()[-200:], "`make css` builds it anew."
