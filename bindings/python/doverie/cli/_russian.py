# SPDX-License-Identifier: Apache-2.0
"""What does the command line say in Russian? By the English text; of a command's help by its first line."""

from typing import Final

RUSSIAN: Final = {
    # answers and errors
    "{events} events in {streams} streams, {checkpoints} checkpoints":
        "событий: {events}, потоков: {streams}, контрольных точек: {checkpoints}",
    "{counts}: {wrong} do not fit": "{counts}: не сходится {wrong}",
    "events": "события",
    "{counts}: everything fits": "{counts}: всё сходится",
    "no stream fits: is this the right key?": "не сходится ни один поток: тот ли это ключ?",
    "no key was given: --master-file, --audit-key, DOVERIE_MASTER_FILE or DOVERIE_MASTER_HEX":
        "ключ не указан: --master-file, --audit-key, DOVERIE_MASTER_FILE или DOVERIE_MASTER_HEX",
    '--audit-key "{given}" is not ID=FILE': "--audit-key «{given}»: нужно ID=ФАЙЛ",
    "DOVERIE_MASTER_HEX is not hexadecimal digits, two for each byte":
        "DOVERIE_MASTER_HEX: нужны шестнадцатеричные цифры, по две на байт",
    "--second-operator is the same as --operator; it takes two people to lift a freeze":
        "--second-operator тот же, что --operator; снять заморозку могут только двое",
    "--second-operator is the same as --operator; it takes two people to say that nobody protects an account":
        "--second-operator тот же, что --operator; подтвердить, что контакта нет, могут только двое",
    "taken {taken}, delivered {delivered}, lost {lost}, used {used}{share}":
        "принято {taken}, доставлено {delivered}, потеряно {lost}, использовано {used}{share}",
    "{error}; after a restore, remove the file": "{error}; после восстановления удалите файл",
    "no codes": "кодов нет",
    "ALARM": "ТРЕВОГА",
    "the story": "история",
    "the story broke off: {why}": "история прервалась: {why}",
    "{purpose} key {key}: records {records}, the last {last_used:%Y-%m-%d %H:%M} UTC":
        "ключ {purpose} {key}: записей {records}, последняя {last_used:%Y-%m-%d %H:%M} UTC",
    "{used}; needed until {until:%Y-%m-%d %H:%M} UTC, {why}": "{used}; нужен до {until:%Y-%m-%d %H:%M} UTC, {why}",
    "{used}; in use": "{used}; используется",
    "{used}; may be revoked": "{used}; можно отозвать",
    "{used}; needed {why}": "{used}; нужен {why}",
    "for as long as these records are to be read": "пока эти записи нужно читать",
    "to find these invitations, to the phone that they were sent to, and to erase them":
        "чтобы находить эти приглашения по номеру и удалять их",
    "for codes and requests that have not ended": "для кодов и запросов, которые не закончились",
    "no key was ever used": "ключами ещё не пользовались",
    "line {number} is no line of a copy (doverie store export)": "строка {number} не из копии (doverie store export)",
    "dry run: the format level is {level} and would be {to}": "пробный запуск: уровень формата {level}, станет {to}",
    "dry run: this version has not written to the store yet; let it run a command, and look again":
        "пробный запуск: эта версия ещё ничего не записала в хранилище; выполните ею команду и посмотрите снова",
    "versions that would be refused from then on: {versions}": "версии, которым после этого будет отказано: {versions}",
    "the format level is the highest that this version knows": "уровень формата самый высокий из известных этой версии",
    "links": "связи",
    "dry run: {in_place} links would be in place, {refused} would be refused":
        "пробный запуск: связей будет на месте {in_place}, отклонено {refused}",
    "{in_place} links in place, {refused} refused": "связей на месте {in_place}, отклонено {refused}",
    "it was told to stop": "велено остановиться",
    "{left} rows were not come to, as something broke: {why}. Nothing was written; try again":
        "до строк ({left}) дело не дошло, произошёл сбой: {why}. Ничего не записано; попробуйте снова",
    "{left} rows were not come to, as something broke: {why}. What is in place stays; begin again with the same file":
        "до строк ({left}) дело не дошло, произошёл сбой: {why}. То, что на месте, останется; начните снова с тем же файлом",
    "reading Parquet needs pyarrow: pip install pyarrow ({error})": "для Parquet нужен pyarrow: pip install pyarrow ({error})",
    ", {repeated} rows say the same as one before": ", строк, повторяющих прежние: {repeated}",
    "{file}: {count} links": "{file}: связей {count}",
    "and {more} more": "и ещё {more}",
    "{argument} {place}: write MODULE:NAME, such as {example}": "{argument} {place}: нужно МОДУЛЬ:ИМЯ, например {example}",
    "{place} is no function; it has to return {what}": "{place} не функция; она должна возвращать {what}",
    "{place} returned {kind}; it has to return {what}": "{place} вернула {kind}; она должна возвращать {what}",
    "a doverie.Service": "doverie.Service",
    "a store": "хранилище",
    "--rules {place}: it has to be a doverie.HostRule, or a list of them": "--rules {place}: нужно doverie.HostRule или их список",
    "{parameter}: {old} becomes {new} ({meaning}{only})": "{parameter}: было {old}, станет {new} ({meaning}{only})",
    "{id}, from {day}: good": "{id}, с {day}: годится",
    "; for new links only": "; только для новых связей",
    "nothing": "ничего",
    "content hash: {hash}": "хеш содержимого: {hash}",
    "the two policies say the same": "обе политики говорят одно и то же",
    "{rows} accounts": "учётных записей: {rows}",
    "{before} may under {old}, {after} under {new}": "могут по {old}: {before}, по {new}: {after}",
    "accounts": "учётные записи",
    "not looked at: {names}": "не проверялось: {names}",
    "{gained} gain": "приобретут: {gained}",
    "{lost} lose": "потеряют: {lost}",
    "comparing tables needs numpy and pyarrow: pip install numpy pyarrow ({error})":
        "для сравнения таблиц нужны numpy и pyarrow: pip install numpy pyarrow ({error})",
    "failed before": "не проходили раньше",
    "fail after": "не пройдут потом",
    "pumping, with {codes} threads for codes and {rest} for the rest": "рассылка: потоков для кодов {codes}, для остального {rest}",
    "not all has come back within {within:g} s; it is sent again under the same id":
        "за {within:g} с вернулось не всё; остальное уйдёт снова под теми же номерами",
    "fault {name}: {count}": "сбой {name}: {count}",
    "nothing was due": "рассылать было нечего",
    "fault {name}": "сбой {name}",
    "{decisions} decisions in {events} events: {same} come out the same under {policy}":
        "решений {decisions}, событий {events}: по {policy} так же решены {same}",
    "… and {more} more": "… и ещё {more}",
    "what {parameter} changes is not seen: {why}": "что меняет {parameter}, не видно: {why}",
    "{kind}, raised at {where}; what it says is not shown, since it may name somebody":
        "{kind}, возникло в {where}; текст не показан: в нём могут быть имена и номера",
    "(a connection string)": "(строка подключения)",
    "this is for files; of PostgreSQL's records take a copy: doverie store export":
        "это для файлов; с записей в PostgreSQL снимите копию: doverie store export",
    "there are no checkpoints to hold the records against: a copy that was cut short would fit":
        "нет контрольных точек, с которыми можно сверить записи: подошла бы и обрезанная копия",
    "rows": "строки",
    "changing every limit": "меняются все пределы",
    "{good} of {rows} rows hold under {policy}": "выполняется строк: {good} из {rows}, политика {policy}",
    "not UTF-8, but Windows-1251, as it seems; save it in UTF-8, or: iconv -f cp1251 -t utf-8 OLD > NEW":
        "это не UTF-8, а, видимо, Windows-1251; сохраните в UTF-8 или: iconv -f cp1251 -t utf-8 СТАРЫЙ > НОВЫЙ",
    "this is no text: it has a byte of 0; save it as text in UTF-8": "это не текст: в нём есть нулевой байт; сохраните как текст в UTF-8",
    "not UTF-8; save it in UTF-8": "это не UTF-8; сохраните в UTF-8",
    "this is {what}; save it as text in UTF-8": "это {what}; сохраните как текст в UTF-8",
    "an .xlsx workbook or another ZIP archive": "книга .xlsx или другой архив ZIP",
    "an .xls workbook or another document of Microsoft Office": "книга .xls или другой документ Microsoft Office",
    "Parquet": "Parquet",
    "an SQLite database": "база SQLite",
    "a PDF document": "документ PDF",
    "compressed with gzip": "архив gzip",
    "a document in RTF": "документ RTF",
    "text in UTF-16": "текст в UTF-16",
    "dry run: the epoch is {now} and would be {to_be}; {void}": "пробный запуск: эпоха {now}, станет {to_be}; {void}",
    "what was open is void, and no code is made or accepted for 24 hours":
        "то, что было открыто, недействительно, и 24 часа коды не выдаются и не принимаются",
    "epoch {epoch}, since {at:%Y-%m-%d %H:%M:%S} UTC": "эпоха {epoch}, с {at:%Y-%m-%d %H:%M:%S} UTC",
    "last written {at:%Y-%m-%d %H:%M:%S} UTC": "последняя запись {at:%Y-%m-%d %H:%M:%S} UTC",
    "{kind}, identity {identity}": "{kind}, идентификатор {identity}",
    "pg_dump or archived WAL": "pg_dump или архив WAL",
    "{file}: {bytes} bytes, of {identity}": "{file}: байт {bytes}, хранилище {identity}",
    "nothing to migrate: the tables have version {version}, which this library uses":
        "переводить нечего: у таблиц версия {version}, та же, что у библиотеки",
    "the tables have version {version}, this library uses {uses}; use a newer version of the library":
        "у таблиц версия {version}, у библиотеки {uses}; нужна более новая версия библиотеки",
    "its own tools, and then doverie store epoch": "её собственные средства, затем doverie store epoch",
    "dry run: {store} would have epoch {epoch}; {void}": "пробный запуск: у {store} будет эпоха {epoch}; {void}",
    "{store}: epoch {epoch}; {void}": "{store}: эпоха {epoch}; {void}",
    "dry run: {last}; the clock would be reset to now, and {void}": "пробный запуск: {last}; часы будут исправлены на нынешние, и {void}",
    "nothing to reset: {last}, which is not ahead of this machine's clock":
        "исправлять нечего: {last}, и это не впереди часов этой машины",
    "{store}: the clock is reset, epoch {epoch}; {void}": "{store}: часы исправлены, эпоха {epoch}; {void}",
    "epoch {epoch}": "эпоха {epoch}",
    "nothing was ever written": "записей ещё не было",
    "format level {level}": "уровень формата {level}",
    "{kind} answers": "{kind} отвечает",
    "looking": "проверка",
    "the epoch of a file is raised by doverie store restore": "эпоху файла повышает doverie store restore",
    "dry run: the epoch would rise above {above} and its own, which cannot be read before: {error}":
        "пробный запуск: эпоха станет выше {above} и её собственной, которую пока нельзя прочесть: {error}",
    "writing": "запись",
    "there is no such file": "такого файла нет",
    "something is there; --replace makes a store give way": "там что-то есть; с --replace хранилище уступит место",
    "restoring": "восстановление",
    "this is for files of SQLite; for PostgreSQL: {instead}": "это для файлов SQLite; для PostgreSQL: {instead}",
    "doverie store epoch": "doverie store epoch",
    "clock_skew: this machine's clock is {behind} behind the last that was written: services refuse every command, and nothing is due; "
    "set the clock, or, if it was ahead before: doverie store reset-clock":
        "clock_skew: часы этой машины отстают от последней записи на {behind}: службы отклоняют все команды, и рассылать нечего; "
        "поставьте часы, а если раньше они спешили: doverie store reset-clock",
    "version {version}, which knows levels up to {level}, since {since} UTC": "версия {version}, знает уровни до {level}, с {since} UTC",
    "wrong arguments; a connection string is one, between quotation marks":
        "неверные аргументы; строка подключения это один аргумент, в кавычках",
    "the epoch is {epoch}; {void}": "эпоха {epoch}; {void}",
    "{file}: {events} events": "{file}: событий {events}",
    "version {version} became {to}": "версия {version} стала {to}",
    "no doverie event store: {error}": "это не хранилище doverie: {error}",
    "identity {identity}": "идентификатор {identity}",
    "everything fits": "всё сходится",
    "dry run: version {version} would become {to}": "пробный запуск: версия {version} станет {to}",
    "what was there is kept as {kept}": "то, что там было, сохранено как {kept}",
    "go on with --after {cursor}": "продолжить можно с --after {cursor}",
    "what is there would be kept as {kept}": "то, что там есть, будет сохранено как {kept}",
    "it is empty: neither a store nor a copy of one": "файл пуст: это не хранилище и не копия",
    "no column {missing}; there are: {there}": "нет столбца {missing}; есть: {there}",
    "the column {names} is there twice; leave one of them": "столбец {names} повторяется; оставьте один",
    "; call the file .parquet": "; назовите файл .parquet",
    " (in Excel: CSV UTF-8)": " (в Excel: CSV UTF-8)",
    " and more": " и другие",
    "write dates as 2027-03-01": "пишите даты так: 2027-03-01",
    "write dates as 2027-03-01; empty: not known": "пишите даты так: 2027-03-01; пусто: неизвестно",
    "write instants in UTC, as 2026-12-29T18:00:00Z; empty: not known": "пишите время в UTC: 2026-12-29T18:00:00Z; пусто: неизвестно",
    "write true, false, 1 or 0; empty is no": "пишите true, false, 1 или 0; пусто: нет",
    "write flags as a number from 0 to 255": "пишите flags числом от 0 до 255",
    "this is not Parquet, or a part of it; any other name is read as CSV":
        "это не Parquet или только его часть; файл с другим именем читается как CSV",
    "every line has as many cells as the first; cells with a comma in them stand in quotation marks":
        "в каждой строке столько же ячеек, сколько в первой; ячейки с запятой стоят в кавычках",
    "a line is too long: is a quotation mark missing?": "строка слишком длинная: не пропущена ли кавычка?",
    "the first line has the names of the columns": "в первой строке имена столбцов",
    # options
    "The master secret: the file's bytes.": "Главный секрет: байты файла.",
    "An audit key that was added by itself; ID@ALGORITHM, as seals begin, for one that is not of SHA-256. Repeatable.":
        "Ключ аудита, добавленный отдельно; ID@АЛГОРИТМ, как в подписях, если это не SHA-256. Можно повторять.",
    "All checkpoints from number 1 on, one a line.": "Все контрольные точки с первой, по одной в строке.",
    "What checkpoints may be signed with. Repeatable.": "Чем могут быть подписаны контрольные точки. Можно повторять.",
    "The function that returns its service.": "Функция портала, которая возвращает его сервис.",
    "Who does it; recorded.": "Кто это делает; записывается.",
    "Somebody else, who has looked, too; recorded.": "Кто-то другой, кто тоже посмотрел; записывается.",
    "Say what would be recorded or refused, and change nothing.": "Сказать, что было бы записано или отклонено, и ничего не менять.",
    "Of this request alone.": "Только об этом запросе.",
    "Ask about a start with a verified factor, which has a budget of its own.": "О запросе с проверенным фактором: у таких свой счёт.",
    "What the start would be for.": "Для чего был бы запрос.",
    "How far back events are told.": "За сколько дней показывать события.",
    "Where to go on, and to keep how far it was; made when it is not there.":
        "Откуда продолжать и где помнить, докуда дошли; создаётся, если файла нет.",
    "Which hours to tell.": "За сколько часов.",
    "An hour in which a smaller share was used is an alarm,": "Час, в котором использована меньшая доля, это тревога,",
    "if a gateway has taken so many SMS in it.": "если шлюз принял в нём столько СМС.",
    "Leave the files of the story there: store, accounts, SMS.": "Оставить там файлы истории: хранилище, учётные записи, СМС.",
    "Of the tables, on PostgreSQL.": "Схема таблиц, для PostgreSQL.",
    "Who does it.": "Кто это делает.",
    "Change nothing.": "Ничего не менять.",
    "Ask no rule about the people now; every use of a link asks.":
        "Не спрашивать правил о людях сейчас; их спросит каждое использование связи.",
    "Tell both people of each link.": "Уведомить обоих о каждой связи.",
    "Say what would be refused and why, and write nothing.": "Сказать, что будет отклонено и почему, и ничего не записывать.",
    "How many commands at once.": "Сколько команд одновременно.",
    "How many refusals are named.": "Сколько отказов назвать.",
    "Whose links; that of the service.": "Чьи связи; как у сервиса.",
    "Rules of the host's own: a doverie.HostRule or several, by their name in a module that Python finds here.":
        "Собственные правила портала: doverie.HostRule или несколько, по имени в модуле, который Python здесь найдёт.",
    "Also whether the files follow one another: days, ids, time zones.":
        "Также, следуют ли файлы друг за другом: дни, имена, часовые пояса.",
    "The day: 2027-01-01.": "День: 2027-01-01.",
    "Who.": "О ком.",
    "Send what is due now, and end.": "Разослать то, что пора, и закончить.",
    "Threads that send codes.": "Потоки для кодов.",
    "Threads for everything else.": "Потоки для остального.",
    "How long a thread waits that has found nothing to do.": "Сколько ждёт поток, которому нечего делать.",
    "How long to wait, when told to stop, for what is being sent.": "Сколько при остановке ждать того, что отправляется.",
    "The records' own. Repeatable.  [default: gosuslugi]": "Политика самих записей. Можно повторять.  [по умолчанию: gosuslugi]",
    "Decisions named.": "Сколько решений назвать.",
    "Answer in JSON.": "Ответ в JSON.",
    "The highest epoch that the options of a service ever had.": "Самая высокая эпоха, которая была в настройках сервиса.",
    "Whose format level; that of the service.": "Чей уровень формата; как у сервиса.",
    "Only what came behind this one: of the last line of an earlier copy.": "Только то, что после него: из последней строки прежней копии.",
    "The store at FILE gives way, if it is the one that the backup is of, and is kept beside it.":
        "Хранилище в ФАЙЛЕ уступит место, если копия от него, и будет сохранено рядом.",
    "With --replace: another store gives way, too, or one whose identity cannot be read.":
        "С --replace: уступит место и другое хранилище, или то, чей идентификатор не прочесть.",
    "Do everything but the last step, which proves the backup, and leave nothing of it.":
        "Сделать всё, кроме последнего шага: это проверяет копию; ничего не останется.",
    "Of what is said: help, answers, errors. Otherwise DOVERIE_LANGUAGE, or the locale.":
        "Язык справки, ответов и ошибок. Иначе DOVERIE_LANGUAGE или локаль.",
}  # fmt: skip

