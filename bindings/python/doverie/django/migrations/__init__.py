# SPDX-License-Identifier: Apache-2.0
"""Where Django finds the tables of the app."""
