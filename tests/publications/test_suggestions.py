"""Suggestions for recommendations: what they say, in which language, why, how fast; the command; the SMART check."""

import csv
import io
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from presessions.series.reference import parse
from publications.suggestions import language_of, suggest
from publications.suggestions.features import words_of
from publications.suggestions.glossary import FILE as GLOSSARY
from publications.suggestions.smart import hints
from publications.suggestions.weights import FILE, read, shipped

THEMES = Path(parse.__file__).with_name("themes.csv")
CASES = [
    (
        "Ratify the Optional Protocol to the Convention against Torture",
        5,
        {"UI-INSTR", "UI-TORTURE", "UI-DETENT"},
        True,
    ),
    ("Continue its efforts to combat trafficking in persons", 2, {"UI-TRAFF"}, True),
    ("Consider abolishing the death penalty", 3, {"UI-DEATH"}, True),
    (
        "Ratifier la Convention relative aux droits des personnes handicapées",
        5,
        {"UI-INSTR", "UI-DISAB"},
        False,
    ),
    ("Poursuivre ses efforts contre la pauvreté", 2, {"UI-POVERTY"}, False),
    ("Prendre des mesures pour réduire la surpopulation des prisons", 4, {"UI-DETENT"}, False),
    ("Considerar la abolición de la pena de muerte", 3, {"UI-DEATH"}, False),
    ("Adoptar medidas para proteger a los periodistas", 4, {"UI-PRESS"}, False),
    ("Derogar las leyes que penalizan las relaciones entre personas del mismo sexo", 5, {"UI-SOGI"}, False),
]


@pytest.mark.parametrize(("text", "action", "issues", "is_sure"), CASES)
def test_suggestion_names_category_issues_and_words(text, action, issues, is_sure):
    found = suggest(text)
    assert (found.action, set(found.issues), found.is_sure) == (action, issues, is_sure)
    written = {word.lower() for word in words_of(text)}
    for named in [found.action_words, *found.issue_words.values()]:
        assert named
        assert {word.lower() for each in named for word in words_of(each)} <= written


@pytest.mark.parametrize(
    "text", ["", "   ", "12 %", "\x00", "حماية المدافعين عن حقوق الإنسان", "保护人权捍卫者"]
)
def test_suggestion_says_nothing_where_there_is_nothing_to_go_by(text):
    found = suggest(text)
    assert (found.action, found.issues) == (0, ())


def test_language_is_read_from_small_words():
    texts = [
        "Adopt a law on the right to water",
        "Adopter une loi sur le droit à l’eau",
        "Adoptar una ley sobre el agua",
    ]
    assert [language_of(text) for text in texts] == ["en", "fr", "es"]


def test_weights_are_small_and_hold_no_sentence():
    assert FILE.stat().st_size < 1_000_000
    used = shipped()
    assert used.at_least == 20
    names = [*used.action.rows, *used.issues.rows]
    assert max(len(name.replace(">", " ").split()) for name in names) == 2
    with THEMES.open(encoding="utf-8", newline="") as themes:
        known = {
            row["code"]: row["name_en"] for row in csv.DictReader(themes) if row["code"].startswith("UI-")
        }
    assert used.names == known
    assert set(used.issues.labels) == set(known)
    with GLOSSARY.open(encoding="utf-8", newline="") as glossary:
        assert [row["code"] for row in csv.DictReader(glossary, delimiter="\t")] == list(known)
    assert read(FILE.read_text(encoding="utf-8")).action.scales == used.action.scales


def test_suggestion_takes_less_than_ten_milliseconds():
    shipped()
    text = " ".join(text for text, *_rest in CASES[:3]) * 3
    suggest(text)
    times = []
    for _turn in range(20):
        began = time.process_time()
        suggest(text)
        times.append(time.process_time() - began)
    assert sum(times) / len(times) < 0.010


def labelled(tmp_path, content, **options):
    path = tmp_path / "in.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    out = io.StringIO()
    call_command("suggest_labels", str(path), stdout=out, **options)
    before = csv.field_size_limit(10_000_000)
    try:
        return list(csv.reader(io.StringIO(out.getvalue())))
    finally:
        csv.field_size_limit(before)