HELP: Final = {
    "Rules of trusted contacts, as data: check policies, test rules, see what a change would do; pump, and operate.":
        "Правила доверенных контактов как данные.",
    "Policy documents.": "Документы политики.",
    "Rows of text that say what the rules have to answer.": "Строки текста о том, что должны ответить правила.",
    "Everybody at once.": "Все сразу.",
    "The records of a store.": "Записи хранилища.",
    "Checks the seal of every event, and what checkpoints have seen.":
        "Проверяет подпись каждого события и то, что видели контрольные точки.\n\n"
        "STORE это файл SQLite, который проверяется и сам, или копия в JSON Lines. Главный секрет берётся из --master-file, "
        "DOVERIE_MASTER_FILE (путь) или DOVERIE_MASTER_HEX (шестнадцатеричные цифры). Файл открывает один процесс: остановите "
        "службу или смотрите восстановленную копию.",
    "One account: its contacts, its requests, and whom it serves.":
        "Одна учётная запись: её контакты, запросы и те, кому она контакт.\n\n"
        "Функция в --host своя у портала, как для doverie pump: она без аргументов и возвращает doverie.Service.",
    "Shows both cabinets of the account, and what a start would need. No names and no numbers of requests.":
        "Показывает оба кабинета учётной записи и что нужно для запроса. Без имён и номеров запросов.",
    "Tells everything that has happened to the account, in words. Every seal is checked.":
        "Рассказывает словами всё, что происходило с учётной записью. Подпись каждого события проверяется.\n\n"
        "В её круге, как контакта, и в кругах тех, кому она контакт или была им.",
    "Freezes the account until operators lift it: open requests die, both sides are told.":
        "Замораживает учётную запись, пока операторы не снимут: открытые запросы кончаются, обе стороны узнают.\n\n"
        "Также ту, о которой ещё ничего не известно, и говорит об этом.",
    "Lifts a freeze, whoever began it. Two operators have to have looked.":
        "Снимает заморозку, кто бы её ни начал. Посмотреть должны два оператора.",
    "Records that the account has no contact, although the host's mark says so. Two operators have to have looked.":
        "Записывает, что контакта нет, хотя отметка портала говорит обратное. Посмотреть должны два оператора.\n\n"
        "Для неверной отметки. Хранилище, потерявшее записи, нужно восстановить.",
    "Erases what is held of a person. Not while the account is frozen or being recovered.":
        "Удаляет то, что хранится о человеке. Не во время заморозки или восстановления.\n\n"
        "Вызовите до того, как учётная запись исчезнет из каталога, который знает номер. Контакты и запросы остаются.",
    "Says why the account cannot be recovered now, and what happened lately.":
        "Говорит, почему доступ сейчас не восстановить и что происходило недавно.\n\n"
        "Сначала то, что ответил бы запрос, потом то, что мешает, с восклицательным знаком. Кончается 0, что бы ни было сказано.",
    "Tells everything that the library holds of this person: the answer to a request under 152-ФЗ, art. 14.":
        "Говорит всё, что библиотека хранит об этом человеке: ответ на обращение по статье 14 закона 152-ФЗ.\n\n"
        "В ответе имена и номера под маской из приглашений: отдайте его только самому человеку.",
    "Tells how many SMS with codes gateways took, hour by hour (UTC), and how many codes were used.":
        "Сколько СМС с кодами приняли шлюзы, по часам (UTC), и сколько кодов использовано.\n\n"
        "Функция своя у портала: без аргументов, возвращает хранилище, которое только читается. Кончается 1, если прошедший час "
        "это тревога.",
    "Lets the whole story of a trusted contact happen on a SQLite file.":
        "Разыгрывает всю историю доверенного контакта на файле SQLite.\n\n"
        "Файл временный. С --keep прежняя история продолжается.",
    "Keys, as the records name them.": "Ключи, как их называют записи.",
    "Tells which keys the records still need, and which may be revoked.":
        "Говорит, какие ключи ещё нужны записям, а какие можно отозвать.\n\n"
        "STORE это файл SQLite, строка подключения PostgreSQL или копия в JSON Lines. Сами ключи не нужны: записи их называют. "
        "Тот, которым пользовались последним, считается действующим; его не отзывают, пока нет другого. Ответ верен на сейчас; "
        "посмотрите снова, когда служба сменила ключ.",
    "Raises the format level of the service's store to the one that this version of the library knows.":
        "Повышает уровень формата хранилища до того, который знает эта версия библиотеки.\n\n"
        "Сначала обновите все процессы, которые им пользуются: какие версии писали, говорит doverie store info. Слишком старым "
        "после этого будет отказано, и пути назад нет.",
    "Links of another system: bringing them in, and taking links elsewhere.": "Связи другой системы: перенос сюда и отсюда.",
    "Brings in the links of FILE: CSV (with a row of names) or Parquet (.parquet), with trustor, contact and since.":
        "Переносит связи из ФАЙЛА: CSV (с именами столбцов) или Parquet (.parquet), столбцы trustor, contact и since.\n\n"
        "Файл прочитывается до конца прежде, чем что-либо записано. Можно прервать и начать снова с тем же файлом. Кончается 1, "
        "если связь отклонена.",
    "Writes the links that there are now into a new FILE, as CSV that `import` reads.":
        "Выгружает нынешние связи в новый ФАЙЛ, в CSV, который читает `import`.\n\n"
        "STORE это файл SQLite, чья служба остановлена, или строка подключения. Подписи не проверяются: это делает audit verify.",
    "Whether policy documents can be used.":
        "Годятся ли документы политики.\n\nСообщение указывает файл, строку и столбец, что там стоит и что допустимо.",
    "Every parameter of a policy, with its value and what it means.": "Все параметры политики, их значения и смысл (по-английски).",
    "What a policy changes, in words.": "Что меняет политика, словами.",
    "Who of a table would gain and lose by a change of policy, and by which rules.":
        "Кто в таблице приобретёт и потеряет от изменения политики и по каким правилам.\n\n"
        "ФАЙЛ это CSV (с именами столбцов) или Parquet (.parquet) со столбцами birth_date, citizen, confirmed, passport_current и "
        "phone_confirmed или birth_date и flags; остальное в docs/guide/command-line.md. Час первый в этом дне.",
    "Sends codes and notices that are due, until SIGTERM or SIGINT comes.":
        "Рассылает коды и уведомления, пока не придёт SIGTERM или SIGINT.\n\n"
        "Функция своя у портала: без аргументов, возвращает doverie.Service с хранилищем, ключами, политиками, каталогом и "
        "отправителями портала. В поток ошибок идёт строка на каждый проход, где что-то было, без имён; в вывод итог.",
    "Which recorded decisions would have come out otherwise under POLICY, and why.":
        "Какие записанные решения вышли бы иначе при POLICY и почему.\n\n"
        "HISTORY это файл SQLite или копия в JSON Lines с первого события. Файл открывает один процесс: остановите службу или "
        "смотрите восстановленную копию. Подписи не проверяются: см. doverie audit verify.",
    "Whether every row holds under a policy.": "Выполняется ли каждая строка при политике.\n\nЯзык строк в docs/guide/rule-changes.md.",
    "Which limits of a policy no row pins.":
        "Какие пределы политики не закреплены ни одной строкой.\n\n"
        "Каждый предел меняется на наименьший шаг в обе стороны; какая-то строка должна тогда не выполниться.",
    "The records as a whole. A STORE is a file of SQLite, or a connection string of PostgreSQL.":
        "Записи целиком. STORE это файл SQLite или строка подключения PostgreSQL.\n\n"
        "Файл открывает один процесс: остановите службу. Паролей в строке подключения быть не должно: libpq берёт их из "
        "~/.pgpass, из файла служб или из PGPASSWORD.",
    "Tells which store it is, since when, its format level, and which versions of the library have written to it.":
        "Говорит, какое это хранилище, с каких пор, каков уровень формата и какие версии библиотеки в него писали.",
    "Whether the store answers: a file that opens, a server that lets one in and is right. And whether this machine's clock":
        "Отвечает ли хранилище: открывается ли файл, пускает ли сервер и тот ли он. И не отстают ли часы этой машины от "
        "последней записи: по таким службы ничего не решают.",
    "Reads everything, and says what contradicts itself: of a file every page, event and tag; on PostgreSQL server, schema":
        "Читает всё и говорит, что противоречит само себе: в файле каждую страницу, событие и метку; на PostgreSQL сервер, схему "
        "и события, а страницы и индексы проверяет amcheck. Подписи проверяет doverie audit verify.",
    "Raises the epoch on PostgreSQL: once, after a backup was restored, before any process opens the store.":
        "Повышает эпоху PostgreSQL: один раз после восстановления копии, пока хранилище никто не открыл.\n\n"
        "То, что было открыто, станет недействительным, и 24 часа коды не выдаются и не принимаются. Для файла SQLite это делает "
        "doverie store restore.",
    "Writes a backup of a file. A service that runs makes its own, by the call that it has for that.":
        "Делает копию файла. Работающая служба делает свою, вызовом, который для этого есть.",
    "Copies every event into FILE, as JSON Lines in the order of commits, for audits, replays and data warehouses.":
        "Копирует все события в ФАЙЛ, в JSON Lines по порядку записи: для аудита, повторов и хранилищ данных.\n\n"
        "ФАЙЛ должен быть новым; в нём имена и номера под маской из приглашений. Хранилище не меняется.",
    "Brings the tables of a store to the version that this library uses. It never makes any.":
        "Приводит таблицы хранилища к версии библиотеки. Новых не создаёт.\n\n"
        "Файл SQLite переводится при каждом открытии; таблицы PostgreSQL только этой командой, в роли их владельца, пока ими "
        "никто не пользуется. Сначала сделайте копию.",
    "Checks a backup and makes a store at FILE of it, with a higher epoch; the backup stays as it is.":
        "Проверяет копию и делает из неё хранилище в ФАЙЛЕ, с более высокой эпохой; копия остаётся как есть.\n\n"
        "То, что было открыто, станет недействительным, и 24 часа коды не выдаются и не принимаются. То, что уступило место, "
        "сохраняется как FILE.before-epoch-N, где N новая эпоха.",
    "Heals a file in which something was written while the machine's clock was ahead. Set the clock first, and stop the service.":
        "Исправляет файл, в который писали, когда часы машины спешили. Сначала поставьте часы и остановите службу.\n\n"
        "Нынешнее время станет последним, когда что-либо решалось. Это считается восстановлением: то, что было открыто, "
        "недействительно, и 24 часа коды не выдаются и не принимаются. На PostgreSQL важны часы сервера: doverie store epoch.",
}  # fmt: skip

