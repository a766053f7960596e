"""Rules for every template, checked by reading the files."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMPONENTS = sorted((ROOT / "templates" / "cotton").glob("*.html"))
ICON = re.compile(r"""(?:<c-icon name|\bicon)="([a-z0-9-]+)\"""")
INLINE = re.compile(r"""\sstyle=|<style|\son[a-z]+="|<script(?![^>]*(?:\ssrc=|application/json))""")


def named(path):
    return str(path.relative_to(ROOT / "templates"))


def all_that_shows():
    """Return the text of every file that can put a class or an icon on a page."""
    scripts = (ROOT / "static" / "js").glob("*.js")
    floors = ("core", "projects", "ai_features")
    code = (path for floor in floors for path in (ROOT / floor).rglob("*.py"))
    return " ".join(path.read_text() for path in (*TEMPLATES, *scripts, *code))


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_no_template_carries_script_or_style(template):
    assert not INLINE.findall(template.read_text())


@pytest.mark.parametrize("template", TEMPLATES, ids=named)
def test_no_template_names_another_host(template):
    assert not re.findall(r"""(?:src|href|action)="(?:https?:)?//""", template.read_text())


@pytest.mark.parametrize("component", COMPONENTS, ids=named)
def test_a_component_says_how_it_is_used(component):
    name = component.stem.replace("_", "-")
    opening = component.read_text().split("{% endcomment %}")[0]
    assert opening.startswith("{% comment %}")
    assert f"<c-{name}" in opening


def test_every_icon_used_is_in_the_sprite():
    drawn = set((ROOT / "frontend" / "icons.txt").read_text().split())
    named_somewhere = {
        name for template in TEMPLATES for name in ICON.findall(template.read_text())
    }
    assert named_somewhere - drawn == set()


def test_every_component_used_exists():
    used = {
        name for template in TEMPLATES for name in re.findall(r"<c-([a-z-]+)", template.read_text())
    }
    known = {component.stem.replace("_", "-") for component in COMPONENTS}
    assert used - known <= {"slot", "vars"}


def test_the_stylesheet_and_scripts_name_no_other_host():
    shipped = [ROOT / "static/css/vitrine.css", *(ROOT / "static/js").glob("*.js")]
    for path in shipped:
        assert not re.findall(
            r"""(?:url\(|import |fetch\(|src=)['"(]*https?://""", path.read_text()
        )


def test_vendored_scripts_name_no_source_map():
    for path in (ROOT / "static" / "vendor").glob("*.js"):
        assert "sourceMappingURL" not in path.read_text()


def test_every_shipped_script_and_stylesheet_is_used():
    told = all_that_shows()
    for folder in ("js", "css", "vendor"):
        for path in (ROOT / "static" / folder).glob("*.?s*"):
            assert f"'{folder}/{path.name}'" in told, path.name


def test_every_icon_in_the_sprite_is_used():
    """Every page loads the sprite, so it holds only icons that some page shows."""
    drawn = set((ROOT / "frontend" / "icons.txt").read_text().split())
    told = all_that_shows()
    assert {name for name in drawn if not re.search(rf"""["'#]{name}["']""", told)} == set()


def test_every_component_is_used():
    for component in COMPONENTS:
        name = component.stem.replace("_", "-")
        others = (path.read_text() for path in TEMPLATES if path != component)
        assert any(re.search(rf"<c-{name}[\s/>]", text) for text in others), name


def own_styles():
    """Return the rules that are written by hand, without their comments."""
    folders = (ROOT / "frontend" / "styles", ROOT / "static" / "css")
    sheets = (path for folder in folders for path in folder.glob("*.css"))
    rules = " ".join(path.read_text() for path in sheets if path.stem not in {"fonts", "vitrine"})
    return re.sub(r"/\*.*?\*/", "", rules, flags=re.DOTALL)


def test_every_styled_class_is_used():
    """A class counts as used where its name occurs, or a prefix of it that a template completes."""
    styled = set(re.findall(r"\.([a-z]-[\w-]+)", own_styles()))
    told = all_that_shows()
    begun = tuple(set(re.findall(r"\b([a-z]-[\w-]+-)[{$]", told)))
    idle = styled - set(re.findall(r"[\w-]+", told))
    assert len(styled) > 200
    assert {name for name in idle if not name.startswith(begun)} == set()


def test_every_class_of_our_own_is_styled_or_looked_for():
    scripts = " ".join(path.read_text() for path in (ROOT / "static" / "js").glob("*.js"))
    known = set(re.findall(r"\.([a-z]-[\w-]+)", own_styles() + scripts))
    given = " ".join(
        classes
        for template in TEMPLATES
        for classes in re.findall(r'\bclass="([^"]*)"', template.read_text())
    )
    whole = re.findall(r"(?<![\w-])[vdbpr]-[\w-]+(?![\w{-])", re.sub(r"{%.*?%}", " ", given))
    assert len(whole) > 500
    assert set(whole) - known == set()
