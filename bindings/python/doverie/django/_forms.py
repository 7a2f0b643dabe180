# SPDX-License-Identifier: Apache-2.0
"""What do people type? Labels are in the language of the page; what counts is decided by the library."""

from typing import Any

from django import forms

import doverie
from doverie.django._acting import language
from doverie.django._words import word

_ABOUT = {"NAME_INVALID": "name", "PHONE_": "phone", "NUMBER": "number", "CODE": "code"}
"""Which field a reason is about, by what its name has in it."""


class _Form(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = field.label or word(f"field_{name}", language())
            field.help_text = field.help_text or word(f"help_{name}", language(), "")

    def refuse(self, no: doverie.Rejected) -> None:
        """Says what the library has said, beside the field that it is about."""
        for reason in no.reasons:
            about = next((name for words, name in _ABOUT.items() if words in str(reason.code.name)), None)
            self.add_error(about if about in self.fields else None, reason.text(language()))


class InviteForm(_Form):
    """Whom to invite."""

    name = forms.CharField(max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    phone = forms.CharField(max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}))


class CodeForm(_Form):
    """The code from the SMS."""

    code = forms.CharField(
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class AttestationForm(_Form):
    """What the contact is asked, as the version of the request has it."""

    def __init__(self, *args: Any, version: int, **kwargs: Any) -> None:
        self.questions = doverie.questions(version)
        self.version = version
        super().__init__(*args, **kwargs)
        self.fields = {question.id: self._field(question) for question in self.questions}

    @staticmethod
    def _field(question: doverie.Question) -> forms.Field:
        label = question.text(language()).rstrip("_ ")
        if question.kind is doverie.QuestionKind.NUMBER:
            attributes = {"inputmode": "numeric", "autocomplete": "off"}
            return forms.CharField(label=label, max_length=8, widget=forms.TextInput(attrs=attributes))
        return forms.BooleanField(label=label, required=False)

    def attestation(self, operation: str) -> doverie.Attestation:
        """As it was answered."""
        own = ("spoke_with_trustor", "nobody_misleads")
        answers = self.cleaned_data
        agreed = [q.id for q in self.questions if q.kind is doverie.QuestionKind.AGREE and answers[q.id]]
        return doverie.Attestation(
            **{name: name in agreed for name in own},
            agreed=tuple(name for name in agreed if name not in own),
            number=next(answers[q.id].strip() for q in self.questions if q.kind is doverie.QuestionKind.NUMBER),
            version=self.version,
            operation=operation,
        )


class LoginNameForm(_Form):
    """Whose account is to be recovered."""

    login = forms.CharField(max_length=254, widget=forms.TextInput(attrs={"autocomplete": "username"}))


class PasswordForm(_Form):
    """The password of whoever is logged in, once more."""

    password = forms.CharField(
        max_length=4096, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
