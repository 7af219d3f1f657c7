/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions in plain words, for the log and for reasons. An action that is not here (a policy may
 * come from elsewhere) is taken apart at its capitals. */
#include "console-format.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *action;
  const char *words;
} ActionRow;

static const ActionRow actions[] = {
  { "acm-pca:CreateCertificateAuthority", NC_ ("action", "Create CA") },
  { "acm-pca:CreateCertificateAuthorityAuditReport", NC_ ("action", "Create audit report") },
  { "acm-pca:CreatePermission", NC_ ("action", "Create permission") },
  { "acm-pca:DeleteCertificateAuthority", NC_ ("action", "Delete CA") },
  { "acm-pca:DeletePermission", NC_ ("action", "Delete permission") },
  { "acm-pca:DeletePolicy", NC_ ("action", "Stop sharing CA") },
  { "acm-pca:DescribeCertificateAuthority", NC_ ("action", "Describe CA") },
  { "acm-pca:DescribeCertificateAuthorityAuditReport", NC_ ("action", "Describe audit report") },
  { "acm-pca:GetCertificate", NC_ ("action", "Get certificate") },
  { "acm-pca:GetCertificateAuthorityCertificate", NC_ ("action", "Get CA certificate") },
  { "acm-pca:GetCertificateAuthorityCsr", NC_ ("action", "Get CA signing request") },
  { "acm-pca:GetPolicy", NC_ ("action", "Get sharing policy") },
  { "acm-pca:ImportCertificateAuthorityCertificate", NC_ ("action", "Import CA certificate") },
  { "acm-pca:IssueCertificate", NC_ ("action", "Issue certificate") },
  { "acm-pca:ListCertificateAuthorities", NC_ ("action", "List CAs") },
  { "acm-pca:ListPermissions", NC_ ("action", "List permissions") },
  { "acm-pca:ListTags", NC_ ("action", "List tags") },
  { "acm-pca:PutPolicy", NC_ ("action", "Share CA") },
  { "acm-pca:RestoreCertificateAuthority", NC_ ("action", "Restore CA") },
  { "acm-pca:RevokeCertificate", NC_ ("action", "Revoke certificate") },
  { "acm-pca:TagCertificateAuthority", NC_ ("action", "Tag CA") },
  { "acm-pca:UntagCertificateAuthority", NC_ ("action", "Untag CA") },
  { "acm-pca:UpdateCertificateAuthority", NC_ ("action", "Update CA") },
  { "espalier:BackupVault", NC_ ("action", "Back up the vault") },
  { "espalier:CreateRecoveryIdentity", NC_ ("action", "Create recovery identity") },
  { "espalier:CreateSample", NC_ ("action", "Create sample") },
  { "espalier:DescribeVault", NC_ ("action", "Describe the vault") },
  { "espalier:GetCertificateRevocationList", NC_ ("action", "Get revocation list") },
  { "espalier:GetEvent", NC_ ("action", "Get event") },
  { "espalier:ListEvents", NC_ ("action", "List events") },
  { "espalier:UpdateOwnIdentity", NC_ ("action", "Update own identity") },
  { "espalier:VerifyLog", NC_ ("action", "Verify the log") },
  { "espalier:VerifyVault", NC_ ("action", "Verify the vault") },
  { "iam:GetRole", NC_ ("action", "Get role") },
  { "iam:GetUser", NC_ ("action", "Get user") },
  { "iam:ListRoles", NC_ ("action", "List roles") },
  { "iam:ListUsers", NC_ ("action", "List users") },
  { "organizations:CreateAccount", NC_ ("action", "Create account") },
  { "organizations:ListAccounts", NC_ ("action", "List accounts") },
};

static char *
take_apart (const char *action)
{
  const char *colon = strchr (action, ':');
  const char *name = colon ? colon + 1 : action;
  GString *text = g_string_new (NULL);

  for (const char *at = name; *at; at++)
    {
      gboolean capital = at > name && g_ascii_isupper (at[0]) && g_ascii_islower (at[-1]);

      if (capital)
        g_string_append_c (text, ' ');
      g_string_append_c (text, capital ? g_ascii_tolower (*at) : *at);
    }
  return g_string_free (text, FALSE);
}

char *
console_format_action (const char *action)
{
  if (!action)
    return g_strdup ("");
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].action, action))
      return g_strdup (g_dpgettext2 (NULL, "action", actions[i].words));
  return take_apart (action);
}
