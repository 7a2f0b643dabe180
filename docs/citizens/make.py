#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes leaflet.pdf of leaflet.html, by Chromium's printing.

Usage: make.py            prints it anew (needs chromium and the font DejaVu: Debian's chromium, fonts-dejavu-core)
       make.py --check    says whether the PDF was made of the leaflet as it is, and is one page of A4
"""
import hashlib
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SOURCE, PRINTED = HERE / "leaflet.html", HERE / "leaflet.pdf"
A4 = (595, 842)  # points


def mark() -> bytes:
    """Stands behind the end of the PDF, where readers look at nothing."""
    return b"% made of " + hashlib.sha256(SOURCE.read_bytes()).hexdigest().encode() + b"\n"


def make() -> None:
    with tempfile.TemporaryDirectory() as profile:
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={profile}"]
        subprocess.run([*command, f"--print-to-pdf={PRINTED}", SOURCE.as_uri()], check=True, capture_output=True, timeout=120)
    PRINTED.write_bytes(PRINTED.read_bytes() + mark())


def flaws() -> list[str]:
    printed = PRINTED.read_bytes()
    pages = len(re.findall(rb"/Type\s*/Page\b", printed))
    boxes = {tuple(round(float(side)) for side in box.split()[2:]) for box in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", printed)}
    found = [] if printed.endswith(mark()) else ["leaflet.pdf was made of another leaflet.html: run docs/citizens/make.py"]
    found += [] if pages == 1 else [f"leaflet.pdf has {pages} pages, not one"]
    return found + ([] if boxes == {A4} else [f"leaflet.pdf is {boxes}, not A4"])


if __name__ == "__main__":
    if sys.argv[1:] != ["--check"]:
        make()
    wrong = flaws()
    print("\n".join(wrong) or "the leaflet is as its source says")
    sys.exit(1 if wrong else 0)
