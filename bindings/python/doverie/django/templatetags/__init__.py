# SPDX-License-Identifier: Apache-2.0
"""Where Django finds the tags of the app's templates."""
