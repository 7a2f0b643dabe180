# SPDX-License-Identifier: Apache-2.0
"""`python -m doverie` is the command `doverie`."""

from doverie.cli import main

if __name__ == "__main__":
    main()
