# SPDX-License-Identifier: Apache-2.0
"""The settings of the example for these tests: a password costs nothing, and each answer names the template that it was made from."""

from portal.settings import *  # noqa: F403
from portal.settings import MIDDLEWARE

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MIDDLEWARE = ["naming.Names", *MIDDLEWARE]
