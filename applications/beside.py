"""The file beside the answers: a PDF or a picture as it is, Word and OpenDocument as their words.

What is shown was checked, keeps its type as the check found it and stands in a sandbox without
origin: nothing in it can run or reach the page around it. See ``docs/decisions``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from .file_rules import IMAGES, ZIPPED, FileType
from .models import Application, SupportingFile

SECONDS = 10
PROGRAM = [sys.executable, "-m", "applications.file_text"]
FIRST = "first"  # asks for the first file that can be read


@dataclass(frozen=True)
class Beside:
    """What stands beside the answers: in a "frame", as a "picture" or as "text".

    ``paragraphs`` of a text; None where none can be read.
    """

    file: SupportingFile
    kind: str
    paragraphs: list[str] | None = None


def readable(application: Application) -> list[SupportingFile]:
    """The files that were checked, in the order in which they came."""
    return [file for file in application.files.all() if file.is_clean]


def asked_for(application: Application, wish: str) -> SupportingFile | None:
    """The file named by its id, or the first one."""
    files = readable(application)
    if wish == FIRST:
        return files[0] if files else None
    try:
        wanted = UUID(wish)
    except ValueError:
        return None
    return next((file for file in files if file.public_id == wanted), None)


def beside(file: SupportingFile) -> Beside:
    """How this file is read beside the answers."""
    if file.media_type in ZIPPED:
        return Beside(file, "text", words_of(file))
    return Beside(file, "picture" if file.media_type in IMAGES else "frame")


def is_shown(file: SupportingFile) -> bool:
    """Whether its bytes may be shown in a frame: only a PDF or a picture."""
    return file.media_type == FileType.PDF or file.media_type in IMAGES


def words_of(file: SupportingFile) -> list[str] | None:
    """The words of a Word or OpenDocument file, read in a process of its own; None where that fails."""
    with tempfile.NamedTemporaryFile(prefix="read-") as copy:
        try:
            with file.file.open("rb") as stored:
                for piece in iter(lambda: stored.read(64 * 1024), b""):
                    copy.write(piece)
            copy.flush()
            answer = subprocess.run(  # noqa: S603 - our own module and a path we made
                [*PROGRAM, copy.name],
                capture_output=True,
                timeout=SECONDS,
                check=True,
                cwd=settings.BASE_DIR,
                env={"PATH": "", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            )
            return list(json.loads(answer.stdout))
        except (subprocess.SubprocessError, OSError, ValueError):
            return None
