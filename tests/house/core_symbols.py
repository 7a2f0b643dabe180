#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The core asks for nothing: no clock, no randomness, no I/O, no threads, no SQLite. Checked on what the archive needs.

Usage: core_symbols.py ARCHIVE [NM]
"""
import re
import subprocess
import sys

FORBIDDEN = re.compile(
    r"""^(
    (clock_)?(gettime|getres|nanosleep) | time | gettimeofday | localtime(_r)? | mktime | tzset      # clock
    | s?rand(om)?(_r)? | getrandom | getentropy | arc4random.* | RAND_.* | .*random_device.*            # randomness
    | f?open(64|at)? | fdopen | read | p?write(64)? | close | ioctl | socket | connect | send | recv | mmap  # I/O
    | f(read|write|puts|printf|gets|flush) | printf | puts | perror | remove | rename | unlink | getenv | system
    | pthread_.* | fork | exec.* | kill | sleep | usleep                                            # processes, threads
    | sqlite3_.* | PQ.*
    | _ZNSt6chrono3_V21(2system|2steady)_clock.* | _ZNSt.*(basic_[io]?fstream|basic_filebuf).* | _ZSt4cout | _ZSt4cerr
    )(@.*)?$""",
    re.X,
)


def main() -> int:
    archive, nm = sys.argv[1], (sys.argv[2:] or ["nm"])[0]
    listing = subprocess.run([nm, "--undefined-only", "--format=posix", archive], check=True, capture_output=True, text=True)
    symbols = {line.split()[0] for line in listing.stdout.splitlines() if " U" in line}
    bad = sorted(symbol for symbol in symbols if FORBIDDEN.match(symbol))
    if len(symbols) < 20:
        print(f"only {len(symbols)} undefined symbols in {archive}: this cannot be the core")
        return 1
    print("\n".join(f"the core needs {symbol}" for symbol in bad) or f"{len(symbols)} symbols needed, none of them forbidden")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
