#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What loads libpq or libcurl goes into wheels of its own, so that nobody gets these libraries who does not use them:
doverie, doverie-postgres and doverie-senders, of one wheel that has all. None is on PyPI, and no extra names one: whoever had such a
name there could put anything into it.

Usage: split_wheel.py WHEEL DIRECTORY
"""
import base64
import hashlib
import os
import pathlib
import re
import sys
import time
import zipfile

APART = {"postgres": "The PostgreSQL store of doverie.", "senders": "The senders to SMS gateways of doverie."}


def when():
    """The time of every file: zip knows none before 1980."""
    return time.gmtime(max(int(os.environ.get("SOURCE_DATE_EPOCH", time.time())), 315_532_800))[:6]


def mode_of(entry):
    """As everybody may read it, whatever the umask was."""
    return 0o100755 if entry.external_attr >> 16 & 0o100 else 0o100644


def write_wheel(path, info, members):
    """`members`: content and mode by name, without RECORD, which is made here."""
    lines = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, (content, mode) in sorted(members.items(), key=lambda item: (info in item[0], item[0])):
            entry = zipfile.ZipInfo(name, when())
            entry.external_attr = mode << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            wheel.writestr(entry, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            lines.append(f"{name},sha256={digest},{len(content)}")
        record = f"{info}/RECORD"
        entry = zipfile.ZipInfo(record, when())
        entry.external_attr = 0o100644 << 16
        wheel.writestr(entry, "\n".join([*lines, f"{record},,", ""]))


def metadata_of(part, version, licence):
    return "\n".join([
        "Metadata-Version: 2.2", f"Name: doverie-{part}", f"Version: {version}", f"Summary: {APART[part]}", "License: Apache-2.0",
        "Requires-Python: >=3.11", f"Requires-Dist: doverie=={version}", f"License-File: {licence}", "",
        APART[part], ""]).encode()  # fmt: skip


def main():
    whole, directory = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    directory.mkdir(parents=True)
    name, version, tags = re.fullmatch(r"(doverie)-([^-]+)-(.+)\.whl", whole.name).groups()
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(whole) as wheel:
        members = {entry.filename: (wheel.read(entry), mode_of(entry))
                   for entry in wheel.infolist() if not entry.filename.endswith(("/RECORD", "/"))}  # fmt: skip
    for part in APART:
        modules = [member for member in members if re.fullmatch(rf"doverie/_{part}\.[^/]+\.so", member)]
        if not modules:
            sys.exit(f"{whole.name} has no doverie/_{part}: it was built without what that needs")
        own = f"doverie_{part}-{version}.dist-info"
        taken = {module: members.pop(module) for module in modules}
        licence = next(member for member in members if member.endswith("LICENSE"))
        taken[f"{own}/licenses/LICENSE"] = members[licence]
        taken[f"{own}/WHEEL"] = members[f"{info}/WHEEL"]
        taken[f"{own}/METADATA"] = (metadata_of(part, version, "LICENSE"), 0o100644)
        write_wheel(directory / f"doverie_{part}-{version}-{tags}.whl", own, taken)
    write_wheel(directory / whole.name, info, members)


if __name__ == "__main__":
    main()
