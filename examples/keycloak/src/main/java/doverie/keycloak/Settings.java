// SPDX-License-Identifier: Apache-2.0
// What does an administrator of a realm choose, and what is refused there?
package doverie.keycloak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionConfigModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.userprofile.UserProfileProvider;
import org.keycloak.userprofile.ValidationException;
import org.keycloak.validate.ValidationError;

/** What the configuration of the required action says: where the realm's users have what the rules look at, and what counts. */
final class Settings {
  static final String BIRTH_DATE = "birthDate";
  static final String PHONE = "phone";
  static final String CITIZEN = "citizen";
  static final String CONFIRMED = "confirmed";
  static final String PASSPORT = "passport";
  static final String PHONE_SINCE = "phoneSince";
  static final String SIM_SINCE = "simSince";
  static final String SEEN = "loginCounts";
  static final String ORIGIN = "smsOrigin";

  /** Without these nobody can be anybody's contact. */
  private static final List<String> NEEDED = List.of(BIRTH_DATE, PHONE, CITIZEN, CONFIRMED, PASSPORT);
  private static final Map<String, String> DEFAULTS = Map.of(BIRTH_DATE, "birth_date", PHONE, "phone_number", CITIZEN, "citizen",
      CONFIRMED, "confirmed", PASSPORT, "passport_current");

  static final List<ProviderConfigProperty> PROPERTIES = ProviderConfigurationBuilder.create()
      .property(BIRTH_DATE, "Attribute: birth date", "The user attribute with the birth date, as 1956-03-14.",
          ProviderConfigProperty.STRING_TYPE, DEFAULTS.get(BIRTH_DATE), null)
      .property(PHONE, "Attribute: phone", "The user attribute with the confirmed mobile phone. Codes go there.",
          ProviderConfigProperty.STRING_TYPE, DEFAULTS.get(PHONE), null)
      .property(CITIZEN, "Attribute: citizen", "The user attribute that is \"true\" for citizens of the Russian Federation.",
          ProviderConfigProperty.STRING_TYPE, DEFAULTS.get(CITIZEN), null)
      .property(CONFIRMED, "Attribute: confirmed account", "The user attribute that is \"true\" for confirmed accounts.",
          ProviderConfigProperty.STRING_TYPE, DEFAULTS.get(CONFIRMED), null)
      .property(PASSPORT, "Attribute: passport up to date", "The user attribute that is \"true\" when passport data are up to date.",
          ProviderConfigProperty.STRING_TYPE, DEFAULTS.get(PASSPORT), null)
      .property(PHONE_SINCE, "Attribute: phone since", "Optional: the user attribute with the instant at which the phone was "
          + "confirmed, as 2026-03-14T10:00:00Z.", ProviderConfigProperty.STRING_TYPE, null, null)
      .property(SIM_SINCE, "Attribute: SIM since", "Optional: the user attribute with the instant at which the SIM was last changed.",
          ProviderConfigProperty.STRING_TYPE, null, null)
      .property(SEEN, "A login counts as seen", "On: whoever logs in with credentials has been seen with a verified factor, which "
          + "ends a lock because of wrong codes. Turn it on only where logins need a second factor.",
          ProviderConfigProperty.BOOLEAN_TYPE, false, null)
      .property(ORIGIN, "Last line of the SMS", "Optional: the host name that the SMS with a code ends with, so that browsers fill "
          + "the code in nowhere else.", ProviderConfigProperty.STRING_TYPE, null, null)
      .build();

  private final Map<String, String> values;

  private Settings(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** Those of the realm; the defaults where nobody has chosen. */
  static Settings of(RealmModel realm) {
    RequiredActionConfigModel model = realm.getRequiredActionConfigByAlias(CabinetFactory.ID);
    return of(model);
  }

  static Settings of(RequiredActionConfigModel model) {
    return new Settings(model == null || model.getConfig() == null ? Map.of() : model.getConfig());
  }

  /** The name of an attribute; empty when there is none. */
  String attribute(String key) {
    String chosen = values.get(key);
    return chosen == null ? DEFAULTS.getOrDefault(key, "") : chosen.strip();
  }

  boolean loginCounts() {
    return Boolean.parseBoolean(values.get(SEEN));
  }

  String smsOrigin() {
    return attribute(ORIGIN);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Settings settings && settings.values.equals(values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** Refuses what could not work, or what users could give themselves: every mistake at once, each at its field. */
  void validate(KeycloakSession session) {
    UPConfig profile = session.getProvider(UserProfileProvider.class).getConfiguration();
    ValidationException refused = null;
    for (ValidationError error : errors(profile)) {
      if (refused == null) refused = new ValidationException(error);
      else refused.getErrors().add(new ValidationException.Error(error));
    }
    if (refused != null) throw refused;
  }

  private List<ValidationError> errors(UPConfig profile) {
    List<ValidationError> errors = new ArrayList<>();
    for (String key : NEEDED) check(profile, key, true, errors);
    for (String key : List.of(PHONE_SINCE, SIM_SINCE)) check(profile, key, false, errors);
    return errors;
  }

  private void check(UPConfig profile, String key, boolean needed, List<ValidationError> errors) {
    String name = attribute(key);
    if (name.isEmpty() && !needed) return;
    UPAttribute declared = name.isEmpty() ? null : profile.getAttribute(name);
    if (declared == null) errors.add(new ValidationError(CabinetFactory.ID, key, "doverieAttributeMissing", name));
    else if (usersEdit(declared)) errors.add(new ValidationError(CabinetFactory.ID, key, "doverieAttributeEditable", name));
  }

  private static boolean usersEdit(UPAttribute declared) {
    Set<String> edit = declared.getPermissions() == null ? null : declared.getPermissions().getEdit();
    return edit != null && edit.contains("user");
  }
}
