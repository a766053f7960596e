"""Forms as screen reader users meet them."""

import re

from django import forms
from django.template import Context, Engine

from core.looks.renderer import FormRenderer


class Client(forms.Form):
    """A form with each kind of control."""

    name = forms.CharField(help_text="It shows on the page you send.")
    tone = forms.ChoiceField(choices=[("plain", "Plain"), ("formal", "Formal")])
    parts = forms.MultipleChoiceField(
        choices=[("a", "Chat"), ("b", "Search")], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(help_text="They can read them either way.")
    secret = forms.CharField(widget=forms.HiddenInput, initial="7")

    def clean(self):
        raise forms.ValidationError("There is a client of that name.")


def drawn():
    return str(Client({"tone": "loud"}, renderer=FormRenderer()))


def test_every_control_is_described_by_text_that_exists():
    html = drawn()
    described = " ".join(re.findall(r'aria-describedby="([^"]+)"', html)).split()
    assert described
    assert set(described) <= set(re.findall(r'\sid="([^"]+)"', html))


def test_every_label_names_a_control_that_exists():
    html = drawn()
    assert set(re.findall(r'<label for="([^"]+)"', html)) <= set(
        re.findall(r'\sid="([^"]+)"', html)
    )


def test_errors_of_the_whole_form_are_announced():
    assert re.search(r'role="alert">\s*<p>There is a client of that name\.', drawn())


def test_the_first_wrong_field_alone_has_the_focus_and_names_its_error():
    html = drawn()
    assert html.count("autofocus") == 1
    [field] = re.findall(r"<input[^>]*\sautofocus[^>]*>", html)
    assert 'name="name"' in field
    assert 'aria-invalid="true"' in field
    assert "id_name_error" in field


def test_a_wrong_field_takes_the_focus_from_the_one_that_had_it():
    class Greeting(forms.Form):
        title = forms.CharField(widget=forms.TextInput(attrs={"autofocus": True}))
        words = forms.CharField()

    html = str(Greeting({"title": "Hello"}, renderer=FormRenderer()))
    assert re.findall(r'name="(\w+)"[^>]*\sautofocus', html) == ["words"]
    assert re.findall(r'name="(\w+)"[^>]*\sautofocus', str(Greeting(renderer=FormRenderer()))) == [
        "title"
    ]


def test_a_wrong_group_of_boxes_has_the_focus_once():
    html = str(Client({"name": "x", "tone": "plain", "agreed": "on"}, renderer=FormRenderer()))
    assert re.findall(r"<(\w+)[^>]*\sautofocus", html) == ["fieldset"]


def test_errors_of_the_whole_form_have_the_focus_if_no_field_is_wrong():
    given = {"name": "x", "tone": "plain", "agreed": "on", "parts": ["a"], "secret": "7"}
    html = str(Client(given, renderer=FormRenderer()))
    assert re.findall(r"<(\w+)[^>]*\sautofocus", html) == ["div"]


def test_a_form_without_errors_moves_no_focus():
    assert "autofocus" not in str(Client(renderer=FormRenderer()))


def test_hidden_fields_are_kept_and_have_no_label():
    html = drawn()
    assert html.count('type="hidden"') == 1
    assert "Secret" not in html


def test_no_space_separates_a_citation_from_the_full_stop(tmp_path):
    (tmp_path / "mark.html").write_text("<sup>1</sup>\n")
    engine = Engine(dirs=[tmp_path], loaders=["core.looks.loader.Loader"])
    assert engine.get_template("mark.html").render(Context()) == "<sup>1</sup>"
