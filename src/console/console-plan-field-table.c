/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which values of a CA there are, in which order, how they are called, and among what one chooses.
 * What a value may be is judged by the core. */
#include "console-plan-fields.h"

#include "console-plan-words.h"
#include "console-template-row.h"

#include <glib/gi18n.h>

#define NP_(one, many) one, many
#define ALWAYS ESP_PLAN_N_FIELDS

/* --- Choices -----------------------------------------------------------------------------------*/

static void
add_value (GPtrArray *values, const char *value)
{
  g_ptr_array_add (values, g_strdup (value));
}

static EspPlanCa *
get_first (const EspPlan *plan, const char *const *keys)
{
  return keys[0] ? esp_plan_find_ca (plan, keys[0]) : NULL;
}

/* Templates for roots where all of them are roots, else those for CAs below others. */
static gboolean
are_roots (const EspPlan *plan, const char *const *keys)
{
  for (guint i = 0; keys[i]; i++)
    {
      const EspPlanCa *ca = esp_plan_find_ca (plan, keys[i]);

      if (!ca || ca->parent || ca->parent_arn)
        return FALSE;
    }
  return TRUE;
}

static void
list_templates (GPtrArray *values, const EspPlan *plan, const char *const *keys)
{
  EspTemplateKind kind = are_roots (plan, keys) ? ESP_TEMPLATE_ROOT : ESP_TEMPLATE_SUBORDINATE;
  GPtrArray *templates = esp_templates ();

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < templates->len; i++)
      {
        const EspTemplate *template = g_ptr_array_index (templates, i);
        gboolean usual = g_str_equal (template->variety, "Base");

        if (template->kind == kind && usual == (pass == 0))
          g_ptr_array_add (values, g_strconcat (template->name, "/V1", NULL));
      }
}

static char *
name_template (const EspPlan *plan, const char *value)
{
  const EspTemplate *template = esp_template_find (value, NULL);

  return g_strdup (template ? template->name : value);
}

static char *
note_template (const EspPlan *plan, const char *value)
{
  const EspTemplate *template = esp_template_find (value, NULL);

  return template ? console_template_describe_purpose (template) : NULL;
}

static void
list_path_lengths (GPtrArray *values, const EspPlan *plan, const char *const *keys)
{
  for (int n = 0; n < ESP_MAX_LEVELS - 1; n++)
    g_ptr_array_add (values, g_strdup_printf ("%d", n));
  add_value (values, "none");
}

static char *
name_path_length (const EspPlan *plan, const char *value)
{
  if (g_strcmp0 (value, "none") == 0)
    return g_strdup (C_ ("path length", "None"));
  return g_strdup (value);
}

static char *
note_path_length (const EspPlan *plan, const char *value)
{
  gint64 n;

  if (g_ascii_string_to_signed (value, 10, 0, ESP_MAX_LEVELS - 2, &n, NULL))
    return g_strdup (console_path_length_meaning ((int) n));
  return g_strcmp0 (value, "none") == 0 ? g_strdup (_ ("As many levels as one likes")) : NULL;
}

static void
list_keys (GPtrArray *values, const EspPlan *plan, const char *const *keys)
{
  for (const EspKeyAlgorithm *a = esp_key_algorithms (); a->name; a++)
    add_value (values, a->name);
}

static char *
name_key (const EspPlan *plan, const char *value)
{
  return g_strdup (esp_plan_algorithm_label (value));
}

static char *
note_key (const EspPlan *plan, const char *value)
{
  const EspKeyAlgorithm *key = esp_key_algorithm_find (value, NULL);

  if (!key)
    return NULL;
  if (!esp_key_algorithm_available (key))
    /* Translators: a version of OpenSSL: "OpenSSL 3.0.15" */
    return g_strdup_printf (_ ("%s makes no such keys"), esp_openssl_version ());
  /* Translators: strength of a key; the number is bits of security (NIST SP 800-57) */
  return g_strdup_printf (_ ("As strong as a symmetric key of %u bits"), key->strength);
}

