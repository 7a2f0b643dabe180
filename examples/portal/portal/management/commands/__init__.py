# SPDX-License-Identifier: Apache-2.0
"""Where Django looks for what the folder is named after."""
