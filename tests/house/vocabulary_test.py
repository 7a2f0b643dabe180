#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does the generator of cmake/vocabulary refuse what it cannot read, and write only between its marks?"""
import pathlib
import subprocess
import sys
import tempfile
import unittest
import unittest.mock
from typing import Literal, NamedTuple

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "cmake/vocabulary"))
import attestations  # noqa: E402
import facts  # noqa: E402
import output  # noqa: E402
import parameters  # noqa: E402
import reader  # noqa: E402
import rules  # noqa: E402

HEAD = "// DOVERIE_SIGN(number, name, loud, size, text): a list for this test, DOVERIE_SIGN(1, in_a_comment)\n"
GOOD = 'DOVERIE_SIGN(7, seven, true, std::max(1, 2), "a (b, // c) "\n  "d")\n'


class Sign(NamedTuple):
    number: int
    name: reader.Word
    loud: bool
    size: reader.Word
    text: reader.Text


class Remark(NamedTuple):
    said: reader.Said


class Choice(NamedTuple):
    kind: Literal["big", "small"]


def signs(rows: str) -> list[Sign]:
    return reader.parse(HEAD + rows, "x.def", {"SIGN": Sign}, ("number", "name"))["SIGN"]


class Reading(unittest.TestCase):
    def test_cells_are_what_the_columns_say(self) -> None:
        expected = Sign(7, reader.Word("seven"), True, reader.Word("std::max(1, 2)"), reader.Text("a (b, // c) d"))
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
            ('DOVERIE_SIGN(-7, seven, true, 1, "")', "x.def:2: number is -7, not int"),
            ('DOVERIE_SIGN(07, seven, true, 1, "")', "x.def:2: number is 07, not int"),
            (GOOD.replace('d")', 'd") DOVERIE_SIGN(7, eight, true, 1, "")'), "x.def:3: number 7 is that of line 2 already"),
            (GOOD + 'DOVERIE_SIGN(7, eight, true, 1, "")', "x.def:4: number 7 is that of line 2 already"),
            (GOOD + 'DOVERIE_SIGN(8, seven, true, 1, "")', "x.def:4: name seven is that of line 2 already"),
        ]:
            with self.subTest(rows), self.assertRaises(reader.ListError) as refused:
                signs(rows)
            self.assertEqual(str(refused.exception), complaint)

    def test_a_text_has_what_every_output_can_say(self) -> None:
        for inside in (r"a\nb", r"a \"b\"", r"a\\b", "a */ b", "a | b", 'a *" "/ b'):
            with self.subTest(inside), self.assertRaisesRegex(reader.ListError, "x.def:2: text has .*, which not"):
                signs(f'DOVERIE_SIGN(7, seven, true, 1, "{inside}")')

    def test_what_is_said_is_not_empty(self) -> None:
        for cell in ('""', '" "', '"" ""'):
            with self.subTest(cell), self.assertRaisesRegex(reader.ListError, "x:2: said is empty"):
                reader.parse(f"// DOVERIE_REMARK(said)\nDOVERIE_REMARK({cell})", "x", {"REMARK": Remark}, ())

    def test_words_are_the_ones_of_the_column(self) -> None:
        head = "// DOVERIE_CHOICE(kind)\n"
        self.assertEqual(reader.parse(head + "DOVERIE_CHOICE(big)", "x", {"CHOICE": Choice}, ())["CHOICE"], [Choice("big")])
        with self.assertRaisesRegex(reader.ListError, "x:2: kind is huge, not big or small"):
            reader.parse(head + "DOVERIE_CHOICE(huge)", "x", {"CHOICE": Choice}, ())

    def test_the_head_names_the_columns(self) -> None:
        with self.assertRaisesRegex(reader.ListError, "x.def:1: the head comment has to name the columns"):
            reader.parse("// DOVERIE_SIGN(name, number)\n", "x.def", {"SIGN": Sign}, ())