/* Of the key that signs: the one above, or a root's own. */
static void
list_signing (GPtrArray *values, const EspPlan *plan, const char *const *keys)
{
  const EspPlanCa *ca = get_first (plan, keys);
  const EspPlanCa *issuer = ca && ca->parent ? esp_plan_find_ca (plan, ca->parent) : ca;
  const EspKeyAlgorithm *key = issuer && !issuer->parent_arn && issuer->key_algorithm ?
                                 esp_key_algorithm_find (issuer->key_algorithm, NULL) :
                                 NULL;

  add_value (values, CONSOLE_PLAN_AUTOMATIC);
  for (const EspSigningAlgorithm *a = esp_signing_algorithms (); a->name; a++)
    if (!key || a->family == key->family)
      add_value (values, a->name);
}

static char *
name_signing (const EspPlan *plan, const char *value)
{
  if (g_str_equal (value, CONSOLE_PLAN_AUTOMATIC))
    return g_strdup (C_ ("signing algorithm", "Automatic"));
  return g_strdup (value);
}

static char *
note_signing (const EspPlan *plan, const char *value)
{
  if (g_str_equal (value, CONSOLE_PLAN_AUTOMATIC))
    return g_strdup (_ ("The one that fits the key that signs"));
  return NULL;
}

static void
list_accounts (GPtrArray *values, const EspPlan *plan, const char *const *keys)
{
  for (guint i = 0; i < plan->accounts->len; i++)
    {
      const EspPlanAccount *account = g_ptr_array_index (plan->accounts, i);

      add_value (values, account->id);
    }
  add_value (values, CONSOLE_PLAN_NEW);
}

static char *
name_account (const EspPlan *plan, const char *value)
{
  const EspPlanAccount *account = esp_plan_find_account (plan, value);

  if (g_str_equal (value, CONSOLE_PLAN_NEW))
    return g_strdup (C_ ("choice of an account", "New Account…"));
  return g_strdup (account ? account->name : value);
}

static char *
note_account (const EspPlan *plan, const char *value)
{
  return esp_plan_find_account (plan, value) ? g_strdup (value) : NULL;
}

static void
list_usages (GPtrArray *values, const EspPlan *plan, const char *const *keys)
{
  add_value (values, "GENERAL_PURPOSE");
  add_value (values, "SHORT_LIVED_CERTIFICATE");
}

static char *
name_usage (const EspPlan *plan, const char *value)
{
  if (g_str_equal (value, "GENERAL_PURPOSE"))
    return g_strdup (C_ ("usage of a CA", "General purpose"));
  if (g_str_equal (value, "SHORT_LIVED_CERTIFICATE"))
    return g_strdup (C_ ("usage of a CA", "Short-lived certificates, 7 days at most"));
  return g_strdup (value);
}

/* --- The table ---------------------------------------------------------------------------------*/

#define FIELD(name) ESP_PLAN_FIELD_##name
#define ROW(name) CONSOLE_PLAN_ROW_##name
#define TOPIC(name) CONSOLE_PLAN_TOPIC_##name
#define TITLE(text) NC_ ("row of a form", text)

