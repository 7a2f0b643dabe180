# SPDX-License-Identifier: Apache-2.0
"""What do states have in common? A number, a name, and the words in which people are shown them."""

from doverie import _native
from doverie._code import Language
from doverie._named import Named
from doverie._native import Viewer


class State(Named):
    """A state that answers and views tell of. str() of a state is its name."""

    def text(self, language: Language = "en", *, viewer: Viewer) -> str:
        """How it stands and what the viewer can do now, in English or Russian: plain sentences that a page can show.

        Raises ValueError when the state is not shown to this viewer: an invitation that was declined, to the trustor.
        """
        text = _native.state_text(type(self).__name__, self.value, viewer, language)
        if text is None:
            raise ValueError(f"{type(self).__name__}.{self.name} is not shown to the {viewer.name.lower()}")
        return text
