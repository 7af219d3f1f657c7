/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists, answers, their addresses and their state, as the engine describes the CA; asked for while
 * the tab is seen. What can be done is the group of actions on the CA. */
#include "console-revocation-view.h"

#include "console-ca-actions.h"
#include "console-format.h"
#include "console-note-row.h"
#include "console-rows.h"

#include <glib/gi18n.h>

#define REFRESH_MS 1000

struct _ConsoleRevocationView
{
  AdwBin parent_instance;

  GtkScrolledWindow *scrolled;
  GtkWidget *save_button;
  ConsoleNoteRow *crl_state;
  ConsoleFieldRow *number_row;
  ConsoleFieldRow *issued_row;
  ConsoleFieldRow *next_row;
  ConsoleFieldRow *kind_row;
  ConsoleFieldRow *crl_url_row;
  ConsoleFieldRow *revoked_row;
  ConsoleNoteRow *ocsp_state;
  ConsoleFieldRow *ocsp_next_row;
  ConsoleFieldRow *ocsp_url_row;
  ConsoleFieldRow *published_row;
  GtkWidget *edit_button;
  GtkWidget *publish_button;

  ConsoleSession *session;
  EspCaNode *node;
  char *state;
  guint question; /* number of the one that is asked: older answers do not count */
  gboolean stale;
  guint refresh_source;
};

G_DEFINE_FINAL_TYPE (ConsoleRevocationView, console_revocation_view, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_STATE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- Words -------------------------------------------------------------------------------------*/

typedef struct
{
  const char *state;
  const char *title;
  const char *detail;
  const char *icon;
  const char *css_class;
} StateRow;

static const StateRow crl_states[] = {
  { "OFF", NC_ ("state of a revocation list", "Off"),
    N_ ("Nobody learns of a revocation from a list."), "ca-disabled-symbolic", "dim-label" },
  { "CURRENT", NC_ ("state of a revocation list", "Current"),
    N_ ("It holds all revocations, and is good for a while."), "certificate-valid-symbolic",
    "success" },
  { "DUE", NC_ ("state of a revocation list", "Due"),
    N_ ("It lacks a revocation, was never signed, or has passed half of its time: publish it."),
    "dialog-warning-symbolic", "warning" },
  { "OVERDUE", NC_ ("state of a revocation list", "Overdue"),
    N_ ("Its time is over and verifiers refuse it: publish it now."), "dialog-error-symbolic",
    "error" },
};

static const StateRow ocsp_states[] = {
  { "OFF", NC_ ("state of answers", "Off"), N_ ("No answers are made for single certificates."),
    "ca-disabled-symbolic", "dim-label" },
  { "CURRENT", NC_ ("state of answers", "Current"), N_ ("The published answers are good."),
    "certificate-valid-symbolic", "success" },
  { "DUE", NC_ ("state of answers", "Due"),
    N_ ("They are missing, from before the newest revocation, or soon over: publish them."),
    "dialog-warning-symbolic", "warning" },
  { "OVERDUE", NC_ ("state of answers", "Overdue"),
    N_ ("Their time is over and verifiers refuse them: publish them now."), "dialog-error-symbolic",
    "error" },
};

static void
show_state (ConsoleNoteRow *row,
            const StateRow *rows,
            guint n,
            const char *context,
            const char *state)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (rows[i].state, state) == 0)
      {
        console_note_row_set_icon (row, rows[i].icon, rows[i].css_class);
        console_note_row_set_title (row, g_dpgettext2 (NULL, context, rows[i].title));
        console_note_row_set_detail (row, _ (rows[i].detail));
      }
}

static void
set_time (ConsoleFieldRow *row, JsonObject *object, const char *member)
{
  g_autofree char *text = console_format_time (console_format_read_time (object, member));

  console_field_row_set_value (row, text);
}

static void
set_number (ConsoleFieldRow *row, gint64 number)
{
  g_autofree char *text = number > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, number) :
                                       g_strdup ("");

  console_field_row_set_value (row, text);
}

