"""The look: what every page relies on, and the budget of what it sends."""

import gzip
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils import translation

from presessions import assets
from presessions.desk import gallery
from presessions.templatetags.presessions import error_links

STATIC = assets.STATIC
COMPONENTS = sorted(path.name for path in Path("templates/_components").glob("*.html"))


def render(source: str, **context: object) -> str:
    return Template("{% load presessions %}" + source).render(Context(context))


def shown(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_joined_files_are_made_from_their_parts():
    assert assets.main(["--check"]) == 0


def test_check_names_what_is_stale(monkeypatch, tmp_path, capsys):
    for target, parts in assets.PARTS.items():
        folder, kind = tmp_path / Path(target).parent, Path(target).suffix
        folder.mkdir()
        for part in parts:
            (folder / f"{part}{kind}").write_text("/* part */\n", "utf-8")
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    assert assets.main(["--check"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "static/css/site.css is stale: run python -m presessions.assets",
        "static/js/site.js is stale: run python -m presessions.assets",
    ]
    assert assets.main([]) == 0
    assert assets.main(["--check"]) == 0


def test_assets_run_as_a_module():
    done = subprocess.run([sys.executable, "-m", "presessions.assets", "--check"], check=False)
    assert done.returncode == 0


@pytest.mark.parametrize(("name", "limit"), [("css/site.css", 15_000), ("js/site.js", 8_000)])
def test_public_files_stay_inside_their_budget(name, limit):
    assert len(gzip.compress((STATIC / name).read_bytes())) <= limit


def test_fonts_are_small_and_carry_their_licence():
    fonts = list((STATIC / "fonts").glob("*.ttf"))
    assert len(fonts) == 8
    assert sum(font.stat().st_size for font in fonts) < 1_200_000
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts/OFL.txt").read_text("utf-8")


def test_style_sheets_fetch_nothing_from_elsewhere():
    for sheet in (STATIC / "css").glob("*.css"):
        assert re.findall(r"url\(\"?(?:https?:)?//", sheet.read_text("utf-8")) == []


def test_what_is_saved_by_itself_is_said_in_the_line_for_it():
    forms_seen = 0
    for path in Path("templates").rglob("*.html"):
        for line in re.findall(r'data-autosave="(\w+)"', text := path.read_text("utf-8")):
            assert f'class="save-line" id="{line}"' in text, path
            forms_seen += 1
    assert forms_seen >= 3


def test_templates_have_no_inline_style_or_script():
    for path in Path("templates").rglob("*.html"):
        if "emails" in path.parts:
            continue
        text = path.read_text("utf-8")
        assert re.findall(r"\sstyle=\"|\son[a-z]+=\"|<style|<script(?![^>]*src=)", text) == [], path


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_says_what_it_takes(name):
    assert "{% comment %}" in get_template(f"_components/{name}").template.source


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_gallery_shows_every_component(language):
    request = RequestFactory().get("/")
    with translation.override(language):
        page = render_to_string("desk/gallery.html", gallery.samples(), request)
    source = get_template("desk/gallery.html").template.source
    used = {name for name in COMPONENTS if f"_components/{name}" in source}
    assert set(COMPONENTS) - used == {"reach_legend.html"}
    assert f'<html lang="{language}" dir="ltr">' in page


def test_error_page_needs_no_request():
    assert "Something went wrong on our side" in render_to_string("500.html", {"status": 500})


def test_error_summary_counts_and_links_in_page_order():
    html = render_to_string(
        "_components/error_summary.html", {"form": gallery.SampleForm({"telephone": "1"})}
    )
    assert re.findall(r'href="#([^"]+)"', html) == [
        "id_name",
        "id_kind_0",
        "id_aim",
        "id_language",
        "id_telephone",
    ]
    assert "There are five things to correct" in html


def test_error_summary_tells_lines_apart_that_say_the_same():
    class Rows(forms.Form):
        one = forms.CharField(label="Name", max_length=3)
        two = forms.CharField(label="Name", max_length=3)
        other = forms.CharField(label="Town")

    form = Rows({"one": "long one", "two": "long two", "other": ""})
    form.fields["two"].row = "Second person"
    texts = [link["text"] for link in error_links(form)]
    assert [text.split(": ")[0] for text in texts[:2]] == ["Name", "Second person"]
    assert texts[2] == "This field is required."
    assert len(set(texts)) == 3


def test_error_summary_is_absent_without_errors():
    assert render_to_string("_components/error_summary.html", {"form": gallery.SampleForm()}).strip() == ""
    assert render_to_string("_components/error_summary.html", {"form": None}).strip() == ""


def test_error_summary_takes_formsets_and_form_wide_errors():
    class Pair(forms.Form):
        first = forms.CharField()
        secret = forms.CharField(widget=forms.HiddenInput)

        def clean(self):
            raise forms.ValidationError("Write both or none.")

    Pairs = forms.formset_factory(Pair, min_num=2, validate_min=True)
    pairs = Pairs({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-first": "x"})
    links = render(
        "{% error_links pairs as links %}{% for l in links %}[{{ l.target }}|{{ l.text }}]{% endfor %}",
        pairs=pairs,
    )
    assert links == "[|Write both or none.][|This field is required.][|Please submit at least 2 forms.]"


def test_field_keeps_its_order_of_parts():
    html = Template("{% load crispy_forms_tags %}{{ form|crispy }}").render(
        Context({"form": gallery.SampleForm({"telephone": "7700", "aim": "one two"})})
    )
    field = html[html.index('id="div_id_telephone"') :]
    assert shown(field[field.index(">") + 1 : field.index("</div>\n", field.index("<input"))]).startswith(
        "Telephone (optional) Staff only Only for the week of the meeting. "
        "Leave it empty if calls are not safe. Begin with + and the country code"
    )
    assert "2 of 200 words" in html
    assert 'data-words="{count} of 200 words"' in html
    assert 'aria-describedby="id_telephone_helptext id_telephone_error"' in html


def test_optional_can_be_said_apart_from_required():
    class Draft(forms.Form):
        name = forms.CharField(required=False)

    draft = Draft()
    assert render("{{ field|is_optional }}", field=draft["name"]) == "True"
    draft.fields["name"].optional = False
    assert render("{{ field|is_optional }}", field=draft["name"]) == "False"


@pytest.mark.parametrize(
    ("style", "words"),
    [
        ("", "Wednesday 28 October, 23:59 Geneva time (UTC+1)"),
        ("year", "Wednesday 28 October 2026, 23:59 Geneva time (UTC+1)"),
        ("short", "28 October, 23:59"),
        ("day-hour", "Wednesday 28 October, 23:59"),
        ("day-hour-year", "Wednesday 28 October 2026, 23:59"),
        ("day", "Wednesday 28 October"),
        ("day-year", "Wednesday 28 October 2026"),
        ("date", "28 October"),
        ("date-year", "28 October 2026"),
        ("weekday", "Wednesday"),
        ("hour", "23:59"),
        ("clock", "23:59"),
        ("zone", "Geneva time, UTC+1"),
        ("offset", "UTC+1"),
    ],
)
def test_geneva_knows_its_styles(style, words):
    when = datetime(2026, 10, 28, 22, 59, tzinfo=UTC)
    assert render("{{ when|geneva:style }}", when=when, style=style) == words
    assert render("{{ when|geneva:style }}", when=None, style=style) == ""


def test_ranges_speak_the_active_language():
    start, end = datetime(2026, 10, 6, 8, tzinfo=UTC), datetime(2026, 10, 6, 8, 45, tzinfo=UTC)
    assert render("{% geneva_range start end 'clock' %}", start=start, end=end) == "10:00–10:45"
    assert render("{% geneva_range start end 'sentence-short' %}", start=start, end=end).startswith(
        "Tuesday 6 October, 10:00"
    )
    assert render("{% geneva_days start end %}", start=start.date(), end=end.date()) == "6 October 2026"
    with translation.override("fr"):
        assert "mardi 6 octobre 2026" in render("{% geneva_range start end %}", start=start, end=end)


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("pt", "en", "Portuguese"),
        ("pt", "fr", "portugais"),
        ("tet", "en", "Tetum"),
        ("xx-zz", "en", "xx-zz"),
        ("", "en", ""),
    ],
)
def test_langname_speaks_to_the_reader(code, language, name):
    with translation.override(language):
        assert render("{{ code|langname }}", code=code) == name


def test_langname_own_falls_back_to_the_readers_name():
    assert render("{{ 'fr'|langname_own }} {{ 'tet'|langname_own }}") == "français Tetum"


def test_dir_auto_escapes_and_turns():
    assert render("{{ name|dir_auto:'ar' }}", name="شبكة") == '<bdi dir="rtl" lang="ar">شبكة</bdi>'
    assert render("{{ name|dir_auto }}", name="<b>") == '<bdi dir="ltr">&lt;b&gt;</bdi>'


def test_missing_pages_have_no_links():
    assert render("[{% url_if_any 'no:such' %}]") == "[]"
    assert render("[{% nav_item 'no:such' 'Nowhere' %}]") == "[]"


def test_small_words():
    assert render("{{ text|word_count }} {{ none|word_count }}", text="a b", none=None) == "2 0"
    assert render("{{ size|bytes_words }}{{ none|bytes_words }}", size=180_000, none=None) == "180\u00a0KB"
    assert (
        render("{{ when|time_left }}{{ none|time_left }}", when=datetime(2020, 1, 1, tzinfo=UTC), none=None)
        == ""
    )
    assert render("{{ 'missions'|reach_label }}") == "Missions"
    assert render("{{ when|saved_at }}", when=datetime(2026, 11, 2, 13, 6, tzinfo=UTC)) == "Saved at 14:06"
    assert render("{% pips 2 1 as row %}{{ row|join:',' }}") == "full,full,missing"
