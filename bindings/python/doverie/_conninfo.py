# SPDX-License-Identifier: Apache-2.0
"""Does a text that names a store mean a server or a file?"""

import re
from typing import Final

_CONNINFO: Final = re.compile(r"\s*(postgres(ql)?://|\w+\s*=)")


def is_conninfo(store: str) -> bool:
    """Whether it is libpq's ("dbname=circles", "postgresql://…") and no path. A file of such a name is ./dbname=circles."""
    return _CONNINFO.match(store) is not None