static char *
describe_kind (JsonObject *crl, JsonObject *status)
{
  int days = (int) esp_json_get_int (crl, "ExpirationInDays", 0);
  int parts = (int) esp_json_get_int (status, "CrlParts", 0);
  g_autofree char *term = g_strdup_printf (
    ngettext ("good for %d day", "good for %d days", (gulong) days), days);
  g_autofree char *count = g_strdup_printf (
    ngettext ("Partitioned, %d part", "Partitioned, %d parts", (gulong) parts), parts);
  gboolean partitioned = g_strcmp0 (esp_json_get_string (crl, "CrlType"), "PARTITIONED") == 0;

  if (!esp_json_get_boolean (crl, "Enabled", FALSE))
    return g_strdup ("");
  return g_strdup_printf ("%s, %s", partitioned ? count : C_ ("kind of list", "Complete"), term);
}

/* --- What is shown -----------------------------------------------------------------------------*/

/* Certificates may be told to say nothing, and there may be nothing to say. */
static void
show_address (ConsoleRevocationView *view, JsonObject *crl, JsonObject *status)
{
  JsonObject *omission = esp_json_get_object (crl, "CrlDistributionPointExtensionConfiguration");
  const char *url = esp_json_get_string (status, "CrlUrl");

  if (esp_json_get_boolean (omission, "OmitExtension", FALSE))
    url = C_ ("address in certificates", "Left out");
  else if (!url && esp_json_get_boolean (crl, "Enabled", FALSE))
    url = C_ ("address in certificates", "None");
  console_field_row_set_value (view->crl_url_row, url ? url : "");
}

/* On, and nothing is there yet: that is not off. */
static const char *
get_ocsp_state (JsonObject *ca, JsonObject *settings, JsonObject *status)
{
  gboolean works = g_strcmp0 (esp_json_get_string (ca, "Status"), "ACTIVE") == 0;
  JsonObject *ocsp = esp_json_get_object (settings, "OcspConfiguration");
  const char *state = esp_json_get_string (status, "Ocsp");

  if (works && esp_json_get_boolean (ocsp, "Enabled", FALSE) && g_strcmp0 (state, "OFF") == 0)
    return "DUE";
  return state;
}

static void
show_buttons (ConsoleRevocationView *view)
{
  struct
  {
    GtkWidget *button;
    const char *action;
  } buttons[] = { { view->save_button, "save-crl" },
                  { view->edit_button, "revocation" },
                  { view->publish_button, "publish" } };

  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      g_autofree char *reason = console_ca_actions_explain (view->session, buttons[i].action);

      gtk_widget_set_tooltip_text (buttons[i].button, reason);
    }
}

static void
show (ConsoleRevocationView *view, JsonObject *ca)
{
  JsonObject *settings = esp_json_get_object (ca, "RevocationConfiguration");
  JsonObject *crl = esp_json_get_object (settings, "CrlConfiguration");
  JsonObject *status = esp_json_get_object (ca, "RevocationStatus");
  const char *url = esp_json_get_string (status, "OcspUrl");
  g_autofree char *kind = describe_kind (crl, status);

  show_state (view->crl_state, crl_states, G_N_ELEMENTS (crl_states), "state of a revocation list",
              esp_json_get_string (status, "Crl"));
  set_number (view->number_row, esp_json_get_int (status, "CrlNumber", 0));
  set_time (view->issued_row, status, "CrlThisUpdate");
  set_time (view->next_row, status, "CrlNextUpdate");
  console_field_row_set_value (view->kind_row, kind);
  show_address (view, crl, status);
  set_time (view->revoked_row, status, "LastRevokedAt");
  show_state (view->ocsp_state, ocsp_states, G_N_ELEMENTS (ocsp_states), "state of answers",
              get_ocsp_state (ca, settings, status));
  set_time (view->ocsp_next_row, status, "OcspNextUpdate");
  console_field_row_set_value (view->ocsp_url_row, url ? url : "");
  set_time (view->published_row, status, "PublishedAt");
  if (!console_format_read_time (status, "PublishedAt"))
    console_field_row_set_value (view->published_row, C_ ("time of a publication", "Never"));
  show_buttons (view);
  g_free (view->state);
  view->state = g_strdup (esp_json_get_string (status, "Crl"));
  g_object_notify_by_pspec (G_OBJECT (view), properties[PROP_STATE]);
}

