# SPDX-License-Identifier: Apache-2.0
"""A small portal on `doverie.django`, to be tried in a browser."""
