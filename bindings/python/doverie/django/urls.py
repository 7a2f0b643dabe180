# SPDX-License-Identifier: Apache-2.0
"""At which addresses are the pages? A host includes them where it likes: `path("trusted-contact/", include("doverie.django.urls"))`."""

from django.urls import path

from doverie.django import _views_account as account
from doverie.django import _views_contact as contact
from doverie.django import _views_recovery as recovery
from doverie.django import _views_trustor as trustor

app_name = "doverie"

urlpatterns = [
    path("", trustor.home, name="trustor"),
    path("invite/", trustor.invite, name="invite"),
    path("invitations/<str:invitation>/withdraw/", trustor.withdraw, name="withdraw"),
    path("contacts/<str:contact>/remove/", trustor.remove, name="remove"),
    path("contacts/<str:contact>/keep/", trustor.keep, name="keep"),
    path("requests/<str:recovery>/deny/", trustor.deny, name="deny"),
    path("fraud/", trustor.fraud, name="fraud"),
    path("history/", trustor.history, name="history"),
    path("password/", recovery.change_password, name="change_password"),
    path("serving/", contact.home, name="contact"),
    path("serving/invitations/<str:invitation>/accept/", contact.accept, name="accept"),
    path("serving/invitations/<str:invitation>/decline/", contact.decline, name="decline"),
    path("serving/requests/<str:recovery>/", contact.one_request, name="request"),
    path("serving/requests/<str:recovery>/approve/", contact.approve, name="approve"),
    path("serving/requests/<str:recovery>/code/", contact.confirm, name="confirm"),
    path("serving/requests/<str:recovery>/resend/", contact.resend, name="resend"),
    path("serving/requests/<str:recovery>/deny/", contact.deny, name="deny_contact"),
    path("serving/<str:trustor>/fraud/", contact.fraud, name="fraud_contact"),
    path("serving/<str:trustor>/resign/", contact.resign, name="resign"),
    path("serving/<str:trustor>/stay/", contact.stay, name="stay"),
    path("notices/", account.notices, name="notices"),
    path("again/", account.again, name="again"),
    path("recovery/", recovery.begin, name="begin"),
    path("recovery/sent/", recovery.sent, name="sent"),
    path("recovery/link/<str:token>/", recovery.link, name="link"),
    path("recovery/status/", recovery.status, name="status"),
    path("recovery/cancel/", recovery.cancel, name="cancel"),
    path("recovery/password/", recovery.password, name="password"),
    path("recovery/done/", recovery.finished, name="done"),
    path("status/", account.status, name="health"),
    path("metrics/", account.metrics, name="metrics"),
    path("sms-report/<str:message_id>/", account.sms_report, name="sms_report"),
]
