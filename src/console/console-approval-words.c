/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of words: acts, states, reasons, what changes. A code that is not here is shown as it is.
 */
#include "console-approval-words.h"

#include "console-format.h"

#include <glib/gi18n.h>

/* --- Acts --------------------------------------------------------------------------------------*/

static const struct
{
  const char *operation;
  const char *after; /* what STATUS or DUAL_CONTROL becomes; NULL: whatever it changes */
  const char *title;
  const char *notice;
} acts[] = {
  { "UpdateCertificateAuthority", "DISABLED", NC_ ("act for two", "Disable CA"),
    N_ ("Waiting for a second person to disable this CA.") },
  { "UpdateCertificateAuthority", "ACTIVE", NC_ ("act for two", "Enable CA"),
    N_ ("Waiting for a second person to enable this CA.") },
  { "UpdateCertificateAuthority", NULL, NC_ ("act for two", "Change CA"),
    N_ ("Waiting for a second person to change this CA.") },
  { "DeleteCertificateAuthority", NULL, NC_ ("act for two", "Delete CA"),
    N_ ("Waiting for a second person to delete this CA.") },
  { "RestoreCertificateAuthority", NULL, NC_ ("act for two", "Restore CA"),
    N_ ("Waiting for a second person to restore this CA.") },
  { "ImportCertificateAuthorityCertificate", NULL,
    NC_ ("act for two", "Install the CA’s certificate"),
    N_ ("Waiting for a second person to install the certificate of this CA.") },
  { "RenewCertificateAuthority", NULL, NC_ ("act for two", "Renew CA"),
    N_ ("Waiting for a second person to renew this CA.") },
  { "CreateCertificateAuthority", NULL, NC_ ("act for two", "Create a CA below"),
    N_ ("Waiting for a second person to create a CA below this one.") },
  { "IssueCertificate", NULL, NC_ ("act for two", "Issue certificate"),
    N_ ("Waiting for a second person to issue a certificate.") },
  { "IssueCertificates", NULL, NC_ ("act for two", "Issue certificates"),
    N_ ("Waiting for a second person to issue certificates.") },
  { "RevokeCertificate", NULL, NC_ ("act for two", "Revoke certificate"),
    N_ ("Waiting for a second person to revoke a certificate.") },
  { "PublishRevocation", NULL, NC_ ("act for two", "Publish revocations"),
    N_ ("Waiting for a second person to publish revocations.") },
  { "TagCertificateAuthority", NULL, NC_ ("act for two", "Tag CA"),
    N_ ("Waiting for a second person to change tags of this CA.") },
  { "UntagCertificateAuthority", NULL, NC_ ("act for two", "Untag CA"),
    N_ ("Waiting for a second person to change tags of this CA.") },
  { "CreateResourceShare", NULL, NC_ ("act for two", "Share CA"),
    N_ ("Waiting for a second person to share this CA.") },
  { "DeleteResourceShare", NULL, NC_ ("act for two", "Delete share"),
    N_ ("Waiting for a second person to delete a share of this CA.") },
  { "ReplaceResourceSharePermission", NULL, NC_ ("act for two", "Change share"),
    N_ ("Waiting for a second person to change a share of this CA.") },
  { "ProcessSigningRequests", NULL, NC_ ("act for two", "Sign requests"),
    N_ ("Waiting for a second person to sign requests.") },
  { "ProvisionPlan", NULL, NC_ ("act for two", "Provision plan"),
    N_ ("Waiting for a second person to provision a plan.") },
  { "ImportAuthorities", NULL, NC_ ("act for two", "Import authorities"),
    N_ ("Waiting for a second person to import authorities below this CA.") },
  { "ExportHierarchy", NULL, NC_ ("act for two", "Hand hierarchy over"),
    N_ ("Waiting for a second person to hand this CA over, with all below it.") },
  { "PutPolicy", NULL, NC_ ("act for two", "Share CA"),
    N_ ("Waiting for a second person to share this CA.") },
  { "DeletePolicy", NULL, NC_ ("act for two", "Stop sharing CA"),
    N_ ("Waiting for a second person to stop sharing this CA.") },
  { "SetDualControl", "ON", NC_ ("act for two", "Require two persons"),
    N_ ("Waiting for a second person to require two persons for this CA.") },
  { "SetDualControl", "OFF", NC_ ("act for two", "No longer require two persons"),
    N_ ("Waiting for a second person to end the rule of two persons.") },
  { "AddApprover", NULL, NC_ ("act for two", "Add approver"),
    N_ ("Waiting for a second person to add an approver.") },
  { "RemoveApprover", NULL, NC_ ("act for two", "Remove approver"),
    N_ ("Waiting for a second person to remove an approver.") },
  { "AssignRole", NULL, NC_ ("act for two", "Assign role"), NULL },
  { "UnassignRole", NULL, NC_ ("act for two", "Take role away"), NULL },
  { "PutRolePolicy", NULL, NC_ ("act for two", "Change policy of a role"), NULL },
  { "DeleteRolePolicy", NULL, NC_ ("act for two", "Remove policy of a role"), NULL },
  { "SuspendPrincipal", NULL, NC_ ("act for two", "Suspend person"), NULL },
  { "ResetPrincipal", NULL, NC_ ("act for two", "Reset person"), NULL },
};