def test_command_adds_two_columns_and_keeps_the_others(tmp_path):
    odd = 'Abolish the death penalty,\nand say "never again"'
    huge = "Ratify the Convention " * 20_000
    source = io.StringIO()
    rows = [
        ["1", odd, "é"],
        ["2", "", ""],
        ["3", huge, "x"],
        ["4", "Envisager d’abolir la peine de mort", "y"],
    ]
    csv.writer(source).writerows([["id", "text", "action"], *rows])
    found = labelled(tmp_path, "\ufeff" + source.getvalue() + "5\n6,Ratify CEDAW,,more\n\n")
    assert found[0] == ["id", "text", "action_given", "action", "issues"]
    assert [row[:3] for row in found[1:5]] == rows
    assert found[1][3:] == ["5", "Death penalty"]
    assert found[2][3:] == ["", ""]
    assert found[3][3:] == ["5", "International instruments"]
    assert found[4][3:] == ["3", "Death penalty"]
    assert found[5] == ["5", "", "", "", ""]
    assert found[6][0] == "6"
    assert found[6][3] == "5"
    assert found[6][5] == "more"


@pytest.mark.parametrize("separator", [";", "\t"])
def test_command_reads_and_writes_what_other_separators_part(tmp_path, separator):
    lines = [
        ["id", "text", "note"],
        ["1", "Abolish the death penalty, now", "a; b"],
        ["2", "Ratify CEDAW\tnow", ""],
    ]
    path, source, out = tmp_path / "in.csv", io.StringIO(), io.StringIO()
    csv.writer(source, delimiter=separator).writerows(lines)
    path.write_bytes(source.getvalue().encode("utf-8-sig"))
    call_command("suggest_labels", str(path), stdout=out)
    found = list(csv.reader(io.StringIO(out.getvalue()), delimiter=separator))
    assert [row[:3] for row in found] == lines
    assert [row[3:] for row in found] == [
        ["action", "issues"],
        ["5", "Death penalty"],
        ["5", "Women's rights; International instruments"],
    ]


def test_command_gives_no_two_columns_one_name(tmp_path):
    found = labelled(tmp_path, "action,action_given,text\n1,2,Ratify CEDAW\n")
    assert found[0] == ["action_given_given", "action_given", "text", "action", "issues"]
    assert found[1][:3] == ["1", "2", "Ratify CEDAW"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty; its first line names the columns, one of them text$"),
        (b"id,words\n1,Ratify\n", r"no column text in its first line \(id, words\); rename the right one$"),
        (b"\n,\n1,Ratify\n", r"no column text in its first line \(no name\); rename the right one$"),
        (b"text\nRatifi\xe9\n", r"not UTF-8 text, byte 11; save it as UTF-8 \(Excel: CSV UTF-8\)$"),
    ],
)
def test_command_says_what_is_wrong_with_the_file(tmp_path, content, said):
    with pytest.raises(CommandError, match=said) as refusal:
        labelled(tmp_path, content)
    assert refusal.value.returncode == 2
    assert str(tmp_path / "in.csv") in str(refusal.value)


def test_command_says_that_a_file_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="No such file") as refusal:
        call_command("suggest_labels", str(tmp_path / "away.csv"))
    assert refusal.value.returncode == 2


ALL = {"one_action", "what", "who", "when"}


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("The Ministry of Justice should adopt by 2028 a law that prohibits corporal punishment", set()),
        ("Do more", {"who", "when"}),
        ("Continue its efforts", {"what", "who", "when"}),
        (
            "Ratify the Convention and abolish the death penalty. Invite the Special Rapporteur",
            {"one_action", "who", "when"},
        ),
        ("Adopt a law on equality between women and men within two years", {"who"}),
        ("Le Parlement devrait adopter d’ici à 2028 une loi sur la protection des défenseurs", set()),
        ("Poursuivre les efforts et ratifier la Convention", ALL),
        ("El Gobierno debe ratificar el Convenio a más tardar en 2028", set()),
        ("Considerar la creación de un mecanismo y derogar la ley", ALL),
        ("حماية المدافعين", set()),
        ("", set()),
    ],
)
def test_hints_say_kindly_what_could_be_smarter(text, missing):
    assert set(hints(text, "", suggest(text))) == missing
