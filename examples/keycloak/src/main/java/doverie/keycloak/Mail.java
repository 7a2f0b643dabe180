// SPDX-License-Identifier: Apache-2.0
// How are people told what has happened? By e-mail, over the mail server of the realm, in the reader's language.
package doverie.keycloak;

import doverie.Channel;
import doverie.Notifier;
import doverie.Operation;
import doverie.Role;
import doverie.Texts;
import java.time.Instant;
import java.util.Map;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailSenderProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** The library's notices as letters. Whoever has no address is not told: such realms need a notifier of their own. */
final class Mail implements Notifier {
  private final KeycloakSessionFactory factory;
  private final String realmId;

  Mail(KeycloakSessionFactory factory, String realmId) {
    this.factory = factory;
    this.realmId = realmId;
  }

  @Override
  public boolean deliver(String messageId, Notice notice) {
    return KeycloakModelUtils.runJobInTransactionWithResult(factory, session -> {
      RealmModel realm = session.realms().getRealm(realmId);
      session.getContext().setRealm(realm);
      UserModel reader = session.users().getUserById(realm, notice.account());
      return reader == null || reader.getEmail() == null || sent(session, realm, reader, notice);
    });
  }

  private static boolean sent(KeycloakSession session, RealmModel realm, UserModel reader, Notice notice) {
    Texts.Text text = text(session, realm, reader, notice);
    try {
      session.getProvider(EmailSenderProvider.class).send(realm.getSmtpConfig(), reader, text.subject(), text.body(), null);
      return true;
    } catch (EmailException error) {
      return false;
    }
  }

  private static Texts.Text text(KeycloakSession session, RealmModel realm, UserModel reader, Notice notice) {
    Map<String, String> told = notice.parameters();
    String trustor = told.getOrDefault("trustor", "");
    Role role = trustor.equals(reader.getId()) ? Role.TRUSTOR : Role.CONTACT;
    Words words = new Words(session, reader);
    String from = told.containsKey("redeem_from") ? words.when(Instant.parse(told.get("redeem_from"))) : "";
    Texts.Names names = new Texts.Names(words.name(realm, trustor), from, told.getOrDefault("operation", Operation.PASSWORD_RECOVERY));
    return Texts.notice(notice.kind(), role, words.language(), Channel.EMAIL, names);
  }
}
