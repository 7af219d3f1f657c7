/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of the CA that is selected: its tabs, and a notice where it is not active with what can
 * be done about that. What stands in the tabs is in files of their own. */
#include "console-ca-page.h"

#include "console-access-matrix.h"
#include "console-approval-words.h"
#include "console-error.h"
#include "console-format.h"
#include "console-pages.h"
#include "console-revocation-view.h"
#include "console-rows.h"
#include "console-shares.h"

#include <glib/gi18n.h>

#define REFRESH_MS 500

struct _ConsoleCaPage
{
  AdwBin parent_instance;

  GtkWidget *box;
  ConsoleNoticeBar *notice_bar;
  AdwViewStack *tabs;
  AdwBin *overview_bin;
  AdwBin *certificates_bin;
  AdwBin *access_bin;
  AdwBin *sharing_bin;
  AdwBin *revocation_bin;
  AdwBin *activity_bin;
  ConsoleCaOverview *overview;
  ConsoleCertificateTable *table;
  ConsoleAccessMatrix *access;
  ConsoleBoard *sharing;
  ConsoleRevocationView *revocation;
  ConsoleEventView *events;

  ConsoleSession *session;
  char *shown; /* id of the CA */
  char *waits; /* the notice about what waits for a second person */
  guint refresh_source;
  guint question; /* number of the one that is asked: older answers do not count */
};