/* A change of this name ends with @after. */
static gboolean
ends_with (JsonObject *approval, const char *after)
{
  JsonArray *changes = esp_json_get_array (approval, "Changes");

  for (guint i = 0; changes && i < json_array_get_length (changes); i++)
    {
      JsonObject *change = json_array_get_object_element (changes, i);
      const char *what = esp_json_get_string (change, "What");

      if ((g_strcmp0 (what, "STATUS") == 0 || g_strcmp0 (what, "DUAL_CONTROL") == 0) &&
          g_strcmp0 (esp_json_get_string (change, "After"), after) == 0)
        return TRUE;
    }
  return FALSE;
}

static int
find_act (JsonObject *approval)
{
  const char *operation = esp_json_get_string (approval, "Operation");

  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++)
    if (g_strcmp0 (acts[i].operation, operation) == 0 &&
        (!acts[i].after || ends_with (approval, acts[i].after)))
      return (int) i;
  return -1;
}

char *
console_approval_title (JsonObject *approval)
{
  int act = find_act (approval);
  const char *action = esp_json_get_string (approval, "Action");

  if (act >= 0)
    return g_strdup (g_dpgettext2 (NULL, "act for two", acts[act].title));
  return console_format_action (action ? action : "");
}

char *
console_approval_notice (JsonObject *approval)
{
  int act = find_act (approval);
  g_autofree char *title = NULL;

  if (act >= 0 && acts[act].notice)
    return g_strdup (_ (acts[act].notice));
  title = console_approval_title (approval);
  /* Translators: %s is an act, such as "Assign role" */
  return g_strdup_printf (_ ("Waiting for a second person: %s."), title);
}

/* --- States ------------------------------------------------------------------------------------*/

static const struct
{
  const char *status;
  const char *word;
  const char *icon;
  const char *style;
} states[] = {
  { "WAITING", NC_ ("state of an approval", "Waiting"), "ca-pending-symbolic", "warning" },
  { "APPROVED", NC_ ("state of an approval", "Approved, not done yet"), "ca-pending-symbolic",
    "warning" },
  { "DONE", NC_ ("state of an approval", "Done"), "certificate-valid-symbolic", "success" },
  { "REFUSED", NC_ ("state of an approval", "Refused"), "certificate-revoked-symbolic", "error" },
  { "WITHDRAWN", NC_ ("state of an approval", "Withdrawn"), "ca-disabled-symbolic", "dim-label" },
  { "EXPIRED", NC_ ("state of an approval", "Expired"), "certificate-expired-symbolic",
    "dim-label" },
  { "FAILED", NC_ ("state of an approval", "Failed"), "ca-failed-symbolic", "error" },
};

static int
find_state (const char *status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (states[i].status, status) == 0)
      return (int) i;
  return -1;
}

const char *
console_approval_status (const char *status)
{
  int state = find_state (status);

  if (state < 0)
    return status ? status : "";
  return g_dpgettext2 (NULL, "state of an approval", states[state].word);
}

const char *
console_approval_icon (const char *status)
{
  int state = find_state (status);

  return state < 0 ? "dialog-question-symbolic" : states[state].icon;
}

const char *
console_approval_style (const char *status)
{
  int state = find_state (status);

  return state < 0 ? NULL : states[state].style;
}

/* --- Why not -----------------------------------------------------------------------------------*/

static const struct
{
  const char *why;
  const char *sentence;
} reasons[] = {
  { "OWN_REQUEST", N_ ("You asked for it yourself: somebody else has to approve it.") },
  { "NOT_AN_APPROVER", N_ ("You are not an approver of this CA.") },
  { "NOT_ALLOWED", N_ ("Your role is not allowed to approve here.") },
  { "REQUESTED_DISABLE",
    N_ ("Whoever asks for the deletion also asked to disable this CA: two persons have to be "
        "behind these.") },
  { "OVER", N_ ("It is decided.") },
};

const char *
console_approval_why_not (const char *why)
{
  for (gsize i = 0; why && i < G_N_ELEMENTS (reasons); i++)
    if (g_str_equal (reasons[i].why, why))
      return _ (reasons[i].sentence);
  return why;
}

/* --- What changes ------------------------------------------------------------------------------*/

