#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does the generator refuse a command whose row means nothing, and break lines as clang-format and people do?"""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "cmake/vocabulary"))
import command_c  # noqa: E402
import command_cpp  # noqa: E402
import command_python  # noqa: E402
import command_rows  # noqa: E402
import layout  # noqa: E402
import reader  # noqa: E402

HEAD = "// DOVERIE_COMMAND(number, since, name, Type, side, method, deed, answer, text, refusals, fields)\n"
ROW = ('DOVERIE_COMMAND(1, 0.1, ring_bell, RingBell, contact, ring, records, Grant, "Rings. As {Approve}: {frozen}.", "frozen, or not",'
       ' DOVERIE_FIELD(account, contact, "") DOVERIE_FIELD(request, request, "whose") DOVERIE_FIELD(flag, loudly, "or not"))')
KNOWN = ('DOVERIE_COMMAND(2, 0.1, approve, Approve, contact, approve, asks, Done, "", "", DOVERIE_FIELD(account, contact, ""))')


def rows(row: str) -> tuple[command_rows.Command, ...]:
    kinds: dict[str, type] = {"COMMAND": command_rows.Command}
    return command_rows.checked(reader.parse(HEAD + row + KNOWN, "commands.def", kinds, ("number", "name"))["COMMAND"])


class Rows(unittest.TestCase):
    def test_what_means_nothing_is_named(self) -> None:
        for before, after, complaint in [
            ("ring_bell", "bell", "RingBell: is ring_bell in snake_case, not bell"),
            ("(flag", "(flags", "RingBell: loudly: flags is none of account, "),
            ('"frozen, or', '"too_cold, or', "RingBell: too_cold is no reason of reasons.def"),
            ("{frozen}", "{cold}", "RingBell: {cold} is neither a command nor a reason"),
            ('"whose"', '"{Whose}"', "RingBell: {Whose} is neither a command nor a reason"),
        ]:
            with self.subTest(after), self.assertRaises(reader.ListError) as refused:
                rows(ROW.replace(before, after, 1))
            self.assertIn(complaint, str(refused.exception))

    def test_every_language_has_its_own_words(self) -> None:
        row = rows(ROW)[0]
        self.assertEqual(command_cpp.declaration(row), (
            "  // Rings. As ContactSide::approve: frozen. `request`: whose. `loudly`: or not. Rejects: frozen, or not.\n"
            "  Result<Grant> ring(RequestId request, bool loudly = false, CommandMeta meta = {}) const;\n"))
        self.assertEqual(command_cpp.struct(row), (
            "// Rings. As Approve: frozen.\nstruct RingBell {\n  AccountId contact;\n"
            "  RequestId request;    // whose\n  bool loudly = false;  // or not\n};\n"))
        self.assertIn("/* Rings. As doverie_contact_approve(): frozen. `request`: whose. `loudly` (flag): or not. Rejects: frozen, or not.",
                      command_c.declaration(row))
        self.assertEqual(command_python.method(row), (
            '    def ring(\n        self, request_id: str, *, loudly: bool = False, command_id: str | None = None, context: bytes = b""\n'
            '    ) -> Grant:\n        """Rings.\n\n        As `ContactSide.approve`: FROZEN.\n\n'
            '        `request_id`: whose. `loudly`: or not.\n\n        Rejects: FROZEN, or not.\n        """\n'
            "        return self._service.ring_bell(self._account, request_id, loudly, command_id, context)\n"))


class Layout(unittest.TestCase):
    def test_a_line_is_as_full_as_it_may_be(self) -> None:
        for length, lines in ((118, 1), (119, 2)):
            with self.subTest(length):
                filled = layout.filled("f(", ["a", "b" * length], ");")
                self.assertEqual(filled.count("\n") + 1, lines)
                self.assertLessEqual(max(map(len, filled.split("\n"))), layout.CPP_COLUMNS)

    def test_the_end_of_a_comment_does_not_stand_alone(self) -> None:
        for length in range(100, 130):
            self.assertNotIn("\n */", layout.c_comment("a " * 10 + "b" * (length - 20)))


if __name__ == "__main__":
    unittest.main()
