#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Django's command line for the portal: `manage.py migrate`, `manage.py doverie_pump` and so on."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
execute_from_command_line(sys.argv)
