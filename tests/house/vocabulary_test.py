#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does the generator of cmake/vocabulary refuse what it cannot read, and write only between its marks?"""
import pathlib
import sys
import unittest
from typing import Literal, NamedTuple

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "cmake/vocabulary"))
import output  # noqa: E402
import reader  # noqa: E402

HEAD = "// DOVERIE_SIGN(number, name, loud, size, text): a list for this test, DOVERIE_SIGN(1, in_a_comment)\n"
GOOD = 'DOVERIE_SIGN(7, seven, true, std::max(1, 2), "a \\"b\\", // c) "\n  "d")\n'


class Sign(NamedTuple):
    number: int
    name: reader.Word
    loud: bool
    size: reader.Word
    text: reader.Text


class Choice(NamedTuple):
    kind: Literal["big", "small"]


def signs(rows: str) -> list[Sign]:
    return reader.parse(HEAD + rows, "x.def", {"SIGN": Sign}, ("number", "name"))["SIGN"]


class Reading(unittest.TestCase):
    def test_cells_are_what_the_columns_say(self) -> None:
        expected = Sign(7, reader.Word("seven"), True, reader.Word("std::max(1, 2)"), reader.Text('a "b", // c) d'))
        self.assertEqual(signs("#ifndef A\n#define A(x) \\\n  x\n#endif\n/* so\nit is */\n" + GOOD + "#undef A\n"), [expected])

    def test_what_cannot_be_read_is_named(self) -> None:
        for rows, complaint in [
            ('DOVERIE_SIGN(7, seven, true, 1)', "x.def:2: 4 cells; the columns are 5: number, name, loud, size, text"),
            ('DOVERIE_SIGN(x, seven, true, 1, "")', "x.def:2: number is x, not int"),
            ('DOVERIE_SIGN(7, "seven", true, 1, "")', 'x.def:2: name is "seven", not Word'),
            ('DOVERIE_SIGN(7, , true, 1, "")', "x.def:2: name is empty, not Word"),
            ('DOVERIE_SIGN(7, seven, yes, 1, "")', "x.def:2: loud is yes, not bool"),
            ('DOVERIE_SIGN(7, seven, true, 1, text)', "x.def:2: text is text, not Text"),
            ('DOVERIE_SIGN(7, seven, true, 1, ""', "x.def:2: the row does not end"),
            ('DOVERIE_SIGN(7, seven, true, 1, "', "x.def:2: the row does not end"),
            ('DOVERIE_SING(7)', "x.def:2: DOVERIE_SING is none of SIGN"),
            ('\nDOVER_SIGN(7)\n', "x.def:3: not a row: DOVER_SIGN(7)"),
            (GOOD + 'DOVERIE_SIGN(7, eight, true, 1, "")', "x.def:4: number 7 is that of line 2 already"),
            (GOOD + 'DOVERIE_SIGN(8, seven, true, 1, "")', "x.def:4: name seven is that of line 2 already"),
        ]:
            with self.subTest(rows), self.assertRaises(reader.ListError) as refused:
                signs(rows)
            self.assertEqual(str(refused.exception), complaint)

    def test_words_are_the_ones_of_the_column(self) -> None:
        head = "// DOVERIE_CHOICE(kind)\n"
        self.assertEqual(reader.parse(head + "DOVERIE_CHOICE(big)", "x", {"CHOICE": Choice}, ())["CHOICE"], [Choice("big")])
        with self.assertRaisesRegex(reader.ListError, "x:2: kind is huge, not big or small"):
            reader.parse(head + "DOVERIE_CHOICE(huge)", "x", {"CHOICE": Choice}, ())

    def test_the_head_names_the_columns(self) -> None:
        with self.assertRaisesRegex(reader.ListError, "x.def:1: the head comment has to name the columns"):
            reader.parse("// DOVERIE_SIGN(name, number)\n", "x.def", {"SIGN": Sign}, ())


class Writing(unittest.TestCase):
    PAGE = "by hand\n<!-- BEGIN signs: -->\nold\n<!-- END signs -->\nby hand, too\n"

    def test_only_what_is_between_the_marks_is_written(self) -> None:
        wanted = self.PAGE.replace("signs: -->\nold", "signs: written by cmake/vocabulary from x.def -->\nnew")
        for current in (self.PAGE, wanted):
            self.assertEqual(output.applied(output.Output("a.md", "new\n", "x.def", "signs"), current), wanted)

    def test_marks_are_there_once_and_in_order(self) -> None:
        for page in ("", self.PAGE * 2, self.PAGE.replace("END", "end"), "<!-- END signs -->\n<!-- BEGIN signs: -->\n"):
            with self.subTest(page), self.assertRaisesRegex(output.MarkError, "a.md: needs, each once, the lines"):
                output.applied(output.Output("a.md", "new\n", "x.def", "signs"), page)

    def test_a_block_that_no_list_writes_is_found(self) -> None:
        page = output.applied(output.Output("a.md", "new\n", "x.def", "signs"), self.PAGE)
        self.assertEqual(output.orphans("a.md", page, []), ["signs"])
        self.assertEqual(output.orphans("a.md", page, [output.Output("b.md", "", "x.def", "signs")]), ["signs"])
        self.assertEqual(output.orphans("a.md", page, [output.Output("a.md", "", "x.def", "signs")]), [])
        self.assertEqual(output.orphans("a.md", "<!-- BEGIN by hand: -->\n", []), [])

    def test_a_table_has_a_rule_as_wide_as_its_head(self) -> None:
        self.assertEqual(output.table("a | b", [["1", "2"]]), "| a | b |\n|---|---|\n| 1 | 2 |\n")


if __name__ == "__main__":
    unittest.main()