G_DEFINE_FINAL_TYPE (ConsoleCaPage, console_ca_page, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_TAB,
  PROP_NOTICE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- Notice ------------------------------------------------------------------------------------*/

/* Of a deleted CA: whether it can still come back. */
typedef enum
{
  ALWAYS,
  RESTORABLE,
  WINDOW_OVER,
  KEY_GONE,
} Condition;

static const struct
{
  EspCaState state;
  Condition condition;
  const char *text; /* "%s": the date by which it says something */
  const char *button;
  const char *action;
  const char *needs; /* what the session must be allowed for the button */
} notices[] = {
  { ESP_CA_CREATING, ALWAYS, NC_ ("state of a CA", "This CA is being created."), NULL, NULL, NULL },
  { ESP_CA_PENDING_CERTIFICATE, ALWAYS,
    NC_ ("state of a CA", "This CA waits for its certificate: have its signing request signed."),
    NC_ ("button", "_Continue…"), "page.import", "acm-pca:ImportCertificateAuthorityCertificate" },
  { ESP_CA_DISABLED, ALWAYS,
    NC_ ("state of a CA", "This CA is disabled. It issues nothing until it is enabled."),
    NC_ ("button", "_Enable"), "page.enable", "acm-pca:UpdateCertificateAuthority" },
  { ESP_CA_EXPIRED, ALWAYS,
    NC_ ("state of a CA", "This CA expired on %s and can issue nothing more."), NULL, NULL, NULL },
  { ESP_CA_DELETED, RESTORABLE,
    NC_ ("state of a CA", "This CA is deleted. It can be restored until %s; then its key is gone."),
    NC_ ("button", "_Restore"), "page.restore", "acm-pca:RestoreCertificateAuthority" },
  { ESP_CA_DELETED, WINDOW_OVER,
    NC_ ("state of a CA",
         "This CA is deleted. The time to restore it ended on %s; its key is destroyed next."),
    NULL, NULL, NULL },
  { ESP_CA_DELETED, KEY_GONE,
    NC_ ("state of a CA",
         "This CA is deleted, and its key was destroyed on %s. It is here as a record, for good."),
    NULL, NULL, NULL },
  { ESP_CA_HANDED_OVER, KEY_GONE,
    NC_ ("state of a CA",
         "This CA was handed over to another vault, with its key, on %s. It is here as a record."),
    NULL, NULL, NULL },
  { ESP_CA_FAILED, ALWAYS, NC_ ("state of a CA", "This CA could not be created."), NULL, NULL,
    NULL },
};

static gint64
now_seconds (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static Condition
get_condition (const EspCa *ca)
{
  if (ca->state != ESP_CA_DELETED)
    return ALWAYS;
  if (ca->key_destroyed_at)
    return KEY_GONE;
  return ca->restorable_until <= now_seconds () ? WINDOW_OVER : RESTORABLE;
}

static char *
format_notice (const EspCa *ca, guint row)
{
  const gint64 dates[] = { [ALWAYS] = ca->not_after,
                           [RESTORABLE] = ca->restorable_until,
                           [WINDOW_OVER] = ca->restorable_until,
                           [KEY_GONE] = ca->key_destroyed_at };
  const char *text = g_dpgettext2 (NULL, "state of a CA", notices[row].text);
  g_autofree char *date = console_format_date (dates[notices[row].condition]);
  g_auto (GStrv) parts = g_strsplit (text, "%s", 2);

  return g_strjoinv (date, parts);
}

static void
reveal_notice (ConsoleCaPage *page, const EspCa *ca, guint row)
{
  g_autofree char *text = format_notice (ca, row);
  g_autofree char *denial = notices[row].needs ? console_session_explain_denial (
                                                   page->session, notices[row].needs, ca) :
                                                 NULL;
  gboolean button = notices[row].button && !denial;

  g_object_set (page->notice_bar, "text", text, "button-label",
                button ? g_dpgettext2 (NULL, "button", notices[row].button) : "", "action-name",
                button ? notices[row].action : NULL, "revealed", TRUE, NULL);
}

static void
show_notice (ConsoleCaPage *page, EspCaNode *node)
{
  const EspCa *ca = esp_ca_node_get_ca (node);
  EspCaState state = esp_ca_get_status (ca, now_seconds ());
  gboolean found = page->waits != NULL;

  if (found)
    g_object_set (page->notice_bar, "text", page->waits, "button-label", C_ ("button", "_Show"),
                  "action-name", "page.approvals", "revealed", TRUE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (notices) && !page->waits; i++)
    if (notices[i].state == state && notices[i].condition == get_condition (ca))
      {
        found = TRUE;
        reveal_notice (page, ca, i);
      }
  if (!found)
    g_object_set (page->notice_bar, "revealed", FALSE, "text", "", NULL);
  g_object_notify_by_pspec (G_OBJECT (page), properties[PROP_NOTICE]);
}

/* --- What waits for a second person ------------------------------------------------------------*/

/* With several the oldest: it is the first that is over. */
static void
waiting_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleCaPage *page = CONSOLE_CA_PAGE (owner);
  EspCaNode *node = page->session ? console_session_get_selected_ca (page->session) : NULL;
  JsonArray *approvals = result ? esp_json_get_array (result, "Approvals") : NULL;
  guint n = approvals ? json_array_get_length (approvals) : 0;

  if (!node || GPOINTER_TO_UINT (data) != page->question)
    return;
  g_clear_pointer (&page->waits, g_free);
  if (n > 0)
    page->waits = console_approval_notice (json_array_get_object_element (approvals, n - 1));
  show_notice (page, node);
}

static void
ask_waiting (ConsoleCaPage *page)
{
  EspCaNode *node = console_session_get_selected_ca (page->session);
  g_autofree char *denial = console_session_explain_denial (page->session, "espalier:ListApprovals",
                                                            NULL);
  JsonObject *parameters;

  page->question++;
  if (!node || denial || !gtk_widget_get_mapped (GTK_WIDGET (page)))
    return;
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "Status", "WAITING");
  json_object_set_string_member (parameters, "CertificateAuthority", esp_ca_node_get_ca (node)->id);
  console_session_call (page->session, GTK_WIDGET (page), "ListApprovals", parameters, waiting_cb,
                        GUINT_TO_POINTER (page->question));
}

