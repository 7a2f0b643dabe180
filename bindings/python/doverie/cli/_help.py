# SPDX-License-Identifier: Apache-2.0
"""What does `doverie --help` say? One page for each language, with a line for every command."""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import click

from doverie.cli._words import LANGUAGES, Group, choose, code, teach_click

Both: TypeAlias = tuple[str, str]

INTRO: Final[Both] = (
    "doverie: rules of trusted contacts, as data. Check policies, test rules, see what a change would do; pump, and operate.",
    "doverie: правила доверенных контактов как данные. Проверить политику, испытать правила, увидеть последствия изменения; "
    "рассылать коды и сопровождать службу.",
)
USAGE: Final[Both] = (
    "doverie [--lang en|ru] COMMAND … ; doverie COMMAND --help tells about one of them",
    "doverie [--lang en|ru] КОМАНДА … ; doverie КОМАНДА --help рассказывает об одной из них",
)

COMMANDS: Final[Mapping[str, Both]] = {
    "policy check": ("whether policy documents can be used", "годятся ли документы политики"),
    "policy show": ("every parameter of a policy, with what it means", "все параметры политики и что они значат"),
    "policy diff": ("what a policy changes, in words", "что меняет политика, словами"),
    "rules test": ("whether rows of text hold under a policy", "выполняются ли строки с правилами"),
    "rules coverage": ("which limits no row pins", "какие пределы не закреплены ни одной строкой"),
    "population compare": ("who gains and who loses by a change", "кто приобретёт и кто потеряет от изменения"),
    "replay": ("what another policy would have decided on the past", "что решила бы другая политика о прошлом"),
    "audit verify": ("whether the records are what they were", "те ли записи, что были"),
    "conversion": ("how many codes were used", "сколько кодов использовано"),
    "pump": ("sends codes and notices until it is told to stop", "рассылает коды и уведомления, пока не остановят"),
    "store ping": ("whether a store answers", "отвечает ли хранилище"),
    "store info": ("which store it is, and since when", "какое это хранилище и с каких пор"),
    "store check": ("what contradicts itself in it", "что в нём противоречит само себе"),
    "store backup": ("writes a backup of a file", "делает резервную копию файла"),
    "store restore": ("makes a store of a backup", "делает хранилище из резервной копии"),
    "store epoch": ("raises the epoch on PostgreSQL after a restore", "повышает эпоху PostgreSQL после восстановления"),
    "store export": ("copies every event, as JSON Lines", "копирует все события в JSON Lines"),
    "store migrate": ("brings the tables to this version", "приводит таблицы к этой версии"),
    "store reset-clock": ("heals what a clock that was ahead has left", "исправляет то, что записано, когда часы спешили"),
    "store raise-level": ("raises the format level after an upgrade", "повышает уровень формата после обновления"),
    "keys list": ("which keys are needed, and which may be revoked", "какие ключи ещё нужны, а какие можно отозвать"),
    "circle show": ("contacts and requests of one account", "контакты и запросы одной учётной записи"),
    "circle why": ("why it cannot be recovered", "почему её нельзя восстановить"),
    "circle timeline": ("what has happened to it", "что с ней происходило"),
    "circle held": ("what is held of a person (federal law 152, art. 14)", "что хранится о человеке (152-ФЗ, ст. 14)"),
    "circle freeze": ("freezes it", "замораживает её"),
    "circle unfreeze": ("lifts the freeze; takes two people", "снимает заморозку; нужны двое"),
    "circle confirm-no-contact": (
        "says that nobody protects it; takes two people", "подтверждает, что её никто не защищает; нужны двое"),
    "circle erase": ("erases what is held of a person", "удаляет данные человека"),
    "links import": ("brings in the links of another system", "переносит связи из другой системы"),
    "links export": ("writes the links that there are now", "выгружает нынешние связи"),
    "demo": ("lets the whole story happen on a file", "разыгрывает всю историю на файле"),
}  # fmt: skip

EVERYWHERE: Final[Mapping[str, Both]] = {
    "--json": ("the answer in JSON", "ответ в JSON"),
    "--dry-run": ("where something would be changed: says what, and changes nothing",
                  "где что-то меняется: говорит, что именно, и ничего не меняет"),
    "0": ("all is well", "всё в порядке"),
    "1": ("what was looked at is not, or a rule said no", "то, на что смотрели, не в порядке, или правило отказало"),
    "2": ("it could not be looked at", "посмотреть не удалось"),
}  # fmt: skip


def page(language: str) -> str:
    """The page in one of the two languages."""
    place = LANGUAGES.index(language)
    width = max(map(len, COMMANDS)) + 2
    lines = [INTRO[place], "", USAGE[place], ""]
    lines += [f"  {name:<{width}}{texts[place]}" for name, texts in COMMANDS.items()]
    lines += [""] + [f"  {name:<{width}}{texts[place]}" for name, texts in EVERYWHERE.items()]
    return "\n".join(lines)


class Pages(Group):
    """The root: its help is the page, and its arguments say in which language everything is said."""

    def make_context(self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any) -> click.Context:
        """Chooses the language before anything is parsed."""
        choose(args)
        return super().make_context(info_name, args, parent, **extra)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the page in the place of click's own list."""
        formatter.write(page(code()) + "\n")


teach_click()
