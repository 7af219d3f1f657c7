/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in the tree's node is shown at once; what had to be asked for comes later, and is
 * gone when another CA is shown. */
#include "console-ca-facts.h"

#include "console-rows.h"

#include <glib/gi18n.h>

typedef enum
{
  FIELD_SUBJECT,
  FIELD_ARN,
  FIELD_ACCOUNT,
  FIELD_KEY,
  FIELD_SIGNING,
  FIELD_SERIAL,
  FIELD_TEMPLATE,
  FIELD_PATH_LENGTH,
  FIELD_USAGE,
  FIELD_CRL,
  N_FIELDS
} Field;

struct _ConsoleCaFacts
{
  ConsoleFieldRow *fields[N_FIELDS];
};

static const struct
{
  const char *title;
  gboolean constraint;
  gboolean monospace;
} field_rows[N_FIELDS] = {
  [FIELD_SUBJECT] = { NC_ ("field", "Subject"), FALSE, FALSE },
  [FIELD_ARN] = { NC_ ("field", "ARN"), FALSE, FALSE },
  [FIELD_ACCOUNT] = { NC_ ("field", "Account"), FALSE, FALSE },
  [FIELD_KEY] = { NC_ ("field", "Key algorithm"), FALSE, FALSE },
  [FIELD_SIGNING] = { NC_ ("field", "Signing algorithm"), FALSE, FALSE },
  [FIELD_SERIAL] = { NC_ ("field", "Serial number"), FALSE, TRUE },
  [FIELD_TEMPLATE] = { NC_ ("field", "Template"), FALSE, FALSE },
  [FIELD_PATH_LENGTH] = { NC_ ("field", "Path length"), TRUE, FALSE },
  [FIELD_USAGE] = { NC_ ("field", "Usage"), TRUE, FALSE },
  [FIELD_CRL] = { NC_ ("field", "Revocation list"), TRUE, FALSE },
};

static void
set_field (ConsoleCaFacts *facts, Field field, const char *value)
{
  console_field_row_set_value (facts->fields[field], value ? value : "");
}

static char *
describe_path_length (const EspCa *ca)
{
  if (ca->level == 0)
    return NULL;
  if (ca->path_length < 0)
    return g_strdup (_ ("None: no limit on the levels below"));
  if (ca->path_length == 0)
    return g_strdup (_ ("0: no CA below, end entities only"));
  return g_strdup_printf (ngettext ("%d: at most one level of CAs below",
                                    "%d: at most that many levels of CAs below",
                                    (gulong) ca->path_length),
                          ca->path_length);
}

void
console_ca_facts_show (ConsoleCaFacts *facts, const EspCa *ca)
{
  const EspKeyAlgorithm *key = ca->key_algorithm ?
                                 esp_key_algorithm_find (ca->key_algorithm, NULL) :
                                 NULL;
  g_autofree char *length = describe_path_length (ca);

  set_field (facts, FIELD_SUBJECT, ca->subject);
  set_field (facts, FIELD_ARN, ca->arn);
  set_field (facts, FIELD_KEY, key ? key->label : ca->key_algorithm);
  set_field (facts, FIELD_SIGNING, ca->signing_algorithm);
  /* Not in groups: it is copied, and searched for, as it is. */
  set_field (facts, FIELD_SERIAL, ca->serial);
  set_field (facts, FIELD_PATH_LENGTH, length);
}

/* --- What is asked for -------------------------------------------------------------------------*/

static char *
format_crl (JsonObject *crl)
{
  gint64 days = esp_json_get_int (crl, "ExpirationInDays", 0);
  const char *url = esp_json_get_string (crl, "Url");
  g_autofree char *term = NULL;

  if (!esp_json_get_boolean (crl, "Enabled", FALSE))
    return g_strdup (_ ("None"));
  term = g_strdup_printf (ngettext ("Valid for %d day", "Valid for %d days", (gulong) days),
                          (int) days);
  return url ? g_strdup_printf ("%s · %s", term, url) : g_steal_pointer (&term);
}

static const char *
format_usage (const char *mode)
{
  if (g_strcmp0 (mode, "GENERAL_PURPOSE") == 0)
    return C_ ("usage of a CA", "General purpose");
  if (g_strcmp0 (mode, "SHORT_LIVED_CERTIFICATE") == 0)
    return C_ ("usage of a CA", "Short-lived certificates, 7 days at most");
  return mode;
}

void
console_ca_facts_describe (ConsoleCaFacts *facts, JsonObject *ca)
{
  JsonObject *revocation = esp_json_get_object (ca, "RevocationConfiguration");
  const char *arn = esp_json_get_string (ca, "TemplateArn");
  g_auto (GStrv) parts = arn ? g_strsplit (arn, "/", 3) : NULL;
  g_autofree char *crl = format_crl (esp_json_get_object (revocation, "CrlConfiguration"));

  set_field (facts, FIELD_TEMPLATE, parts && g_strv_length (parts) > 1 ? parts[1] : arn);
  set_field (facts, FIELD_USAGE, format_usage (esp_json_get_string (ca, "UsageMode")));
  set_field (facts, FIELD_CRL, crl);
}

void
console_ca_facts_set_account (ConsoleCaFacts *facts, const char *number, const char *name)
{
  g_autofree char *text = name ? g_strdup_printf ("%s · %s", name, number) : g_strdup (number);

  set_field (facts, FIELD_ACCOUNT, text);
}

void
console_ca_facts_forget (ConsoleCaFacts *facts)
{
  set_field (facts, FIELD_TEMPLATE, NULL);
  set_field (facts, FIELD_USAGE, NULL);
  set_field (facts, FIELD_CRL, NULL);
}

ConsoleCaFacts *
console_ca_facts_new (AdwPreferencesGroup *identity, AdwPreferencesGroup *constraints)
{
  ConsoleCaFacts *facts = g_new0 (ConsoleCaFacts, 1);

  for (int i = 0; i < N_FIELDS; i++)
    {
      GtkWidget *row = console_field_row_new (g_dpgettext2 (NULL, "field", field_rows[i].title),
                                              NULL);

      g_object_set (row, "monospace", field_rows[i].monospace, NULL);
      adw_preferences_group_add (field_rows[i].constraint ? constraints : identity, row);
      facts->fields[i] = CONSOLE_FIELD_ROW (row);
    }
  return facts;
}

void
console_ca_facts_free (ConsoleCaFacts *facts)
{
  g_free (facts);
}