/* --- Asking ------------------------------------------------------------------------------------*/

/* What may not be read stays away. */
static void
described_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleRevocationView *view = CONSOLE_REVOCATION_VIEW (owner);
  JsonObject *ca = esp_json_get_object (result, "CertificateAuthority");

  if (ca && view->node && GPOINTER_TO_UINT (data) == view->question)
    show (view, ca);
}

static void
ask (ConsoleRevocationView *view)
{
  JsonObject *parameters;

  view->stale = !gtk_widget_get_mapped (GTK_WIDGET (view));
  if (view->stale || !view->node)
    return;
  parameters = json_object_new ();
  view->question++;
  json_object_set_string_member (parameters, "CertificateAuthority",
                                 esp_ca_node_get_ca (view->node)->id);
  console_session_call (view->session, GTK_WIDGET (view), "DescribeCertificateAuthority",
                        parameters, described_cb, GUINT_TO_POINTER (view->question));
}

static gboolean
refresh_cb (gpointer data)
{
  CONSOLE_REVOCATION_VIEW (data)->refresh_source = 0;
  ask (data);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ConsoleRevocationView *view, gint64 from, gint64 to, guint topics)
{
  if (topics & (ESP_TOPIC_CAS | ESP_TOPIC_CERTIFICATES | ESP_TOPIC_CRLS | ESP_TOPIC_ACCESS) &&
      !view->refresh_source)
    view->refresh_source = g_timeout_add (REFRESH_MS, refresh_cb, view);
}

static void
mapped_cb (ConsoleRevocationView *view)
{
  if (view->stale)
    ask (view);
}

void
console_revocation_view_refresh (ConsoleRevocationView *view)
{
  g_clear_handle_id (&view->refresh_source, g_source_remove);
  ask (view);
}

void
console_revocation_view_set_node (ConsoleRevocationView *view, EspCaNode *node)
{
  if (g_set_object (&view->node, node))
    {
      gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (view->scrolled), 0);
      ask (view);
    }
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_revocation_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_STATE)
    g_value_set_string (value, CONSOLE_REVOCATION_VIEW (object)->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_revocation_view_dispose (GObject *object)
{
  ConsoleRevocationView *view = CONSOLE_REVOCATION_VIEW (object);

  g_clear_handle_id (&view->refresh_source, g_source_remove);
  g_clear_object (&view->node);
  g_clear_object (&view->session);
  G_OBJECT_CLASS (console_revocation_view_parent_class)->dispose (object);
}

static void
console_revocation_view_finalize (GObject *object)
{
  g_free (CONSOLE_REVOCATION_VIEW (object)->state);
  G_OBJECT_CLASS (console_revocation_view_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationView, scrolled);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationView, save_button);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationView, crl_state);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationView, number_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationView, issued_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationView, next_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationView, kind_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationView, crl_url_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationView, revoked_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationView, ocsp_state);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationView, ocsp_next_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationView, ocsp_url_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationView, published_row);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationView, edit_button);
  gtk_widget_class_bind_template_child (klass, ConsoleRevocationView, publish_button);
}

static void
console_revocation_view_class_init (ConsoleRevocationViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_revocation_view_get_property;
  object_class->dispose = console_revocation_view_dispose;
  object_class->finalize = console_revocation_view_finalize;
  properties[PROP_STATE] = g_param_spec_string ("state", NULL, NULL, NULL,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (CONSOLE_TYPE_NOTE_ROW);
  g_type_ensure (CONSOLE_TYPE_FIELD_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/revocation-view.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, mapped_cb);
}

static void
console_revocation_view_init (ConsoleRevocationView *view)
{
  gtk_widget_init_template (GTK_WIDGET (view));
}

GtkWidget *
console_revocation_view_new (ConsoleSession *session)
{
  ConsoleRevocationView *view = g_object_new (CONSOLE_TYPE_REVOCATION_VIEW, NULL);

  view->session = g_object_ref (session);
  g_signal_connect_object (console_session_get_engine (session), "changed", G_CALLBACK (changed_cb),
                           view, G_CONNECT_SWAPPED);
  return GTK_WIDGET (view);
}
