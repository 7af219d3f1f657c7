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
  { "espalier:AcceptExchangeResponse", NC_ ("action", "Accept the answer of another vault") },
  { "espalier:AcknowledgeAlert", NC_ ("action", "Acknowledge alert") },
  { "espalier:AddExchangePartner", NC_ ("action", "Add an exchange partner") },
  { "espalier:AnswerExchangeRequest", NC_ ("action", "Answer another vault") },
  { "espalier:Approve", NC_ ("action", "Approve or refuse") },
  { "espalier:BackupVault", NC_ ("action", "Back up the vault") },
  { "espalier:ConfirmClock", NC_ ("action", "Confirm the clock") },
  { "espalier:CreateCheckpoint", NC_ ("action", "Create checkpoint") },
  { "espalier:CreateExchangeIdentity", NC_ ("action", "Make a key for exchange files") },
  { "espalier:CreateExchangeRequest", NC_ ("action", "Ask another vault") },
  { "espalier:CreateRecoveryIdentity", NC_ ("action", "Create recovery identity") },
  { "espalier:CreateSample", NC_ ("action", "Create sample") },
  { "espalier:DescribeVault", NC_ ("action", "Describe the vault") },
  { "espalier:ExecuteApproved", NC_ ("action", "Carry out what was approved") },
  { "espalier:ExportLog", NC_ ("action", "Export the log") },
  { "espalier:GetCertificateRevocationList", NC_ ("action", "Get revocation list") },
  { "espalier:GetEvent", NC_ ("action", "Get event") },
  { "espalier:ImportAuthorities", NC_ ("action", "Import authorities of other tools") },
  { "espalier:ListAlerts", NC_ ("action", "List alerts") },
  { "espalier:ListApprovals", NC_ ("action", "List approvals") },
  { "espalier:ListEvents", NC_ ("action", "List events") },
  { "espalier:ListExchanges", NC_ ("action", "List exchanges with other vaults") },
  { "espalier:ListSigningRequests", NC_ ("action", "List signing requests") },
  { "espalier:ExportHierarchy", NC_ ("action", "Hand a hierarchy over") },
  { "espalier:ImportHierarchy", NC_ ("action", "Take a hierarchy over") },
  { "espalier:PreviewImport", NC_ ("action", "See what an import would bring") },
  { "espalier:ProcessSigningRequests", NC_ ("action", "Answer signing requests") },
  { "espalier:ProvisionPlan", NC_ ("action", "Make a plan real") },
  { "espalier:PublishRevocation", NC_ ("action", "Publish revocations") },
  { "espalier:ReceiveExchangeRequest", NC_ ("action", "Receive a request of another vault") },
  { "espalier:RemoveExchangePartner", NC_ ("action", "Remove an exchange partner") },
  { "espalier:RestoreVault", NC_ ("action", "Restore the vault") },
  { "espalier:UpdateApprovers", NC_ ("action", "Change approvers") },
  { "espalier:UpdateDualControl", NC_ ("action", "Change the rule of two persons") },
  { "espalier:UpdateOwnIdentity", NC_ ("action", "Update own identity") },
  { "espalier:VerifyLog", NC_ ("action", "Verify the log") },
  { "espalier:VerifyVault", NC_ ("action", "Verify the vault") },
  { "espalier:WithdrawRequest", NC_ ("action", "Withdraw request") },
  { "iam:AssignRole", NC_ ("action", "Assign role") },
  { "iam:ConfirmUser", NC_ ("action", "Confirm person") },
  { "iam:CreateRole", NC_ ("action", "Create role") },
  { "iam:CreateUser", NC_ ("action", "Invite person") },
  { "iam:DeleteRole", NC_ ("action", "Delete role") },
  { "iam:DeleteRolePolicy", NC_ ("action", "Remove policy of a role") },
  { "iam:GetRole", NC_ ("action", "Get role") },
  { "iam:GetUser", NC_ ("action", "Get person") },
  { "iam:ListRoles", NC_ ("action", "List roles") },
  { "iam:ListUsers", NC_ ("action", "List people") },
  { "iam:PutRolePolicy", NC_ ("action", "Change policy of a role") },
  { "iam:ResetUser", NC_ ("action", "Reset person") },
  { "iam:SimulatePrincipalPolicy", NC_ ("action", "Simulate access") },
  { "iam:TagRole", NC_ ("action", "Tag role") },
  { "iam:TagUser", NC_ ("action", "Tag person") },
  { "iam:UnassignRole", NC_ ("action", "Take role away") },
  { "iam:UntagRole", NC_ ("action", "Untag role") },
  { "iam:UntagUser", NC_ ("action", "Untag person") },
  { "iam:UpdateUser", NC_ ("action", "Suspend or resume person") },
  { "organizations:CreateAccount", NC_ ("action", "Create account") },
  { "organizations:CreatePolicy", NC_ ("action", "Create guardrail") },
  { "organizations:DeletePolicy", NC_ ("action", "Delete guardrail") },
  { "organizations:DescribePolicy", NC_ ("action", "Get guardrail") },
  { "organizations:ListAccounts", NC_ ("action", "List accounts") },
  { "organizations:ListPolicies", NC_ ("action", "List guardrails") },
  { "organizations:UpdatePolicy", NC_ ("action", "Change guardrail") },
  { "ram:AcceptResourceShareInvitation", NC_ ("action", "Accept share") },
  { "ram:AssociateResourceSharePermission", NC_ ("action", "Change permission of a share") },
  { "ram:CreatePermission", NC_ ("action", "Create managed permission") },
  { "ram:CreatePermissionVersion", NC_ ("action", "Create version of a managed permission") },
  { "ram:CreateResourceShare", NC_ ("action", "Create share") },
  { "ram:DeletePermission", NC_ ("action", "Delete managed permission") },
  { "ram:DeletePermissionVersion", NC_ ("action", "Delete version of a managed permission") },
  { "ram:DeleteResourceShare", NC_ ("action", "Delete share") },
  { "ram:DisassociateResourceShare", NC_ ("action", "Leave share") },
  { "ram:GetPermission", NC_ ("action", "Get managed permission") },
  { "ram:GetResourceShares", NC_ ("action", "List shares") },
  { "ram:ListPermissions", NC_ ("action", "List managed permissions") },
  { "ram:RejectResourceShareInvitation", NC_ ("action", "Reject share") },
  { "ram:SetDefaultPermissionVersion", NC_ ("action", "Choose version of a managed permission") },
  { "ram:TagResource", NC_ ("action", "Tag share") },
  { "ram:UntagResource", NC_ ("action", "Untag share") },
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

const char *
console_format_find_action (const char *action)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].action, action))
      return g_dpgettext2 (NULL, "action", actions[i].words);
  return NULL;
}

char *
console_format_action (const char *action)
{
  const char *words = action ? console_format_find_action (action) : "";

  return words ? g_strdup (words) : take_apart (action);
}

GStrv
console_format_search_actions (const char *needle)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      const char *words = g_dpgettext2 (NULL, "action", actions[i].words);
      g_autofree char *folded = g_utf8_casefold (words, -1);

      if (strstr (folded, needle))
        g_ptr_array_add (found, g_strdup (actions[i].action));
    }
  g_ptr_array_add (found, NULL);
  return (GStrv) g_ptr_array_free (found, FALSE);
}