class Lists(unittest.TestCase):
    """What a list refuses besides what its columns say."""

    def refused(self, name: str, kinds: dict[str, type], unique: tuple[str, ...], before: str, after: str) -> str:
        """What is said of the list when `after` stands there for `before`."""
        text = (reader.ROOT / reader.LISTS / name).read_text(encoding="utf-8")
        self.assertIn(before, text)
        with self.subTest(after), self.assertRaises(reader.ListError) as refused:
            rows = reader.parse(text.replace(before, after, 1), name, kinds, unique)
            parameters.checked(rows.get("PARAMETER", []))
            facts.checked(rows.get("FLAG_FACT", []))
            rules.bits(rows.get("SINCE_RULE", []))
        self.assertRegex(str(refused.exception), rf"^{name}:\d+: ")
        return str(refused.exception)

    def test_parameters_are_of_their_type_and_within_their_limits(self) -> None:
        kinds: dict[str, type] = {"PARAMETER": parameters.Parameter}
        for before, after, complaint in [
            (" 14, 0", " fourteen, 0", "trustor_min_age_years: initial is fourteen; write a number, or a constant of"),
            (" 14, 0", " true, 0", "trustor_min_age_years: initial is true; write a number"),
            (" 14, 0", " 140, 0", "trustor_min_age_years: initial is 140, which is not within 0 and 120"),
            ("kLatestAttestation", "kNewestAttestation", "attestation_version: most is kNewestAttestation; write a number"),
            ("hours{24}", "days{1}", "initial is std::chrono::days{1}; write Duration{0}, or std::chrono::hours{24}"),
            ("hours{24}", "hours{9999}", "initial is std::chrono::hours{9999}, which is not within"),
            ('{"+79"}', "{+79}", 'phone_prefixes: initial is {+79}; write {"+79"}, or parameter_type'),
            ('{"+79"}, 1,', '{"+79"}, 3,', 'phone_prefixes: initial is {"+79"}, which is not within 3 and 15'),
            ("required, true, false", "required, 1, false", "trustor_citizen_required: initial is 1; write true or false"),
            ("LeapBirthday::march_1", "march_1", "leap_birthday: initial is march_1; write LeapBirthday::march_1, or"),
            ("AgeReached::on_birthday", "AgeReached::never", "age_reached: initial is AgeReached::never, which is not"),
        ]:
            self.assertIn(complaint, self.refused("parameters.def", kinds, ("name",), before, after))

    def test_what_stands_elsewhere_by_hand_is_missed(self) -> None:
        with tempfile.TemporaryDirectory() as directory, unittest.mock.patch.object(reader, "ROOT", pathlib.Path(directory)):
            for path, function, complaint in [(parameters.GOSUSLUGI, lambda: parameters.document([]), "write a line"),
                                              (parameters.GUIDE, parameters.identity, "has no table with the head | key |")]:
                (reader.ROOT / path).parent.mkdir(parents=True)
                (reader.ROOT / path).write_text("{}\n", encoding="utf-8")
                with self.subTest(path), self.assertRaises(reader.ListError) as refused:
                    function()
                self.assertIn(f"{path}:1: {complaint}", str(refused.exception))

    def test_a_fact_has_a_bit_of_its_own(self) -> None:
        kinds: dict[str, type] = {"FLAG_FACT": facts.Flag, "SINCE_FACT": facts.Since}
        for flag in ("0x00", "0x01", "0x02", "0x0c", "0x10", "0x40", "0x80", "0x100", "four"):
            self.assertIn(f"citizen: flag is {flag}; free here are 0x04, 0x08, 0x20",
                          self.refused("facts.def", kinds, ("name",), "0x04", flag))
        self.assertIn("confirmed: flag is 0x04; free here are 0x08, 0x20",
                      self.refused("facts.def", kinds, ("name",), "0x08", "0x04"))

    def test_a_role_has_32_rules_of_what_changed(self) -> None:
        row = 'DOVERIE_SINCE_RULE(r{}, contact, f, p, "s", "e", "f", "r", "f")\n'
        self.assertIn("contact_sim_changed_lately: is one SINCE_RULE of the contact too many", self.refused(
            "rules.def", rules.KINDS, ("reason",), "DOVERIE_SINCE_RULE(contact_recovered",
            "".join(map(row.format, range(30))) + "DOVERIE_SINCE_RULE(contact_recovered"))

    def test_a_version_asks_a_question_once(self) -> None:
        self.assertIn("question nobody_misleads of version 1 is that of line ", self.refused(
            "attestations.def", {"QUESTION": attestations.Question}, ("question",), "spoke_with_trustor", "nobody_misleads"))


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

    def test_a_file_that_no_list_writes_is_found(self) -> None:
        module = output.python_module("x.def", "", "", "")
        self.assertEqual(output.orphans("a.py", module, []), [output.WHOLE])
        self.assertEqual(output.orphans("a.py", module, [output.Output("a.py", module, "x.def")]), [])

    def test_all_files_of_the_repository_are_looked_at(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            self.assertEqual(output.written(pathlib.Path(directory)), set())
            subprocess.run(["git", "init", "-q", directory], check=True)
            for name, text in (("a.py", output.python_module("x.def", "", "", "")), ("b.md", self.PAGE)):
                (pathlib.Path(directory) / name).write_text(text, encoding="utf-8")
            self.assertEqual(output.written(pathlib.Path(directory)), {"a.py"})

    def test_a_table_has_a_rule_as_wide_as_its_head(self) -> None:
        self.assertEqual(output.table("a | b", [["1", "2"]]), "| a | b |\n|---|---|\n| 1 | 2 |\n")


if __name__ == "__main__":
    unittest.main()