CLICK: Final = {
    "Usage:": "Вызов:",
    "Options": "Параметры",
    "Commands": "Команды",
    "Positional arguments": "Аргументы",
    "Error: {message}": "Ошибка: {message}",
    "Try '{command} {option}' for help.": "Справка: '{command} {option}'.",
    "Show this message and exit.": "Эта справка.",
    "Show the version and exit.": "Версия.",
    "default: {default}": "по умолчанию: {default}",
    "env var: {var}": "переменная: {var}",
    "required": "обязательно",
    "Aborted!": "Прервано!",
    "Missing command.": "Не указана команда.",
    "Missing argument": "Не указан аргумент",
    "Missing option": "Не указан параметр",
    "Missing parameter": "Не указан параметр",
    "Missing {param_type}": "Не указано: {param_type}",
    "No such option {name!r}.": "Нет параметра {name!r}.",
    "No such option: {name}": "Нет параметра {name}",
    "No such command {name!r}.": "Нет команды {name!r}.",
    "Did you mean {possibility}?": "Может быть, {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(Может быть, одно из: {possibilities}?)",
    "(Possible options: {possibilities})": "(Есть похожие: {possibilities})",
    "{value!r} does not match the format {format}.": "{value!r} не подходит; нужно так: {format}.",
    "{value!r} does not match the formats {formats}.": "{value!r} не подходит; можно так: {formats}.",
    "Invalid value: {message}": "Неверное значение: {message}",
    "Invalid value for {param_hint}: {message}": "Неверное значение {param_hint}: {message}",
    "Got unexpected extra argument ({args})": "Лишний аргумент ({args})",
    "Got unexpected extra arguments ({args})": "Лишние аргументы ({args})",
    "Option {name!r} does not take a value.": "У параметра {name!r} нет значения.",
    "Option {name!r} requires an argument.": "Параметру {name!r} нужно значение.",
    "{value!r} is not one of {choices}.": "{value!r} не подходит; можно: {choices}.",
    "{value!r} is not {choice}.": "{value!r} не подходит; можно: {choice}.",
    "{value!r} is not a valid {number_type}.": "{value!r} не число ({number_type}).",
    "{value} is not in the range {range}.": "{value} вне пределов {range}.",
    "Choose from:\n\t{choices}": "Можно:\n\t{choices}",
}  # fmt: skip