static const struct
{
  const char *what;
  const char *words;
} whats[] = {
  { "STATUS", NC_ ("what changes", "State") },
  { "REVOCATION_CONFIGURATION", NC_ ("what changes", "Revocation settings") },
  { "DELETION_DAYS", NC_ ("what changes", "Days in which it can be restored") },
  { "CERTIFICATE", NC_ ("what changes", "Certificate") },
  { "VALIDITY", NC_ ("what changes", "Validity") },
  { "SUBJECT", NC_ ("what changes", "Subject") },
  { "TAGS_SET", NC_ ("what changes", "Tags that are set") },
  { "TAGS_REMOVED", NC_ ("what changes", "Tags that are removed") },
  { "TEMPLATE", NC_ ("what changes", "Template") },
  { "NOT_BEFORE", NC_ ("what changes", "Valid from") },
  { "SIGNING_ALGORITHM", NC_ ("what changes", "Signature") },
  { "API_PASSTHROUGH", NC_ ("what changes", "Passed through") },
  { "CERTIFICATE_AUTHORITY", NC_ ("what changes", "New CA") },
  { "PARENT", NC_ ("what changes", "Below") },
  { "PATH_LENGTH", NC_ ("what changes", "Path length") },
  { "KEY_ALGORITHM", NC_ ("what changes", "Key") },
  { "OWNER_ACCOUNT", NC_ ("what changes", "Account") },
  { "REVOCATION_LIST", NC_ ("what changes", "Revocation list") },
  { "POLICY", NC_ ("what changes", "Sharing policy") },
  { "PERMISSION", NC_ ("what changes", "Permission") },
  { "DUAL_CONTROL", NC_ ("what changes", "Two persons") },
  { "APPROVERS", NC_ ("what changes", "Approvers") },
  { "ROLE", NC_ ("what changes", "Role") },
  { "ROLE_POLICY", NC_ ("what changes", "Policy of the role") },
  { "GUARDRAIL", NC_ ("what changes", "Guardrail") },
  { "PERSON", NC_ ("what changes", "Person") },
  { "PERSON_STATUS", NC_ ("what changes", "State of the person") },
  { "ROLE_HOLDERS", NC_ ("what changes", "Who holds the role") },
  { "GUARDRAIL_ACCOUNTS", NC_ ("what changes", "Accounts of the guardrail") },
  { "PUBLIC_KEY", NC_ ("what changes", "Public key") },
  { "SIGNING_REQUEST", NC_ ("what changes", "Signing request") },
  { "CERTIFICATE_STATUS", NC_ ("what changes", "State of the certificate") },
  { "ISSUER", NC_ ("what changes", "Issuer") },
  { "SERIAL", NC_ ("what changes", "Serial number") },
  { "IMPORTED_FINGERPRINT", NC_ ("what changes", "Fingerprint of an imported authority") },
  { "IMPORTED_KEY", NC_ ("what changes", "Its private key comes along") },
  { "IMPORTED_CONTENTS", NC_ ("what changes", "Digest of all that comes") },
  { "NEW_OWNER", NC_ ("what changes", "Key of the new owner") },
  { "HIERARCHY", NC_ ("what changes", "Authorities that leave") },
  { "CHAIN_CERTIFICATE", NC_ ("what changes", "Certificate above it") },
  { "RECOVERY_IDENTITY", NC_ ("what changes", "Recovery identity") },
  { "PLAN", NC_ ("what changes", "Plan") },
  { "PLAN_DIGEST", NC_ ("what changes", "Digest of the plan") },
  { "NEW_ACCOUNT", NC_ ("what changes", "New account") },
  { "NEW_GUARDRAIL", NC_ ("what changes", "New guardrail") },
  { "NEW_ROLE", NC_ ("what changes", "New role") },
  { "NEW_SHARE", NC_ ("what changes", "New share") },
  { "APPROVER_ADDED", NC_ ("what changes", "Approver added") },
  { "APPROVER_REMOVED", NC_ ("what changes", "Approver removed") },
};

const char *
console_change_what (JsonObject *change)
{
  const char *what = esp_json_get_string (change, "What");

  for (gsize i = 0; what && i < G_N_ELEMENTS (whats); i++)
    if (g_str_equal (whats[i].what, what))
      return g_dpgettext2 (NULL, "what changes", whats[i].words);
  return what ? what : "";
}

char *
console_change_side (JsonObject *change, const char *member)
{
  const char *what = esp_json_get_string (change, "What");
  const char *side = esp_json_get_string (change, member);

  if (!side || !side[0])
    return g_strdup ("");
  if (g_strcmp0 (what, "STATUS") == 0)
    return g_strdup (console_format_ca_status (side));
  if (g_strcmp0 (what, "DUAL_CONTROL") == 0)
    return g_strdup (g_str_equal (side, "ON") ? C_ ("two persons", "Required") :
                                                C_ ("two persons", "Not required"));
  if (g_strcmp0 (what, "REVOCATION_LIST") == 0 && g_str_equal (side, "NEW"))
    return g_strdup (C_ ("revocation list", "A new one"));
  return g_strdup (side);
}

char *
console_time_left (JsonObject *object, const char *member)
{
  gint64 end = console_format_read_time (object, member);

  return end ? console_format_left (g_get_real_time () / G_USEC_PER_SEC, end) : g_strdup ("");
}
