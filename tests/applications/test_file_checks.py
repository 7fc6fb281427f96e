"""Every file of the corpus gets its verdict. No database."""

import subprocess
import sys
from pathlib import Path

import pytest

from applications.checking import in_a_process
from applications.file_checks import judge, main
from applications.file_rules import FileType, Reason, Verdict
from tests.applications.corpus import CASES, SECONDS, docx, image, judged, pdf


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_file_gets_its_verdict_in_time(case, tmp_path):
    seen = judged(case, tmp_path)
    assert (seen.given, seen.seconds < SECONDS) == (seen.expected, True)


def test_corpus_is_large_enough_and_named_once():
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


def test_too_large_is_not_even_opened(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"%PDF-" + b"0" * (10 * 1024 * 1024))
    assert judge(path).reason == Reason.TOO_LARGE


@pytest.mark.parametrize(
    ("data", "verdict"),
    [
        (pdf(), Verdict(FileType.PDF)),
        (docx(), Verdict(FileType.DOCX)),
        (image("JPEG"), Verdict(FileType.JPEG)),
        (b"MZ", Verdict(None, Reason.WRONG_TYPE)),
    ],
)
def test_process_of_its_own_says_the_same(data, verdict, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(data)
    assert in_a_process(path) == verdict


def test_process_that_fails_means_too_hard():
    assert in_a_process(Path("/nonexistent")) == Verdict(None, Reason.TOO_HARD)


def test_main_called_wrongly():
    assert main([]) == 2


def test_checks_load_no_django():
    code = "import sys, applications.file_checks; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
