/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why something is greyed out. The answers are the core's own (read-only vault, state of the CA,
 * decision of the policies), asked without doing anything; the engine asks again when it is done.
 */
#include "console-denial.h"

#include "console-error.h"
#include "console-format.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *action;
  EspCaCapability capability;
} NeedRow;

/* Actions that the state of the CA can forbid. */
static const NeedRow needs[] = {
  { "acm-pca:IssueCertificate", ESP_CA_MAY_ISSUE },
  { "acm-pca:RevokeCertificate", ESP_CA_MAY_REVOKE },
  { "acm-pca:CreateCertificateAuthorityAuditReport", ESP_CA_MAY_REPORT },
  { "acm-pca:GetCertificateAuthorityCertificate", ESP_CA_MAY_GET_CERTIFICATE },
  { "acm-pca:GetCertificateAuthorityCsr", ESP_CA_MAY_GET_CSR },
  { "acm-pca:ImportCertificateAuthorityCertificate", ESP_CA_MAY_IMPORT_CERTIFICATE },
  { "acm-pca:TagCertificateAuthority", ESP_CA_MAY_TAG },
  { "acm-pca:UntagCertificateAuthority", ESP_CA_MAY_TAG },
  { "acm-pca:UpdateCertificateAuthority", ESP_CA_MAY_UPDATE },
  { "espalier:GetCertificateRevocationList", ESP_CA_MAY_CRL },
};

static gboolean
state_permits (const char *action, const EspCa *ca)
{
  for (guint i = 0; i < G_N_ELEMENTS (needs); i++)
    if (g_str_equal (needs[i].action, action))
      return esp_ca_state_check (esp_ca_get_status (ca, g_get_real_time () / G_USEC_PER_SEC),
                                 needs[i].capability, NULL);
  return TRUE;
}

static gboolean
changes_something (const char *action)
{
  const EspAction *row = esp_action_find (action);

  return row && row->level != ESP_ACTION_LIST && row->level != ESP_ACTION_READ;
}

static char *
explain_decision (ConsoleSession *session, const char *action, const GError *error)
{
  g_autofree char *wish = console_format_action (action);
  const char *policy = esp_error_get_argument (error, "policy");
  const char *missing = esp_error_get_argument (error, "missing");

  if (esp_error_has_reason (error, ESP_REASON_ACCESS_DENIED_EXPLICIT) && policy)
    /* Translators: a policy forbids something; the second is what, such as "Issue certificate" */
    return g_strdup_printf (_ ("The policy “%s” denies “%s”."), policy, wish);
  if (g_strcmp0 (missing, "share") == 0)
    /* Translators: what is not given, such as "Revoke certificate" */
    return g_strdup_printf (_ ("The CA belongs to another account, and no share gives “%s”."),
                            wish);
  /* Translators: a role does not permit something; the second is what, such as "Issue certificate"
   */
  return g_strdup_printf (_ ("The role “%s” does not allow “%s” here."),
                          console_session_get_role (session), wish);
}

/* What policies and shares say: others can give it. */
static char *
explain_right (ConsoleSession *session, const char *action, const EspCa *ca)
{
  EspEngine *engine = console_session_get_engine (session);
  g_autoptr (EspSession) signed_in = esp_engine_ref_session (engine);
  g_autoptr (GError) error = NULL;

  if (!signed_in)
    return g_strdup (_ ("The vault is locked. Sign in first."));
  if (!(ca ? esp_session_check_ca (signed_in, action, ca, &error) :
             esp_session_check (signed_in, action, NULL, NULL, &error)))
    return explain_decision (session, action, error);
  return NULL;
}

/* What is so for everybody. */
static char *
explain_state (ConsoleSession *session, const char *action, const EspCa *ca)
{
  EspEngine *engine = console_session_get_engine (session);

  if (changes_something (action) && esp_engine_get_read_only_reason (engine))
    return g_strdup (_ ("The vault is open for reading only."));
  if (ca && !state_permits (action, ca))
    {
      g_autofree char *wish = console_format_action (action);
      EspCaState state = esp_ca_get_status (ca, g_get_real_time () / G_USEC_PER_SEC);

      /* Translators: the state of a CA, such as "Disabled", does not permit something */
      return g_strdup_printf (_ ("The state of this CA is “%s”, which does not permit “%s”."),
                              console_format_ca_status (esp_ca_state_to_string (state)), wish);
    }
  return NULL;
}

char *
console_session_explain_denial (ConsoleSession *session, const char *action, const EspCa *ca)
{
  char *denial = explain_right (session, action, ca);

  return denial ? denial : explain_state (session, action, ca);
}

/* Rights and state first, then the hierarchy. */
char *
console_denial_of_parent (ConsoleSession *session, const EspCa *ca)
{
  char *denial = console_session_explain_denial (session, "acm-pca:IssueCertificate", ca);
  g_autoptr (GError) error = NULL;

  if (denial)
    return denial;
  if (esp_hierarchy_check_path_length (ca->path_length, 0, &error) &&
      esp_hierarchy_check_depth (ca->level, &error))
    return NULL;
  return console_error_sentence (error);
}

char *
console_denial_of_revocation (ConsoleSession *session,
                              EspCaNode *node,
                              const char *serial,
                              gint64 revoked_at,
                              gint64 not_after)
{
  const EspCa *ca = node ? esp_ca_node_get_ca (node) : NULL;

  if (revoked_at)
    return g_strdup (_ ("This certificate is revoked already."));
  if (ca && ca->type == ESP_CA_ROOT && g_strcmp0 (ca->serial, serial) == 0)
    return g_strdup (_ ("A root can’t revoke the certificate that it signed for itself. Disable "
                        "and delete the root instead."));
  if (not_after < g_get_real_time () / G_USEC_PER_SEC)
    return g_strdup (_ ("This certificate has expired. It needs no revocation."));
  return explain_state (session, "acm-pca:RevokeCertificate", ca);
}
