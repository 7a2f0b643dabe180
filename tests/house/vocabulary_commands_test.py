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
ROW = ('DOVERIE_COMMAND(1, 0.1, ring_bell, RingBell, contact, ring, records, Grant, "Rings. As {Approve}: {frozen}.",'
       ' "frozen, or its state", DOVERIE_FIELD(account, contact, "") DOVERIE_FIELD(request, request, "whose")'
       ' DOVERIE_FIELD(flag, loudly, "or not"))')
KNOWN = ('DOVERIE_COMMAND(2, 0.1, approve, Approve, contact, approve, asks, Done, "Yes.", "", DOVERIE_FIELD(account, contact, ""))')


def rows(row: str) -> tuple[command_rows.Command, ...]:
    kinds: dict[str, type] = {"COMMAND": command_rows.Command}
    return command_rows.checked(reader.parse(HEAD + row + KNOWN, command_rows.LIST, kinds, ("number", "name"))["COMMAND"])


class Rows(unittest.TestCase):
    def test_what_means_nothing_is_named(self) -> None:
        self.assertEqual(len(rows(ROW.replace("{frozen}", "{Grant.id} {Service.pump}"))), 2)
        for before, after, complaint in [
            ("ring_bell", "bell", "include/doverie/core/commands.def:2: RingBell: is ring_bell in snake_case, not bell"),
            ("(flag", "(flags", "RingBell: loudly: flags is none of account, "),
            ("FIELD(flag", "FELD(flag", "commands.def:2: DOVERIE_FELD is none of FIELD"),
            ("DOVERIE_FIELD(account", "x DOVERIE_FIELD(account", "commands.def:2: not a row: x"),
            ("(1, 0.1", "(-1, 0.1", "commands.def:2: number is -1, not int"),
            ("(1, 0.1", "(1, 1", "RingBell: since is 1, not like 0.1"),
            (" ring,", " none,", "RingBell: method is none; none is for the library alone"),
            ("contact, ring,", "library, ring,", "RingBell: method is ring; none is for the library alone"),
            (" ring,", " approve,", "Approve: method approve of ContactSide is that of RingBell already"),
            (" ring,", " import,", "RingBell: import is no name in Python"),
            ("loudly", "from", "RingBell: from is no name in Python"),
            ("loudly", "contact", "RingBell: has two fields contact"),
            ("loudly", "request_id", "RingBell: has two fields request_id"),
            ("(account", "(text", "RingBell: its first field is no account, which a contact acts with"),
            ("{frozen}", "{frozen", "RingBell: {frozen.: write {Type}, {Type.member} or {reason}"),
            ("{frozen}", "{Grant.ids}", "RingBell: {Grant.ids} is in neither of include/"),
            ("{frozen}", "{Grants.id}", "RingBell: {Grants.id} is in neither of include/"),
            ('"frozen, or', '"frozne, or', "RingBell: frozne is no reason of reasons.def"),
            ('"frozen, or its', '"frozen, or her', "RingBell: her is no reason of reasons.def"),
            ('"Rings. ', '"Rings | ', "commands.def:2: text has |, which not every output can say"),
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
            "  // Rings. As ContactSide::approve: frozen. `request`: whose. `loudly`: or not. "
            "Rejects: frozen, or its state.\n"
            "  Result<Grant> ring(RequestId request, bool loudly = false, CommandMeta meta = {}) const;\n"))
        self.assertEqual(command_cpp.struct(row), (
            "// Rings. As Approve: frozen.\nstruct RingBell {\n  AccountId contact;\n"
            "  RequestId request;    // whose\n  bool loudly = false;  // or not\n};\n"))
        self.assertIn("/* Rings. As doverie_contact_approve(): frozen. `request`: whose. `loudly` (flag): or not. Rejects: frozen,",
                      command_c.declaration(row))
        self.assertEqual(command_python.method(row), (
            '    def ring(\n        self, request_id: str, *, loudly: bool = False, command_id: str | None = None, context: bytes = b""\n'
            '    ) -> Grant:\n        """Rings.\n\n        As `ContactSide.approve`: FROZEN.\n\n'
            '        `request_id`: whose. `loudly`: or not.\n\n        Rejects: FROZEN, or its state.\n        """\n'
            "        command = commands.RingBell(contact=self._account, request_id=request_id, loudly=loudly)\n"
            "        return self._service.run(command, command_id, context)\n"))


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
