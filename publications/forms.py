"""What a panelist chooses or hands in beside the text (``writing_forms.py``), and what staff ask back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from presessions.series.models import LANGUAGES
from presessions.templatetags.presessions import langname

from .comments import LONGEST, Part
from .enums import AttachmentKind, ToldBy
from .models import Statement
from .plain import plain_paragraphs

LANGUAGES_OFFERED = ("en", "fr", "es", "ar", "zh", "ru", "pt")


def language_choices(*known: str) -> list[tuple[str, str]]:
    """Languages a text may be in: the usual ones, and those already said."""
    return [
        (code, capfirst(langname(code))) for code in dict.fromkeys([*LANGUAGES_OFFERED, *filter(None, known)])
    ]


def plain_helper() -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class LanguageForm(forms.Form):
    """In which language the text is written."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of your text"),
        widget=forms.Select(attrs={"class": "short"}),
        error_messages={"invalid_choice": gettext_lazy("Choose a language from the list")},
    )

    def __init__(self, data: Any = None, *, statement: Statement) -> None:
        super().__init__(data, initial={"language": statement.language}, label_suffix="")
        state = statement.seat.panel.pre_session.state_under_review
        self.fields["language"].choices = language_choices(  # type: ignore[attr-defined]
            *state.official_languages.split(), statement.language
        )
        self.helper = plain_helper()


class AttachmentForm(forms.Form):
    """One file to hand out beside the statement."""

    use_required_attribute = False
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "PDF, JPEG or PNG, at most 10 MB. A Word file can’t be shared: save it as PDF first."
        ),
        error_messages={
            "required": gettext_lazy("Choose a file"),
            "empty": gettext_lazy("This file is empty. Check it on your device and choose it again"),
            "invalid": gettext_lazy("Choose a file"),
        },
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=AttachmentKind.choices,
        error_messages={
            "required": gettext_lazy("Say what the file is"),
            "invalid_choice": gettext_lazy("Say what the file is"),
        },
    )
    language = forms.ChoiceField(
        label=gettext_lazy("In which language?"),
        error_messages={
            "required": gettext_lazy("Choose a language from the list"),
            "invalid_choice": gettext_lazy("Choose a language from the list"),
        },
    )

    def __init__(self, data: Any = None, files: Any = None, *, statement: Statement) -> None:
        super().__init__(
            data,
            files,
            initial={"language": statement.language, "kind": AttachmentKind.FACT_SHEET},
            label_suffix="",
        )
        state = statement.seat.panel.pre_session.state_under_review
        self.fields["language"].choices = language_choices(  # type: ignore[attr-defined]
            *state.official_languages.split(), statement.language
        )
        self.helper = plain_helper()


class TextFileForm(forms.Form):
    """A file whose text goes into the sections."""

    use_required_attribute = False
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("Word (DOCX), OpenDocument (ODT) or PDF, at most 10 MB."),
        error_messages={
            "required": gettext_lazy("Choose a file"),
            "empty": gettext_lazy("This file is empty. Check it on your device and choose it again"),
            "invalid": gettext_lazy("Choose a file"),
        },
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, label_suffix="")
        self.fields["file"].widget.attrs["accept"] = ".docx,.odt,.pdf"
        self.helper = plain_helper()


class GuardianForm(forms.Form):
    """Whom a speaker under 18 names as their parent or guardian."""

    use_required_attribute = False
    name = forms.CharField(
        label=gettext_lazy("Name of the parent or guardian"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": gettext_lazy("Write the name of the parent or guardian")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Their own e-mail address"),
        required=False,
        help_text=gettext_lazy(
            "Leave it empty if they have none. They can agree on paper: ask for a signed letter and send it to us."
        ),
        error_messages={"invalid": gettext_lazy("Write an e-mail address like name@example.org")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("In which language do we write to them?"),
        choices=LANGUAGES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a language")},
    )

    def __init__(self, data: Any = None, *, statement: Statement, typed: Any = None) -> None:
        """``typed`` is shown in place of what is saved, without being judged."""
        known = statement.guardian
        application = statement.seat.application
        initial = {"name": "", "email": "", "language": application.language}
        if known is not None:
            initial = {"name": known.name, "email": known.email, "language": known.language}
        super().__init__(data, initial=typed or initial, label_suffix="")
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (code, capfirst(langname(code))) for code, _name in LANGUAGES
        ]
        self.helper = plain_helper()


class GuardianCheckForm(forms.Form):
    """How staff know that this is the parent or guardian."""

    use_required_attribute = False
    how = forms.CharField(
        label="How do you know that this is the parent or guardian?",
        help_text="For example: called the number in the application; the organisation’s director confirmed.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": "Say how you know that this is the parent or guardian."},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.helper = plain_helper()


class ProofForm(forms.Form):
    """A signed letter or saved mail, whose yes it is, and why it is not given on the page."""

    use_required_attribute = False
    file = forms.FileField(
        label="The signed letter, or the mail saved as a file",
        help_text="PDF, JPEG or PNG, at most 10 MB. Staff read it, nobody else.",
        error_messages={
            "required": "Choose a file.",
            "empty": "This file is empty.",
            "invalid": "Choose a file.",
        },
    )
    why = forms.CharField(
        label="Why is it not given on the page?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": "Say why it is not given on the page."},
    )
    whose = forms.ChoiceField(
        label="Who says yes?",
        choices=[("speaker", "The speaker"), ("guardian", "The parent or guardian")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whose yes it is.", "invalid_choice": "Say whose yes it is."},
    )

    def __init__(self, data: Any = None, files: Any = None, *, with_guardian: bool) -> None:
        super().__init__(data, files, label_suffix="")
        if not with_guardian:
            del self.fields["whose"]
        self.fields["file"].widget.attrs["accept"] = ".pdf,.jpg,.jpeg,.png"
        self.helper = plain_helper()


class TakeBackForm(forms.Form):
    """How the wish to take something back reached staff."""

    use_required_attribute = False
    told = forms.ChoiceField(
        label="How were you told?",
        choices=ToldBy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how you were told.", "invalid_choice": "Say how you were told."},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.helper = plain_helper()


class CommentForm(forms.Form):
    """What staff note beside one part."""

    use_required_attribute = False
    item = forms.ChoiceField(
        label="Beside which part?",
        error_messages={
            "required": "Choose the part.",
            "invalid_choice": "This part is no longer there. Choose another.",
        },
    )
    text = forms.CharField(
        label="Your comment",
        help_text="In the language of the speaker, who reads it once you send your comments.",
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": "Write the comment."},
    )

    def __init__(self, data: Any = None, *, parts: Sequence[Part]) -> None:
        super().__init__(data, label_suffix="")
        self.fields["item"].choices = [(part.item, part.title) for part in parts]  # type: ignore[attr-defined]
        self.helper = plain_helper()

    def clean_text(self) -> str:
        text = plain_paragraphs(self.cleaned_data["text"])
        if (over := len(text) - LONGEST) > 0:
            raise forms.ValidationError(f"Shorten the comment by {over} characters.")
        return text


class SendBackForm(forms.Form):
    """What staff ask the panelist."""

    use_required_attribute = False
    question = forms.CharField(
        label="Your question",
        help_text="In the language of the panelist. They read it on their page; the mail only says that there is one.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": "Say what you would like the panelist to look at."},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.helper = plain_helper()
