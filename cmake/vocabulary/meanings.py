# SPDX-License-Identifier: Apache-2.0
"""Where do the meanings in the guide to policies go? To the command line, which tells them with every difference."""
import re

import output
import reader
from output import Output

GUIDE = "docs/guide/policies.md"
HEAD = "from typing import Final\n\nMEANINGS: Final = {"


def meanings() -> dict[str, str]:
    """By key: the column `meaning` of both tables, without links."""
    found = {}
    for line in (reader.ROOT / GUIDE).read_text(encoding="utf-8").splitlines():
        if row := re.match(r"\| `([a-z_]+)` \| (.*) \|$", line):
            cells = row[2].split(" | ")
            text = cells[2] if len(cells) == 4 else cells[0]
            found[row[1]] = re.sub(r"\[(.*?)\]\(.*?\)", r"\1", text).replace("`", "")
    return found


def outputs() -> list[Output]:
    body = "".join(f'    "{key}": "{meaning}",\n' for key, meaning in meanings().items()) + "}\n"
    text = output.python_module(GUIDE, "What the keys of policy documents mean, in words.", HEAD, body)
    return [Output("bindings/python/doverie/cli/_meanings.py", text, GUIDE)]
