/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of words for shares and for what waits to be signed through them. */
#include "console-shares.h"

#include "console-access-item.h"

#include <glib/gi18n.h>

/* --- States ------------------------------------------------------------------------------------*/

typedef struct
{
  const char *status;
  const char *word;
  const char *icon;
  const char *style;
} StateRow;

static const StateRow share_states[] = {
  { "PENDING", NC_ ("state of a share", "Offered"), "ca-pending-symbolic", "warning" },
  { "ACTIVE", NC_ ("state of a share", "Active"), "certificate-valid-symbolic", "success" },
  { "REJECTED", NC_ ("state of a share", "Rejected"), "certificate-revoked-symbolic", "error" },
  { "EXPIRED", NC_ ("state of a share", "Not answered in time"), "certificate-expired-symbolic",
    "dim-label" },
  { "LEFT", NC_ ("state of a share", "Left"), "ca-disabled-symbolic", "dim-label" },
  { "DELETED", NC_ ("state of a share", "Deleted"), "ca-deleted-symbolic", "dim-label" },
  { NULL },
};

static const StateRow signing_states[] = {
  { "WAITING", NC_ ("state of a signing request", "Waiting to be signed"), "ca-pending-symbolic",
    "warning" },
  { "SIGNED", NC_ ("state of a signing request", "Signed"), "certificate-valid-symbolic",
    "success" },
  { "REFUSED", NC_ ("state of a signing request", "Refused"), "certificate-revoked-symbolic",
    "error" },
  { NULL },
};

static const StateRow *
find_state (const StateRow *rows, const char *status)
{
  for (; rows->status; rows++)
    if (g_strcmp0 (rows->status, status) == 0)
      return rows;
  return NULL;
}

static const char *
get_word (const StateRow *rows, const char *context, const char *status)
{
  const StateRow *row = find_state (rows, status);

  if (!row)
    return status ? status : "";
  return g_dpgettext2 (NULL, context, row->word);
}

static const char *
get_icon (const StateRow *rows, const char *status)
{
  const StateRow *row = find_state (rows, status);

  return row ? row->icon : "dialog-question-symbolic";
}

static const char *
get_style (const StateRow *rows, const char *status)
{
  const StateRow *row = find_state (rows, status);

  return row ? row->style : NULL;
}

const char *
console_share_status (const char *status)
{
  return get_word (share_states, "state of a share", status);
}

const char *
console_share_icon (const char *status)
{
  return get_icon (share_states, status);
}

const char *
console_share_style (const char *status)
{
  return get_style (share_states, status);
}

const char *
console_signing_status (const char *status)
{
  return get_word (signing_states, "state of a signing request", status);
}

const char *
console_signing_icon (const char *status)
{
  return get_icon (signing_states, status);
}

const char *
console_signing_style (const char *status)
{
  return get_style (signing_states, status);
}

/* --- Whom and how ------------------------------------------------------------------------------*/

const char *
console_share_signing (const char *signing)
{
  if (g_strcmp0 (signing, "HERE") == 0)
    return C_ ("way of signing", "They sign themselves");
  return C_ ("way of signing", "Signed on request");
}

char *
console_share_consumer (JsonObject *share)
{
  JsonObject *consumer = esp_json_get_object (share, "Consumer");
  const char *kind = esp_json_get_string (consumer, "Kind");
  const char *name = esp_json_get_string (consumer, "Name");
  const char *account = esp_json_get_string (consumer, "Account");
  const char *arguments[] = { "name", name ? name : "", "account", account ? account : "", NULL };

  if (g_strcmp0 (kind, "ROLE") == 0)
    /* Translators: {name} of a role, {account}: a number */
    return esp_text_fill (_ ("role {name} of account {account}"), arguments);
  if (g_strcmp0 (kind, "PRINCIPAL") == 0)
    /* Translators: {name} of a person, {account}: a number */
    return esp_text_fill (_ ("{name} of account {account}"), arguments);
  /* Translators: {name} of an account, {account}: its number */
  return esp_text_fill (g_strcmp0 (name, account) == 0 ? _ ("account {account}") :
                                                         _ ("account {name}, {account}"),
                        arguments);
}

/* --- Permissions -------------------------------------------------------------------------------*/

#define PREFIX "AWSRAM"

static const struct
{
  const char *part;
  const char *title;
} titles[] = {
  { "DefaultPermission", NC_ ("permission", "Issue end-entity certificates") },
  { "EndEntityClientAuth", NC_ ("permission", "Issue client certificates") },
  { "EndEntityServerAuth", NC_ ("permission", "Issue server certificates") },
  { "SubordinateCACertificate", NC_ ("permission", "Issue CAs of path length 0") },
  { "BlankEndEntityCertificateAPICSRPassthrough",
    NC_ ("permission", "Issue with what request and caller say") },
  { "BlankEndEntityCertificateAPIPassthrough",
    NC_ ("permission", "Issue with what the caller says") },
  { "RevokeCertificate", NC_ ("permission", "Revoke certificates") },
};

const char *
console_permission_title (const char *name)
{
  gboolean service = name && g_str_has_prefix (name, PREFIX);

  for (gsize i = 0; service && i < G_N_ELEMENTS (titles); i++)
    if (g_str_has_prefix (name + strlen (PREFIX), titles[i].part))
      return g_dpgettext2 (NULL, "permission", titles[i].title);
  return name ? name : "";
}

static gboolean
has_action (JsonObject *permission, const char *wanted)
{
  return console_names_contain (esp_json_get_array (permission, "Actions"), wanted);
}

/* "EndEntityCertificate/V1" of an ARN. */
static const char *
get_template_name (JsonObject *permission)
{
  const char *arn = esp_json_get_string (permission, "TemplateArn");
  const char *slash = arn ? strchr (arn, '/') : NULL;

  return slash ? slash + 1 : NULL;
}

char *
console_permission_meaning (JsonObject *permission)
{
  const char *template = get_template_name (permission);
  const char *arguments[] = { "template", template ? template : "", NULL };
  g_autofree char *issuing = NULL;
  GString *text = g_string_new (_ ("They see the CA, and get certificates that it issued."));

  if (has_action (permission, "acm-pca:IssueCertificate"))
    /* Translators: {template} is the name of a certificate template */
    issuing = esp_text_fill (template ? _ ("They have certificates issued, with the template "
                                           "{template} and no other.") :
                                        _ ("They have certificates issued, with any template that "
                                           "the CA allows."),
                             arguments);
  if (issuing)
    g_string_append_printf (text, "\n%s", issuing);
  if (has_action (permission, "acm-pca:RevokeCertificate"))
    g_string_append_printf (text, "\n%s", _ ("They revoke certificates of this CA."));
  else
    g_string_append_printf (text, "\n%s", _ ("They revoke nothing."));
  return g_string_free (text, FALSE);
}
