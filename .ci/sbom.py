#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The list of what is inside of a release (SPDX 2.3, JSON): each file with its checksum, and the packages of the machine that it was
built with and needs at run time; of the jar, JNA.

Usage: sbom.py ARTIFACTS VERSION      writes ARTIFACTS/doverie-VERSION.spdx.json
"""
import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
# What is linked, as Debian's packages: docs/dependencies.md.
LINKED = ("libabsl-dev", "libssl-dev", "libsqlite3-dev", "libsimdjson-dev", "libutf8proc-dev", "libpq-dev", "libcurl4-openssl-dev",
          "libstdc++6", "libc6")  # fmt: skip


def version_of(package):
    asked = ["dpkg-query", "-W", "-f=${Version}", package]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout


def package(name, version, licence):
    return {"SPDXID": f"SPDXRef-{name.replace('+', '-')}", "name": name, "versionInfo": version, "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False, "licenseConcluded": licence, "licenseDeclared": licence, "copyrightText": "NOASSERTION"}  # fmt: skip


def file(path):
    content = path.read_bytes()
    sums = [{"algorithm": name, "checksumValue": hashlib.new(name.lower(), content).hexdigest()} for name in ("SHA1", "SHA256")]
    return {"SPDXID": f"SPDXRef-file-{sums[1]['checksumValue'][:16]}", "fileName": f"./{path.name}", "checksums": sums,
            "licenseConcluded": "NOASSERTION", "licenseInfoInFiles": ["NOASSERTION"], "copyrightText": "NOASSERTION"}  # fmt: skip


def related(one, kind, other):
    return {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}


def main():
    artifacts, version = pathlib.Path(sys.argv[1]), sys.argv[2]
    made = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
    own = package("doverie", version, "Apache-2.0")
    linked = [package(name, version_of(name), "NOASSERTION") for name in LINKED]
    jna = re.search(r"<artifactId>jna</artifactId>\s*<version>([0-9.]+)<", (ROOT / "bindings/java/pom.xml").read_text(encoding="utf-8"))
    linked.append(package("jna", jna[1], "Apache-2.0 OR LGPL-2.1-or-later"))
    files = [file(path) for path in sorted(artifacts.iterdir()) if path.suffix != ".json"]
    document = {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": f"doverie-{version}",
        "documentNamespace": f"https://spdx.org/spdxdocs/doverie-{version}-{made:%Y%m%d%H%M%S}",
        "creationInfo": {"created": f"{made:%Y-%m-%dT%H:%M:%SZ}", "creators": ["Tool: doverie-sbom", "Organization: The doverie authors"]},
        "packages": [own, *linked], "files": files,
        "relationships": [related("SPDXRef-DOCUMENT", "DESCRIBES", own["SPDXID"]),
                          *(related(own["SPDXID"], "DEPENDS_ON", one["SPDXID"]) for one in linked),
                          *(related(own["SPDXID"], "GENERATES", one["SPDXID"]) for one in files)],
    }  # fmt: skip
    (artifacts / f"doverie-{version}.spdx.json").write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
