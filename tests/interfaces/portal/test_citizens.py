# SPDX-License-Identifier: Apache-2.0
"""Is the leaflet made of its source, and do guide and leaflet claim nothing that no source says?"""

import html
import re
import subprocess
import sys
from pathlib import Path

CITIZENS = Path(__file__).resolve().parents[3] / "docs/citizens"
# What numbers may be there: ages, contacts, trustors of one contact, the police, dates and the letter's own.
SOURCED = {"14", "18", "116485", "24", "27", "11", "05", "12", "2025", "102", "4", "2", "0"}


def test_the_leaflet_is_one_page_of_its_source() -> None:
    done = subprocess.run([sys.executable, str(CITIZENS / "make.py"), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_number_is_claimed_that_no_source_has() -> None:
    for name in ("README.md", "leaflet.html"):
        text = (CITIZENS / name).read_text(encoding="utf-8")
        text = re.sub(r"<style>.*?</style>|<!--.*?-->|<[^>]+>|`[^`]*`|\]\([^)]*\)|^\d\. ", " ", html.unescape(text), flags=re.M | re.S)
        assert set(re.findall(r"\d+", text)) <= SOURCED, name