/* clang-format off */
static const ConsolePlanField rows[] = {
  { FIELD (COMMON_NAME), ROW (TEXT), TOPIC (NAME), TITLE ("Name"), NULL,
    NP_ ("Rename “{name}”", "Rename {count} CAs"), ALWAYS, TRUE, NULL, NULL, NULL },
  { FIELD (SUBJECT), ROW (TEXT), TOPIC (NAME), TITLE ("Subject"), NULL,
    NP_ ("Change Subject of “{name}”", "Change Subject of {count} CAs"), ALWAYS, TRUE, NULL, NULL, NULL },
  { FIELD (ACCOUNT), ROW (CHOICE), TOPIC (NAME), TITLE ("Account"), NULL,
    NP_ ("Change Account of “{name}”", "Change Account of {count} CAs"), ALWAYS, FALSE,
    list_accounts, name_account, note_account },
  { FIELD (TEMPLATE), ROW (CHOICE), TOPIC (CERTIFICATE), TITLE ("Template"), NULL,
    NP_ ("Change Template of “{name}”", "Change Template of {count} CAs"), ALWAYS, FALSE,
    list_templates, name_template, note_template },
  { FIELD (PATH_LENGTH), ROW (CHOICE), TOPIC (CERTIFICATE), TITLE ("Path length"), NULL,
    NP_ ("Change Path Length of “{name}”", "Change Path Length of {count} CAs"), ALWAYS, FALSE,
    list_path_lengths, name_path_length, note_path_length },
  { FIELD (VALIDITY), ROW (VALIDITY), TOPIC (CERTIFICATE), TITLE ("Valid for"), NULL,
    NP_ ("Change Validity of “{name}”", "Change Validity of {count} CAs"), ALWAYS, FALSE, NULL, NULL, NULL },
  { FIELD (KEY_ALGORITHM), ROW (CHOICE), TOPIC (CERTIFICATE), TITLE ("Key"), NULL,
    NP_ ("Change Key of “{name}”", "Change Key of {count} CAs"), ALWAYS, FALSE, list_keys, name_key, note_key },
  { FIELD (SIGNING_ALGORITHM), ROW (CHOICE), TOPIC (CERTIFICATE), TITLE ("Signed with"), NULL,
    NP_ ("Change Signature of “{name}”", "Change Signature of {count} CAs"), ALWAYS, FALSE,
    list_signing, name_signing, note_signing },
  { FIELD (USAGE_MODE), ROW (CHOICE), TOPIC (CERTIFICATE), TITLE ("Issues"), NULL,
    NP_ ("Change Usage of “{name}”", "Change Usage of {count} CAs"), ALWAYS, FALSE,
    list_usages, name_usage, NULL },
  { FIELD (DUAL_CONTROL), ROW (SWITCH), TOPIC (CARE), TITLE ("Two persons"),
    N_ ("What is done to it needs a second person"),
    NP_ ("Change Two Persons of “{name}”", "Change Two Persons of {count} CAs"), ALWAYS, FALSE, NULL, NULL, NULL },
  { FIELD (DEVELOPMENT), ROW (SWITCH), TOPIC (CARE), TITLE ("For development"),
    N_ ("What only production needs is noted, not warned of"),
    NP_ ("Change Purpose of “{name}”", "Change Purpose of {count} CAs"), ALWAYS, FALSE, NULL, NULL, NULL },
  { FIELD (CRL), ROW (SWITCH), TOPIC (REVOCATION), TITLE ("Publish lists (CRL)"),
    N_ ("Of all certificates that are revoked"),
    NP_ ("Change Revocation List of “{name}”", "Change Revocation List of {count} CAs"), ALWAYS, FALSE,
    NULL, NULL, NULL },
  { FIELD (CRL_DAYS), ROW (NUMBER), TOPIC (REVOCATION), TITLE ("Days"),
    N_ ("For which a list is good"),
    NP_ ("Change Days of the List of “{name}”", "Change Days of the List of {count} CAs"), FIELD (CRL), FALSE,
    NULL, NULL, NULL },
  { FIELD (CRL_URL), ROW (TEXT), TOPIC (REVOCATION), TITLE ("URL of the list, or a folder/"), NULL,
    NP_ ("Change URL of the List of “{name}”", "Change URL of the List of {count} CAs"), FIELD (CRL), FALSE,
    NULL, NULL, NULL },
  { FIELD (OCSP), ROW (SWITCH), TOPIC (REVOCATION), TITLE ("Make answers (OCSP)"),
    N_ ("For those who ask about one certificate"),
    NP_ ("Change Answers of “{name}”", "Change Answers of {count} CAs"), ALWAYS, FALSE, NULL, NULL, NULL },
  { FIELD (OCSP_URL), ROW (TEXT), TOPIC (REVOCATION), TITLE ("URL of the answers"), NULL,
    NP_ ("Change URL of the Answers of “{name}”", "Change URL of the Answers of {count} CAs"), FIELD (OCSP), FALSE,
    NULL, NULL, NULL },
  { FIELD (NOTE), ROW (NOTE), TOPIC (NOTE), TITLE ("Note"), NULL,
    NP_ ("Change Note of “{name}”", "Change Note of {count} CAs"), ALWAYS, FALSE, NULL, NULL, NULL },
  { .kind = CONSOLE_PLAN_ROW_N_KINDS },
};
/* clang-format on */

const ConsolePlanField *
console_plan_field_table (void)
{
  return rows;
}

const char *
console_plan_topic_title (ConsolePlanTopic topic)
{
  switch (topic)
    {
    case CONSOLE_PLAN_TOPIC_CERTIFICATE:
      return C_ ("heading of a form", "Certificate and Key");
    case CONSOLE_PLAN_TOPIC_REVOCATION:
      return C_ ("heading of a form", "Revocation");
    default:
      return NULL;
    }
}
