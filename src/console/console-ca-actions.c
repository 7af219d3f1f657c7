/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which action needs which permission, as a table; what an action does is the window's. */
#include "console-ca-actions.h"

#include "console-denial.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *name;
  const char *permission; /* on the CA; NULL: only reading what is shown anyway */
  const char *status; /* those that permit it, side by side; NULL: what the permission asks for */
  const char *also;   /* a permission on nothing in particular */
  gboolean parent;    /* the CA must be one that can have CAs below it */
} ActionRow;

static const ActionRow rows[] = {
  { "issue", "acm-pca:IssueCertificate", NULL },
  { "create-subordinate", "acm-pca:IssueCertificate", NULL, "acm-pca:CreateCertificateAuthority",
    TRUE },
  { "report", "acm-pca:CreateCertificateAuthorityAuditReport", NULL },
  { "health", "acm-pca:DescribeCertificateAuthority", NULL },
  { "import", "acm-pca:ImportCertificateAuthorityCertificate", "PENDING_CERTIFICATE" },
  { "tags", "acm-pca:TagCertificateAuthority", NULL },
  { "disable", "acm-pca:UpdateCertificateAuthority", "ACTIVE" },
  { "enable", "acm-pca:UpdateCertificateAuthority", "DISABLED" },
  { "revocation", "acm-pca:UpdateCertificateAuthority", NULL },
  { "publish", "espalier:PublishRevocation", "ACTIVE DISABLED EXPIRED" },
  { "renew", "acm-pca:ImportCertificateAuthorityCertificate", "ACTIVE DISABLED EXPIRED" },
  { "delete", "acm-pca:DeleteCertificateAuthority", "DISABLED PENDING_CERTIFICATE EXPIRED FAILED" },
  { "hand-over", "espalier:ExportHierarchy", "ACTIVE DISABLED PENDING_CERTIFICATE EXPIRED" },
  { "restore", "acm-pca:RestoreCertificateAuthority", "DELETED" },
  { "save-crl", "espalier:GetCertificateRevocationList", NULL },
  { "save-certificate", "acm-pca:GetCertificateAuthorityCertificate", NULL },
  { "save-chain", "acm-pca:GetCertificateAuthorityCertificate", NULL },
  { "copy-arn", NULL, NULL },
};

static gboolean
is_among (const char *status, const char *list)
{
  g_auto (GStrv) words = g_strsplit (list, " ", -1);

  return status && g_strv_contains ((const char *const *) words, status);
}

static char *
explain (ConsoleSession *session, const ActionRow *row)
{
  EspCaNode *node = console_session_get_selected_ca (session);
  g_autofree char *status = NULL;
  g_autofree char *reason = NULL;

  if (!node)
    return g_strdup (_ ("No CA is selected."));
  g_object_get (node, "status", &status, NULL);
  if (row->status && !is_among (status, row->status))
    return g_strdup (_ ("The state of the CA does not permit it."));
  if (row->also)
    reason = console_session_explain_denial (session, row->also, NULL);
  if (reason || !row->permission)
    return g_steal_pointer (&reason);
  if (row->parent)
    return console_denial_of_parent (session, esp_ca_node_get_ca (node));
  return console_session_explain_denial (session, row->permission, esp_ca_node_get_ca (node));
}

char *
console_ca_actions_explain (ConsoleSession *session, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].name, name))
      return explain (session, &rows[i]);
  return NULL;
}

/* --- The group ---------------------------------------------------------------------------------*/

static void
activate_cb (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  g_autofree char *name = g_strconcat ("win.", g_action_get_name (G_ACTION (action)), NULL);

  gtk_widget_activate_action (window, name, "s", "");
}

static void
update_group (GSimpleActionGroup *group, ConsoleSession *session)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *reason = explain (session, &rows[i]);
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (group), rows[i].name);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), reason == NULL);
    }
}

static void
selected_cb (ConsoleSession *session, GParamSpec *pspec, GSimpleActionGroup *group)
{
  update_group (group, session);
}

static void
updated_cb (EspCaTree *tree, GSimpleActionGroup *group)
{
  update_group (group, g_object_get_data (G_OBJECT (group), "session"));
}

void
console_ca_actions_install (GtkWidget *window, ConsoleSession *session)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (rows[i].name, NULL);

      g_signal_connect_object (action, "activate", G_CALLBACK (activate_cb), window, 0);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  g_object_set_data_full (G_OBJECT (group), "session", g_object_ref (session), g_object_unref);
  g_signal_connect_object (session, "notify::selected-ca", G_CALLBACK (selected_cb), group, 0);
  g_signal_connect_object (session, "notify::phase", G_CALLBACK (selected_cb), group, 0);
  g_signal_connect_object (session, "notify::role", G_CALLBACK (selected_cb), group, 0);
  g_signal_connect_object (console_session_get_tree (session), "updated", G_CALLBACK (updated_cb),
                           group, 0);
  update_group (group, session);
  gtk_widget_insert_action_group (window, "ca", G_ACTION_GROUP (group));
}