static gboolean
refresh_cb (gpointer data)
{
  CONSOLE_CA_PAGE (data)->refresh_source = 0;
  ask_waiting (data);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ConsoleCaPage *page)
{
  if (!page->refresh_source)
    page->refresh_source = g_timeout_add (REFRESH_MS, refresh_cb, page);
}

static void
approvals_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "win.show-place", "s", "approvals");
}

/* --- What the notice offers --------------------------------------------------------------------*/

static void
enable_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "win.enable", "s", "");
}

static JsonObject *
name_selected (ConsoleCaPage *page)
{
  EspCaNode *node = console_session_get_selected_ca (page->session);
  JsonObject *parameters;

  if (!node)
    return NULL;
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "CertificateAuthority", esp_ca_node_get_ca (node)->id);
  return parameters;
}

static void
restored_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleCaPage *page = CONSOLE_CA_PAGE (owner);

  if (error)
    console_error_show (owner, error);
  else
    console_session_toast (page->session, _ ("The CA is restored."));
}

static void
restore_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsoleCaPage *page = CONSOLE_CA_PAGE (widget);
  JsonObject *parameters = name_selected (page);

  if (parameters)
    console_session_call (page->session, widget, "RestoreCertificateAuthority", parameters,
                          restored_cb, NULL);
}

static void
import_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "win.import", "s", "");
}

/* --- Which CA ----------------------------------------------------------------------------------*/

/* At another selection, and after each reading of the tree. */
static void
update (ConsoleCaPage *page)
{
  EspCaNode *node = console_session_get_selected_ca (page->session);
  const char *id = node ? esp_ca_node_get_ca (node)->id : NULL;

  /* What waits for one CA is not said of another. */
  if (g_strcmp0 (id, page->shown) != 0)
    {
      g_clear_pointer (&page->waits, g_free);
      g_free (page->shown);
      page->shown = g_strdup (id);
      ask_waiting (page);
    }
  gtk_widget_set_visible (page->box, node != NULL);
  console_ca_overview_set_node (page->overview, node);
  if (!node)
    return;
  console_certificate_table_set_ca (GTK_WIDGET (page->table), esp_ca_node_get_ca (node)->id);
  console_board_set_node (page->sharing, node);
  console_access_matrix_set_ca (page->access, esp_ca_node_get_ca (node)->arn);
  console_revocation_view_set_node (page->revocation, node);
  console_event_view_set_ca (GTK_WIDGET (page->events), esp_ca_node_get_ca (node)->arn);
  show_notice (page, node);
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsoleCaPage *page = CONSOLE_CA_PAGE (widget);

  if (g_strcmp0 (adw_view_stack_get_visible_child_name (page->tabs), "activity") == 0)
    {
      console_event_view_search (page->events);
      return;
    }
  adw_view_stack_set_visible_child_name (page->tabs, "certificates");
  console_certificate_table_search (page->table);
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsoleCaPage *page = CONSOLE_CA_PAGE (widget);

  console_ca_overview_refresh (page->overview);
  console_certificate_table_refresh (page->table);
  console_access_matrix_refresh (page->access);
  console_board_refresh (page->sharing);
  console_revocation_view_refresh (page->revocation);
  console_event_view_refresh (page->events);
}

/* --- Widget ------------------------------------------------------------------------------------*/

static void
tab_cb (ConsoleCaPage *page)
{
  g_object_notify_by_pspec (G_OBJECT (page), properties[PROP_TAB]);
}

