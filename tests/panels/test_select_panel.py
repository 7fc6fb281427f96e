"""`manage.py select_panel`: exit statuses, one line for a fault, the record."""

import io
import json
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from panels import verify_selection

PERSON = {
    "id": "a",
    "organisation": "Org a",
    "kind": "national",
    "coalition": False,
    "submitted": True,
    "themes": [],
    "gender": "F",
}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "input.json"

    def write(text, **more):
        path.write_bytes(
            text if isinstance(text, bytes) else json.dumps({"applicants": text, **more}).encode()
        )
        return str(path)

    return write


def test_select_panel_prints_the_answer(file, capsys):
    call_command("select_panel", file([PERSON]))
    assert json.loads(capsys.readouterr().out)["panel"] == ["a"]


def test_select_panel_reads_standard_input(monkeypatch, capsys):
    given = json.dumps({"applicants": [PERSON]}).encode("utf-8-sig")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
    call_command("select_panel", "-", "--policy", "gender-last")
    assert json.loads(capsys.readouterr().out)["panel"] == ["a"]


def test_select_panel_exits_1_where_wishes_clash(file, capsys):
    with pytest.raises(SystemExit) as stopped:
        call_command("select_panel", file([PERSON], pins=["a"], exclusions=["a"]))
    assert stopped.value.code == 1
    assert json.loads(capsys.readouterr().out)["conflicts"] == [["pin a", "exclude a"]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ([PERSON, PERSON], 'applicants[1].id: "a" is the id of applicants[0] already'),
        (b"\xff", "not UTF-8 text, byte 0"),
    ],
)
def test_select_panel_exits_2_with_one_line_for_bad_input(file, text, words):
    name = file(text)
    with pytest.raises(CommandError) as refused:
        call_command("select_panel", name)
    assert (refused.value.returncode, str(refused.value)) == (2, f"{name}: {words}")


def test_select_panel_exits_2_for_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError) as refused:
        call_command("select_panel", str(tmp_path / "none.json"))
    assert (refused.value.returncode, str(refused.value)) == (
        2,
        f"{tmp_path / 'none.json'}: No such file or directory",
    )


def test_select_panel_names_a_file_on_one_line_whatever_its_name(tmp_path):
    with pytest.raises(CommandError) as refused:
        call_command("select_panel", str(tmp_path / "two\nlines\x1b[1m"))
    assert str(refused.value) == f"{tmp_path}/two\\nlines\\x1b[1m: No such file or directory"


def refusal(*arguments):
    with pytest.raises(CommandError) as refused:
        call_command("select_panel", *arguments)
    return refused.value.returncode, str(refused.value)


def test_select_panel_exits_2_where_nothing_can_be_read(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    assert refusal("-") == (2, "-: standard input is closed")


def test_select_panel_exits_2_where_nothing_can_be_written(file, monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    assert refusal(file([PERSON])) == (2, "standard output: closed")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_select_panel_exits_2_where_the_disk_is_full(file, monkeypatch):
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert refusal(file([PERSON])) == (2, "standard output: No space left on device")


def test_select_panel_writes_a_record_that_verifies(file, tmp_path, capsys):
    record = tmp_path / "record.json"
    call_command("select_panel", file([PERSON]), record=str(record))
    assert verify_selection.main([str(record)]) == 0


def test_select_panel_exits_2_where_the_record_cannot_be_written(file, tmp_path):
    with pytest.raises(CommandError) as refused:
        call_command("select_panel", file([PERSON]), record=str(tmp_path))
    assert refused.value.returncode == 2


def test_select_panel_prints_where_the_terminal_knows_only_ascii(file, monkeypatch):
    shown = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(shown, encoding="ascii", write_through=True))
    call_command("select_panel", file([{**PERSON, "id": "日本"}]))
    assert json.loads(shown.getvalue())["panel"] == ["日本"]


@pytest.mark.parametrize("limit", ["abc", "nan", "0", "-1", "inf"])
def test_select_panel_exits_2_for_a_time_limit_that_is_none(file, limit):
    with pytest.raises(CommandError) as refused:
        call_command("select_panel", file([PERSON]), time_limit=limit)
    assert (refused.value.returncode, str(refused.value)) == (
        2,
        f"--time-limit: must be seconds above 0, not {limit!r}",
    )
