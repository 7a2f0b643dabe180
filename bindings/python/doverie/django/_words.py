# SPDX-License-Identifier: Apache-2.0
"""Which words have the pages of their own? Headings, buttons and explanations, in Russian and English. What states, reasons, notices
and statements say is the library's."""

from typing import Final

# fmt: off
WORDS: Final = {
    # key: (Russian, English)
    "skip": ("К содержанию", "Skip to the content"),
    "nav": ("Разделы", "Sections"),
    "trustor": ("Доверенный контакт", "Trusted contact"),
    "contact": ("Кому я помогаю", "Whom I help"),
    "notices": ("Уведомления", "Notices"),
    "history": ("История", "History"),
    "unread": ("новых: {count}", "new: {count}"),
    "security": ("Безопасность", "Security"),
    "back": ("Назад", "Back"),
    "add": ("Добавить", "Add"),
    "since": ("с {at}", "since {at}"),

    "trustor_lead": (
        "Если кто-то попробует восстановить пароль от вашей учётной записи, доверенный контакт должен будет это подтвердить. "
        "Доступа к вашей учётной записи он не получает.",
        "If somebody tries to recover the password of your account, your trusted contact has to confirm it. The contact never "
        "gets access to your account."),
    "my_contacts": ("Мой доверенный контакт", "My trusted contact"),
    "nobody_yet": (
        "Доверенный контакт ещё не назначен.",
        "No trusted contact is appointed yet."),
    "whom_to_choose": (
        "Выберите близкого человека, которому доверяете: совершеннолетнего, с подтверждённой учётной записью и подтверждённым "
        "номером телефона.",
        "Choose somebody close whom you trust: of age, with a confirmed account and a confirmed phone number."),
    "protected": ("Учётная запись под защитой", "The account is protected"),
    "not_able": (
        "Сейчас доверенный контакт не может подтвердить запрос.",
        "The trusted contact cannot confirm a request now."),
    "observed": (
        "Назначение сохранено, но запросы пока не ждут доверенного контакта.",
        "The appointment is kept, but requests do not wait for the contact yet."),
    "locked": (
        "Введено слишком много неверных кодов. Восстановление через контакт закрыто, пока вы не подтвердите личность.",
        "Too many wrong codes were typed. Recovery by contact is closed until you have proved who you are."),
    "frozen_until": ("Заморозка действует до {at}.", "The freeze lasts until {at}."),
    "appointed": ("Назначен {at}", "Appointed {at}"),
    "active_from": ("Может подтверждать с {at}", "Can confirm from {at}"),
    "removal_from": ("Удалить можно с {at}", "Can be removed from {at}"),
    "resignation_from": ("Уход возможен с {at}", "Can resign from {at}"),
    "invitations_waiting": ("Отправленные приглашения", "Invitations sent"),
    "invited_name": ("{name}, {phone}", "{name}, {phone}"),
    "answer_until": ("Ответить можно до {at}", "Can be answered until {at}"),
    "requests_mine": ("Запросы на подтверждение", "Requests"),
    "started": ("Начат {at}", "Started {at}"),
    "open_until": ("Действует до {at}", "Open until {at}"),
    "ended": ("Завершён {at}", "Ended {at}"),
    "withdraw": ("Отозвать приглашение", "Withdraw the invitation"),
    "remove": ("Удалить", "Remove"),
    "keep": ("Отменить удаление", "Keep the contact"),
    "deny_own": ("Это не я — отклонить", "It is not me: deny"),
    "report_fraud": ("Сообщить о мошенниках", "Report fraudsters"),
    "fraud_lead": (
        "Кто-то торопит вас, просит код или уверяет, что ваша учётная запись взломана? Заморозьте восстановление.",
        "Is somebody hurrying you, asking for a code, or telling you that your account was broken into? Freeze recoveries."),
    "change_password": ("Сменить пароль", "Change the password"),
    "change_password_lead": (
        "Если доверенный контакт назначен, смену пароля он тоже подтверждает.",
        "A trusted contact, once appointed, confirms a change of the password, too."),

    "invite_title": ("Добавить доверенный контакт", "Add a trusted contact"),
    "invite_lead": (
        "Укажите имя и мобильный телефон, подтверждённый в учётной записи этого человека. Приглашение появится в его личном "
        "кабинете, и он сможет его принять.",
        "Type the name, and the mobile phone that is confirmed in that person's account. The invitation appears in their "
        "cabinet, where they can accept it."),
    "invite_silence": (
        "Есть ли у этого номера учётная запись, портал не сообщает. Пока приглашение не принято, вы видите, что оно ждёт.",
        "Whether the number has an account is not told. Until the invitation is accepted you see that it waits."),
    "field_name": ("Имя", "Given name"),
    "help_name": ("Как в паспорте, без фамилии", "As in the passport, without the surname"),
    "field_phone": ("Мобильный телефон", "Mobile phone"),
    "help_phone": ("Например, +7 916 123-45-67", "For example +7 916 123-45-67"),
    "send_invitation": ("Отправить приглашение", "Send the invitation"),
    "invitations_from": ("Новое приглашение можно отправить {at}.", "A new invitation can be sent {at}."),

    "contact_lead": (
        "Здесь приглашения стать доверенным контактом и запросы тех, кому вы помогаете.",
        "Invitations to become a trusted contact, and requests of those whom you help."),
    "invitations_for_me": ("Приглашения", "Invitations"),
    "invites_you": ("{name} просит вас стать доверенным контактом", "{name} asks you to become a trusted contact"),
    "accept": ("Принять", "Accept"),
    "decline": ("Отклонить", "Decline"),
    "no_invitations": ("Приглашений нет.", "There are no invitations."),
    "more": ("Показать ещё", "Show more"),
    "requests_for_me": ("Запросы", "Requests"),
    "no_requests": ("Запросов нет.", "There are no requests."),
    "request_of": ("{name}: {operation}", "{name}: {operation}"),
    "open_request": ("Открыть запрос", "Open the request"),
    "serving": ("Я доверенный контакт", "I am the trusted contact of"),
    "serves_nobody": ("Пока вы никому не помогаете.", "You do not help anybody yet."),
    "frozen_other": ("Действует заморозка.", "The account is frozen."),
    "contact_locked": (
        "Подтверждать запросы вы сможете {at}: введено слишком много неверных кодов.",
        "You can confirm requests again {at}: too many wrong codes were typed."),
    "resign": ("Отказаться", "Resign"),
    "stay": ("Остаться контактом", "Stay the contact"),

    "request_title": ("Запрос: {operation}", "Request: {operation}"),
    "request_whose": ("Учётная запись: {name}", "Account: {name}"),
    "verified_factor": (
        "Тот, кто начал запрос, подтвердил, что имеет доступ к почте владельца.",
        "Whoever has started this has shown that they can read the owner's mail."),
    "first_call": ("Сначала позвоните сами", "First call them yourself"),
    "call_lead": (
        "Владелец учётной записи: {name}. Позвоните по номеру, который вы знаете, и спросите номер запроса. Не перезванивайте тем, "
        "кто звонил вам.",
        "The owner of the account: {name}. Call by a number that you know, and ask for the number of the request. Do not call back "
        "whoever has called you."),
    "number_is": ("Номер запроса: {number}", "Number of the request: {number}"),
    "hurry": (
        "Кто торопит вас, просит код или не даёт позвонить самому — мошенник.",
        "Whoever hurries you, asks for the code, or does not let you call yourself is a fraudster."),
    "your_answer": ("Ваш ответ", "Your answer"),
    "statements": ("Подтвердите каждое утверждение", "Agree to each statement"),
    "password_first": (
        "Перед подтверждением нужно ещё раз ввести пароль.",
        "The password has to be typed once more before you confirm."),
    "go_on": ("Продолжить", "Go on"),
    "approve": ("Подтвердить", "Confirm"),
    "deny": ("Отклонить запрос", "Deny the request"),
    "swindlers": ("Это мошенники", "These are swindlers"),
    "number_left": ("Осталось попыток назвать номер: {count}", "Tries left for the number: {count}"),
    "code_title": ("Введите код из сообщения", "Type the code from the SMS"),
    "code_to": ("Код отправлен на {phone}", "The code goes to {phone}"),
    "code_until": ("Код действует до {at}", "The code is good until {at}"),
    "code_tell_nobody": (
        "Введите код только здесь. Никому его не называйте, даже доверителю.",
        "Type the code here and nowhere else. Tell it to nobody, not even to the owner of the account."),
    "code_call": (
        "Сейчас идёт звонок. Код придёт, когда он закончится.",
        "A call is on. The code comes when it has ended."),
    "field_code": ("Код из сообщения", "Code from the SMS"),
    "send_code": ("Подтвердить кодом", "Confirm with the code"),
    "attempts_left": ("Осталось попыток: {count}", "Tries left: {count}"),
    "attempts_from": ("Снова вводить код можно {at}", "A code can be typed again {at}"),
    "resend": ("Отправить код ещё раз", "Send the code again"),
    "resend_from": ("Ещё раз код можно отправить {at}", "The code can be sent again {at}"),
    "sends_left": ("Осталось отправок: {count}", "So many more can be sent: {count}"),
    "progress": ("Подтвердили: {confirmed} из {required}", "Confirmed: {confirmed} of {required}"),

    "question_remove": ("Удалить доверенный контакт?", "Remove the trusted contact?"),
    "question_remove_text": (
        "{name} больше не будет подтверждать восстановление вашего пароля. Пока вы не назначите другого человека, учётная запись "
        "останется без этой защиты. Если вас об этом попросили по телефону, это мошенники.",
        "{name} will not confirm the recovery of your password any more. Until you appoint somebody else the account is without "
        "this protection. If somebody on the phone has asked you to do this, these are fraudsters."),
    "question_remove_yes": ("Удалить контакт", "Remove the contact"),
    "question_resign": ("Отказаться быть доверенным контактом?", "Stop being the trusted contact?"),
    "question_resign_text": (
        "{name} узнает об этом и останется без защиты, пока не назначит другого человека.",
        "{name} is told, and is without this protection until somebody else is appointed."),
    "question_resign_yes": ("Отказаться", "Resign"),
    "question_fraud": ("Сообщить о мошенниках?", "Report fraudsters?"),
    "question_fraud_text": (
        "Все открытые запросы этой учётной записи ({name}) закончатся, восстановление будет заморожено. Владелец узнает об этом.",
        "All open requests of this account ({name}) end, and recoveries are frozen. The owner is told."),
    "question_fraud_yes": ("Да, это мошенники", "Yes, these are fraudsters"),
    "question_fraud_own": ("Сообщить о мошенниках?", "Report fraudsters?"),
    "question_fraud_own_text": (
        "Все открытые запросы закончатся, и восстановить пароль через контакт некоторое время будет нельзя. Ваш доверенный контакт "
        "узнает об этом.",
        "All open requests end, and for some time the password cannot be recovered by the contact. Your trusted contact is told."),
    "question_fraud_own_yes": ("Да, сообщить", "Yes, report"),
    "no_back": ("Нет, вернуться", "No, go back"),

    "no_history": ("Пока ничего не происходило.", "Nothing has happened yet."),
    "earlier": ("Раньше", "Earlier"),
    "no_notices": ("Уведомлений нет.", "There are no notices."),
    "newer": ("Новее", "Newer"),
    "new": ("новое", "new"),

    "again_title": ("Введите пароль ещё раз", "Type your password once more"),
    "again_lead": (
        "Это важный шаг. Мы проверяем, что это делаете вы.",
        "This is an important step. We make sure that it is you."),
    "field_password": ("Пароль", "Password"),
    "password_wrong": ("Неверный пароль.", "Wrong password."),
    "password_too_many": (
        "Слишком много неверных паролей. Войдите заново.",
        "Too many wrong passwords. Log in again."),

    "recovery_title": ("Восстановление пароля", "Recover the password"),
    "recovery_lead": (
        "Введите логин или адрес электронной почты. Если такая учётная запись есть, мы пришлём на её почту ссылку.",
        "Type your login or e-mail address. If there is such an account, a link is sent to its address."),
    "field_login": ("Логин или электронная почта", "Login or e-mail"),
    "send_link": ("Получить ссылку", "Get a link"),
    "sent_title": ("Проверьте почту", "Look at your mail"),
    "sent_text": (
        "Если такая учётная запись есть, на её адрес отправлено письмо со ссылкой. Ссылка действует {minutes} минут.",
        "If there is such an account, a letter with a link is on its way. The link is good for {minutes} minutes."),
    "sent_again": (
        "Если такое письмо недавно уже приходило, нового может не быть: снова действует ссылка из последнего, ещё {minutes} минут.",
        "If such a letter came not long ago, there may be no new one: the link of the latest is good again, for {minutes} minutes."),
    "sent_nothing": (
        "Письма нет? Проверьте, нет ли его в спаме или среди удалённых, и правильно ли введён логин.",
        "No letter? Look among unwanted and deleted mail, and whether the login was right."),
    "begin_anew": ("Начать заново", "Begin anew"),
    "too_many_title": ("Слишком много запросов", "Too many requests"),
    "too_many_text": ("Попробуйте через час.", "Try again in an hour."),
    "link_title": ("Продолжить восстановление", "Go on with the recovery"),
    "link_text": (
        "Вы открыли ссылку из письма. Если восстановление начали не вы, закройте эту страницу.",
        "You have opened the link of the letter. If it was not you who wanted this, close the page."),
    "no_link_title": ("Ссылка не действует", "The link is not good any more"),
    "no_link_text": (
        "Она устарела, уже использована или скопирована не полностью. Если писем несколько, откройте ссылку из последнего.",
        "It is too old, was used already, or was not copied completely. Of several letters open the link of the latest."),
    "wait_title": ("Ждём доверенный контакт", "Waiting for the trusted contact"),
    "status_title": ("Ваш запрос", "Your request"),
    "now_do": ("Что сделать сейчас", "What to do now"),
    "now_call": (
        "Позвоните своему доверенному контакту и назовите номер запроса.",
        "Call your trusted contact and tell the number of the request."),
    "now_cabinet": (
        "Контакт открывает раздел «Кому я помогаю» в своём кабинете, подтверждает запрос и вводит код, который придёт ему.",
        "The contact opens “Whom I help” in their own cabinet, confirms the request, and types the code that comes to them."),
    "now_return": (
        "Вернитесь на эту страницу и проверьте, подтверждён ли запрос.",
        "Come back to this page, and look whether the request is confirmed."),
    "check": ("Проверить", "Check"),
    "give_up": ("Отменить запрос", "Cancel the request"),
    "redeem_from": ("Задать новый пароль можно {at}", "The new password can be set {at}"),
    "done_confirmed_recoverer": (
        "Доверенный контакт подтвердил запрос. Задайте новый пароль, пока не истёк срок.",
        "The trusted contact has confirmed the request. Set a new password before its time is over."),
    "ready_title": ("Запрос подтверждён", "The request is confirmed"),
    "set_password": ("Задать новый пароль", "Set a new password"),
    "password_title": ("Новый пароль", "New password"),
    "save_password": ("Сохранить пароль", "Save the password"),
    "done_title": ("Пароль изменён", "The password was changed"),
    "done_text": ("Теперь можно войти с новым паролем.", "You can log in with the new password now."),
    "first_stands": (
        "Пароль уже был сохранён раньше, и действует он. То, что отправлено сейчас, ничего не изменило.",
        "The password was saved before, and that one stands. What was sent just now has changed nothing."),
    "log_in": ("Войти", "Log in"),
    "refused_title": ("Сейчас это невозможно", "Not possible now"),
    "not_now_title": ("Сейчас восстановить пароль нельзя", "The password cannot be recovered now"),
    "other_ways": (
        "Владелец учётной записи может подтвердить личность лично, с паспортом.",
        "The owner of the account can prove in person, with a passport, who they are."),
    "stale_title": ("Страница устарела", "The page is too old"),
    "stale_text": (
        "Ничего не изменилось. Откройте страницу ещё раз и повторите.",
        "Nothing was changed. Open the page again and repeat it."),
    "unavailable_title": ("Сервис временно недоступен", "Not available at the moment"),
    "unavailable_text": (
        "Что-то сломалось у нас. Ваши данные в порядке. Попробуйте через несколько минут.",
        "Something broke on our side. Your data are safe. Try again in a few minutes."),
    "unknown_title": ("Услуга недоступна", "Not for this account"),
    "unknown_text": (
        "У портала нет данных, которые нужны для доверенного контакта, о вашей учётной записи. Обратитесь в службу поддержки.",
        "The portal does not have what a trusted contact needs to know of your account. Ask its support."),
    "unavailable_unknown": (
        "Неизвестно, выполнено ли действие. Откройте страницу ещё раз и посмотрите.",
        "It is not known whether this was done. Open the page again and look."),

    "letter_link_subject": ("Восстановление пароля", "Recovering your password"),
    "letter_link": (
        "Здравствуйте!\n\nКто-то просит восстановить пароль от вашей учётной записи {login}. Если это вы, откройте ссылку (она "
        "действует {minutes} минут):\n\n{link}\n\nЕсли попросить ещё раз, нового письма может не быть: снова начнёт действовать "
        "эта ссылка.\n\nЕсли это не вы, ничего не делайте и никому не пересылайте это письмо.",
        "Hello,\n\nSomebody wants to recover the password of your account {login}. If it is you, open the link (it is good for "
        "{minutes} minutes):\n\n{link}\n\nWho asks again may get no other letter: this link is good again then.\n\nIf it is "
        "not you, do nothing, and do not pass this letter on."),

    "done_invited": ("Приглашение отправлено.", "The invitation was sent."),
    "done_withdrawn": ("Приглашение отозвано.", "The invitation was withdrawn."),
    "done_removed": ("Готово: удаление принято.", "Done: the removal was taken."),
    "done_kept": ("Контакт остаётся.", "The contact stays."),
    "done_denied": ("Запрос отклонён.", "The request was denied."),
    "done_reported": (
        "Спасибо, что сообщили. Запросы остановлены, действует заморозка.",
        "Thank you for telling. Requests are stopped, and the account is frozen."),
    "done_accepted": ("Вы стали доверенным контактом.", "You are the trusted contact now."),
    "done_declined": ("Приглашение отклонено.", "The invitation was declined."),
    "done_approved": ("Теперь введите код из сообщения.", "Now type the code from the SMS."),
    "done_confirmed": ("Код верный, вы подтвердили запрос.", "The code was right: you have confirmed the request."),
    "done_resent": ("Код отправляется ещё раз.", "The code is being sent again."),
    "done_denied_contact": ("Запрос отклонён.", "The request was denied."),
    "done_reported_contact": (
        "Спасибо, что сообщили. Запросы остановлены. Позвоните доверителю.",
        "Thank you for telling. Requests are stopped. Call the person."),
    "done_resigned": ("Готово: ваш отказ принят.", "Done: your resignation was taken."),
    "done_stayed": ("Вы остаётесь доверенным контактом.", "You stay the trusted contact."),

    "desk": ("Стойка", "Desk"),
    "desk_search": ("Имя, логин или почта", "Name, login or e-mail"),
    "desk_find": ("Найти", "Find"),
    "desk_nobody": ("Никого не нашлось.", "Nobody was found."),
    "desk_why": ("Что ответит восстановление сейчас и почему", "What a recovery would be answered now, and why"),
    "desk_against": ("мешает", "stands against it"),
    "desk_timeline": ("Что происходило", "What has happened"),
    "desk_nothing": ("Ничего не записано.", "Nothing was recorded."),
    "desk_frozen_until": ("Заморозка до {at}", "Frozen until {at}"),
    "desk_freeze": ("Заморозить", "Freeze"),
    "desk_lift": ("Снять заморозку", "Lift the freeze"),
    "desk_lift_wants": ("{name} просит снять заморозку. Решает второй оператор.", "{name} wants it lifted. A second operator decides."),
    "desk_lift_agree": ("Согласиться и снять", "Agree and lift it"),
    "desk_frozen": ("Учётная запись заморожена.", "The account is frozen."),
    "desk_lift_asked": ("Записано. Нужен второй оператор.", "Noted. A second operator is needed."),
    "desk_lift_by_another": ("Это должен сделать другой оператор.", "Another operator has to do that."),
    "desk_lifted": ("Заморозка снята.", "The freeze was lifted."),
    "desk_in_person": ("Владелец пришёл с паспортом", "The owner came with a passport"),
    "desk_in_person_done": ("Записано: владелец подтвердил личность.", "Noted: the owner has proved who they are."),
    "desk_actions": ("Действия", "Actions"),

    "status_page": ("Состояние", "Status"),
    "status_store": ("Хранилище записей", "Store of records"),
    "status_answers": ("отвечает", "answers"),
    "status_pump": ("Рассылка", "Pump"),
    "status_no_pump": ("Рассылка не работает: коды и уведомления не уходят.", "No pump is at work: codes and notices do not go out."),
    "status_beat": ("Процесс", "Process"),
    "status_at": ("Последний раз работал", "Last at work"),
    "status_aside": ("Отложено нечитаемых сообщений: {count}", "Messages set aside: {count}"),
    "status_figures": ("Счётчики", "Figures"),
    "status_web": ("Портал", "Portal"),
    "status_metric": ("Счётчик", "Metric"),
    "status_value": ("Значение", "Value"),
}
# fmt: on


def word(key: str, language: str, otherwise: str | None = None) -> str:
    """A word; `otherwise` for a key that there is not, which without it is a KeyError."""
    if key not in WORDS and otherwise is not None:
        return otherwise
    russian, english = WORDS[key]
    return russian if language == "ru" else english