static void
console_ca_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsoleCaPage *page = CONSOLE_CA_PAGE (object);

  switch (id)
    {
    case PROP_TAB:
      g_value_set_string (value, adw_view_stack_get_visible_child_name (page->tabs));
      break;
    case PROP_NOTICE:
      g_object_get_property (G_OBJECT (page->notice_bar), "text", value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_ca_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TAB)
    adw_view_stack_set_visible_child_name (CONSOLE_CA_PAGE (object)->tabs,
                                           g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_ca_page_dispose (GObject *object)
{
  g_clear_object (&CONSOLE_CA_PAGE (object)->session);
  g_clear_handle_id (&CONSOLE_CA_PAGE (object)->refresh_source, g_source_remove);
  g_clear_pointer (&CONSOLE_CA_PAGE (object)->waits, g_free);
  g_clear_pointer (&CONSOLE_CA_PAGE (object)->shown, g_free);
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_CA_PAGE);
  G_OBJECT_CLASS (console_ca_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (CONSOLE_TYPE_NOTICE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/espalier/Espalier/ca-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaPage, box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaPage, notice_bar);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaPage, tabs);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaPage, overview_bin);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaPage, certificates_bin);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaPage, access_bin);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaPage, sharing_bin);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaPage, revocation_bin);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaPage, activity_bin);
}

static void
console_ca_page_class_init (ConsoleCaPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = console_ca_page_get_property;
  object_class->set_property = console_ca_page_set_property;
  object_class->dispose = console_ca_page_dispose;
  properties[PROP_TAB] = g_param_spec_string ("tab", NULL, NULL, "overview",
                                              flags | G_PARAM_WRITABLE);
  properties[PROP_NOTICE] = g_param_spec_string ("notice", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "page.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "page.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "page.approvals", NULL, approvals_action);
  gtk_widget_class_install_action (widget_class, "page.enable", NULL, enable_action);
  gtk_widget_class_install_action (widget_class, "page.restore", NULL, restore_action);
  gtk_widget_class_install_action (widget_class, "page.import", NULL, import_action);
}

static void
console_ca_page_init (ConsoleCaPage *page)
{
  gtk_widget_init_template (GTK_WIDGET (page));
  g_signal_connect_object (page->tabs, "notify::visible-child", G_CALLBACK (tab_cb), page,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
console_ca_page_new (ConsoleSession *session)
{
  ConsoleCaPage *page = g_object_new (CONSOLE_TYPE_CA_PAGE, NULL);

  page->session = g_object_ref (session);
  page->overview = CONSOLE_CA_OVERVIEW (console_ca_overview_new (session));
  page->table = CONSOLE_CERTIFICATE_TABLE (console_certificate_table_new (session));
  page->access = CONSOLE_ACCESS_MATRIX (console_access_matrix_new (session));
  page->sharing = CONSOLE_BOARD (console_sharing_view_new (session));
  page->revocation = CONSOLE_REVOCATION_VIEW (console_revocation_view_new (session));
  page->events = CONSOLE_EVENT_VIEW (console_event_view_new (session));
  adw_bin_set_child (page->overview_bin, GTK_WIDGET (page->overview));
  adw_bin_set_child (page->certificates_bin, GTK_WIDGET (page->table));
  adw_bin_set_child (page->access_bin, GTK_WIDGET (page->access));
  adw_bin_set_child (page->sharing_bin, GTK_WIDGET (page->sharing));
  adw_bin_set_child (page->revocation_bin, GTK_WIDGET (page->revocation));
  adw_bin_set_child (page->activity_bin, GTK_WIDGET (page->events));
  g_signal_connect_object (session, "notify::selected-ca", G_CALLBACK (update), page,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (console_session_get_tree (session), "updated", G_CALLBACK (update), page,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (console_session_get_engine (session), "changed", G_CALLBACK (changed_cb),
                           page, G_CONNECT_SWAPPED);
  g_signal_connect (page, "map", G_CALLBACK (ask_waiting), NULL);
  update (page);
  return GTK_WIDGET (page);
}

ConsoleCaOverview *
console_ca_page_get_overview (ConsoleCaPage *page)
{
  return page->overview;
}

ConsoleCertificateTable *
console_ca_page_get_table (ConsoleCaPage *page)
{
  return page->table;
}

ConsoleEventView *
console_ca_page_get_events (ConsoleCaPage *page)
{
  return page->events;
}
