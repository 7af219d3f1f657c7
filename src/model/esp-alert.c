/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of alerts: what each says, and how loudly. */
#include "esp-alert.h"

#include "base/esp-error.h"

/* What gettext finds; it is looked up where it is shown. */
#define N_(text) (text)

typedef struct
{
  const char *kind;
  EspFindingSeverity severity;
  const char *text;
} Row;

static const Row rows[] = {
  { "ROOT_CREATED", ESP_FINDING_ALERT, N_ ("{actor} created the root authority {name}") },
  { "ROOT_UPDATED", ESP_FINDING_ALERT, N_ ("{actor} changed the root authority {name}: {what}") },
  { "ROOT_DELETED", ESP_FINDING_ALERT, N_ ("{actor} deleted the root authority {name}") },
  { "ROOT_KEY_DESTROYED", ESP_FINDING_ALERT,
    N_ (
      "the key of the deleted root authority {name} was destroyed for good; {actor} was signed in") },
  { "KEY_HELD", ESP_FINDING_WARNING,
    N_ (
      "by this computer's clock, which has gone far since the vault was last used, the deletion "
      "window of {name} has ended; its key will be destroyed from {what} on: a clock that is wrong "
      "must be set right and confirmed before") },
  { "ROOT_RESTORED", ESP_FINDING_ALERT, N_ ("{actor} restored the root authority {name}") },
  { "ROOT_CERTIFICATE", ESP_FINDING_ALERT,
    N_ ("{actor} installed or renewed the certificate of the root authority {name}") },
  { "ROOT_SIGNED", ESP_FINDING_NOTE,
    N_ ("{actor} had the root authority {name} sign a certificate") },
  { "CA_SHARED", ESP_FINDING_WARNING,
    N_ ("{actor} changed who may use {name} from other accounts: {what}") },
  { "CA_TAGGED", ESP_FINDING_NOTE,
    N_ ("{actor} changed the tags of {name}, on which policies may rest") },
  { "DUAL_CONTROL", ESP_FINDING_ALERT,
    N_ ("{actor} changed the rule of two persons for {name}: {what}") },
  { "GUARDRAIL", ESP_FINDING_ALERT,
    N_ ("{actor} changed a guardrail of the organization: {what}") },
  { "KEY_RESEALED", ESP_FINDING_NOTE,
    N_ ("{actor} sealed the key of {name} anew, because somebody lost or gained access to it") },
  { "HANDED_OVER", ESP_FINDING_ALERT,
    N_ ("{actor} handed the hierarchy of {name} over, with its keys, to the certificate {what}") },
  { "TAKEN_OVER", ESP_FINDING_ALERT,
    N_ ("{actor} took a hierarchy over from another vault: {what}") },
  { "RECOVERY_IDENTITY", ESP_FINDING_ALERT,
    N_ (
      "{actor} made a recovery identity, whose file and passphrase open the key of every authority") },
  { "DENIED_OFTEN", ESP_FINDING_WARNING,
    N_ ("{actor} was denied {what} acts within ten minutes; look at what was tried") },
  { ESP_ALERT_STATE, ESP_FINDING_ALERT,
    N_ ("{name} is not what was signed, so nothing is written until that is mended: {what}") },
};

static const Row *
find (const char *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].kind, kind))
      return &rows[i];
  return NULL;
}

EspAlert *
esp_alert_new (void)
{
  return g_new0 (EspAlert, 1);
}

void
esp_alert_free (EspAlert *alert)
{
  if (!alert)
    return;
  g_free (alert->kind);
  g_free (alert->ca);
  g_strfreev (alert->arguments);
  g_free (alert->acknowledged_by);
  g_free (alert);
}

const char *
esp_alert_kind_nth (guint index)
{
  return index < G_N_ELEMENTS (rows) ? rows[index].kind : NULL;
}

const char *
esp_alert_get_text (const char *kind)
{
  const Row *row = find (kind);

  return row ? row->text : NULL;
}

EspFindingSeverity
esp_alert_get_severity (const char *kind)
{
  const Row *row = find (kind);

  return row ? row->severity : ESP_FINDING_ALERT;
}

char *
esp_alert_to_text (const EspAlert *alert)
{
  const char *text = esp_alert_get_text (alert->kind);

  if (!text)
    return g_strdup (alert->kind);
  return esp_text_fill (text, (const char *const *) alert->arguments);
}
