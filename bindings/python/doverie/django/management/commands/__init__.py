# SPDX-License-Identifier: Apache-2.0
"""Where Django finds the commands of the app."""
