/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The log of everything, with what is known of its integrity above it. The proof runs in the
 * background when the page is first seen, and again when asked for; it ends with the page. */
#include "console-activity-page.h"

#include "console-error.h"
#include "console-pages.h"
#include "console-rows.h"

#include <glib/gi18n.h>

struct _ConsoleActivityPage
{
  AdwBin parent_instance;

  GtkBox *box;
  ConsoleNoticeBar *notice_bar;
  GtkStack *chain_stack;
  GtkImage *chain_icon;
  GtkSpinner *chain_spinner;
  GtkLabel *chain_label;
  GtkWidget *verify_button;
  ConsoleEventView *view;

  ConsoleSession *session;
  GCancellable *cancellable; /* of the proof that runs */
  gint64 verified;
  gboolean tried;
};

G_DEFINE_FINAL_TYPE (ConsoleActivityPage, console_activity_page, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_VERIFIED_UP_TO,
  PROP_VERIFYING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- The chain ---------------------------------------------------------------------------------*/

static void
show_chain (ConsoleActivityPage *page, const char *icon, const char *style, const char *text)
{
  static const char *const styles[] = { "success", "error", "dim-label" };

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (page->chain_icon), styles[i]);
  gtk_widget_add_css_class (GTK_WIDGET (page->chain_icon), style);
  gtk_image_set_from_icon_name (page->chain_icon, icon);
  gtk_label_set_text (page->chain_label, text);
}

static void
show_running (ConsoleActivityPage *page, gboolean running)
{
  gtk_spinner_set_spinning (page->chain_spinner, running);
  gtk_stack_set_visible_child_name (page->chain_stack, running ? "spinner" : "icon");
  gtk_widget_set_sensitive (page->verify_button, !running);
  g_object_notify_by_pspec (G_OBJECT (page), properties[PROP_VERIFYING]);
}

static void
set_verified (ConsoleActivityPage *page, gint64 verified)
{
  if (page->verified == verified)
    return;
  page->verified = verified;
  g_object_notify_by_pspec (G_OBJECT (page), properties[PROP_VERIFIED_UP_TO]);
}

static void
show_proof (ConsoleActivityPage *page, gint64 n_events)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, n_events);
  g_autofree char *text = g_strdup_printf (
    _ ("Verified up to event %s: every entry is signed, in order and unchanged."), number);

  set_verified (page, n_events);
  g_object_set (page->notice_bar, "revealed", FALSE, NULL);
  show_chain (page, "certificate-valid-symbolic", "success", text);
}

static void
show_findings (ConsoleActivityPage *page, JsonArray *findings)
{
  guint n = json_array_get_length (findings);
  JsonObject *first = n ? json_array_get_object_element (findings, 0) : NULL;
  gint64 sequence = esp_json_get_int (first, "Sequence", 0);
  const char *found = esp_json_get_string (first, "Problem");
  g_autofree char *problem = esp_text_escape (found ? found : "");
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, sequence);
  /* Translators: the number of an event, and what is wrong with it */
  g_autofree char *text = g_strdup_printf (_ ("The log does not verify. Event %s: %s"), number,
                                           problem);
  g_autofree char *count = g_strdup_printf (
    ngettext ("%u entry does not verify.", "%u entries do not verify.", n), n);

  set_verified (page, 0);
  g_object_set (page->notice_bar, "text", text, "revealed", TRUE, NULL);
  show_chain (page, "ca-failed-symbolic", "error", count);
}

static void
verified_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsoleActivityPage) page = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_engine_call_finish (ESP_ENGINE (source), result, &error);
  JsonObject *object = node ? json_node_get_object (node) : NULL;
  g_autofree char *sentence = NULL;

  if (!page->session || g_task_get_cancellable (G_TASK (result)) != page->cancellable)
    return;
  g_clear_object (&page->cancellable);
  show_running (page, FALSE);
  if (object && esp_json_get_boolean (object, "Verified", FALSE))
    show_proof (page, esp_json_get_int (object, "Events", 0));
  else if (object && esp_json_get_array (object, "Findings"))
    show_findings (page, esp_json_get_array (object, "Findings"));
  else
    {
      sentence = error ? console_error_sentence (error) : g_strdup ("");
      show_chain (page, "activity-symbolic", "dim-label", sentence);
      page->tried = FALSE;
    }
}

static void
verify_cb (ConsoleActivityPage *page)
{
  if (page->cancellable)
    return;
  page->tried = TRUE;
  page->cancellable = g_cancellable_new ();
  show_running (page, TRUE);
  gtk_label_set_text (page->chain_label, _ ("Verifying signatures and order of all entries…"));
  esp_engine_call_async (console_session_get_engine (page->session), "VerifyLog", NULL,
                         page->cancellable, verified_cb, g_object_ref (page));
}

/* Of a large log it takes minutes, and whoever locks the vault waits for what runs. */
static void
end_proof (ConsoleActivityPage *page)
{
  if (!page->cancellable)
    return;
  g_cancellable_cancel (page->cancellable);
  g_clear_object (&page->cancellable);
  show_running (page, FALSE);
}

static void
session_changed_cb (ConsoleActivityPage *page)
{
  gboolean seen = gtk_widget_get_mapped (GTK_WIDGET (page));

  end_proof (page);
  page->tried = FALSE;
  set_verified (page, 0);
  g_object_set (page->notice_bar, "revealed", FALSE, NULL);
  show_chain (page, "activity-symbolic", "dim-label", _ ("Not verified yet"));
  if (seen && console_session_get_phase (page->session) == CONSOLE_PHASE_OPEN)
    verify_cb (page);
}

/* --- Widget ------------------------------------------------------------------------------------*/

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  console_event_view_search (CONSOLE_ACTIVITY_PAGE (widget)->view);
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsoleActivityPage *page = CONSOLE_ACTIVITY_PAGE (widget);

  console_event_view_refresh (page->view);
  verify_cb (page);
}

static void
console_activity_page_map (GtkWidget *widget)
{
  ConsoleActivityPage *page = CONSOLE_ACTIVITY_PAGE (widget);

  GTK_WIDGET_CLASS (console_activity_page_parent_class)->map (widget);
  if (!page->tried && console_session_get_phase (page->session) == CONSOLE_PHASE_OPEN)
    verify_cb (page);
}

static void
console_activity_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsoleActivityPage *page = CONSOLE_ACTIVITY_PAGE (object);

  switch (id)
    {
    case PROP_VERIFIED_UP_TO:
      g_value_set_int64 (value, page->verified);
      break;
    case PROP_VERIFYING:
      g_value_set_boolean (value, page->cancellable != NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_activity_page_dispose (GObject *object)
{
  ConsoleActivityPage *page = CONSOLE_ACTIVITY_PAGE (object);

  g_cancellable_cancel (page->cancellable);
  g_clear_object (&page->cancellable);
  g_clear_object (&page->session);
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_ACTIVITY_PAGE);
  G_OBJECT_CLASS (console_activity_page_parent_class)->dispose (object);
}

static void
console_activity_page_class_init (ConsoleActivityPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = console_activity_page_get_property;
  object_class->dispose = console_activity_page_dispose;
  widget_class->map = console_activity_page_map;
  properties[PROP_VERIFIED_UP_TO] = g_param_spec_int64 ("verified-up-to", NULL, NULL, 0, G_MAXINT64,
                                                        0, flags);
  properties[PROP_VERIFYING] = g_param_spec_boolean ("verifying", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (CONSOLE_TYPE_NOTICE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/activity-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleActivityPage, box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleActivityPage, notice_bar);
  gtk_widget_class_bind_template_child (widget_class, ConsoleActivityPage, chain_stack);
  gtk_widget_class_bind_template_child (widget_class, ConsoleActivityPage, chain_icon);
  gtk_widget_class_bind_template_child (widget_class, ConsoleActivityPage, chain_spinner);
  gtk_widget_class_bind_template_child (widget_class, ConsoleActivityPage, chain_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleActivityPage, verify_button);
  gtk_widget_class_bind_template_callback (widget_class, verify_cb);
  gtk_widget_class_install_action (widget_class, "page.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "page.refresh", NULL, refresh_action);
}

static void
console_activity_page_init (ConsoleActivityPage *page)
{
  gtk_widget_init_template (GTK_WIDGET (page));
}

GtkWidget *
console_activity_page_new (ConsoleSession *session)
{
  ConsoleActivityPage *page = g_object_new (CONSOLE_TYPE_ACTIVITY_PAGE, NULL);

  page->session = g_object_ref (session);
  page->view = CONSOLE_EVENT_VIEW (console_event_view_new (session));
  gtk_widget_set_vexpand (GTK_WIDGET (page->view), TRUE);
  gtk_box_append (page->box, GTK_WIDGET (page->view));
  session_changed_cb (page);
  g_signal_connect_object (console_session_get_engine (session), "session-changed",
                           G_CALLBACK (session_changed_cb), page, G_CONNECT_SWAPPED);
  return GTK_WIDGET (page);
}

ConsoleEventView *
console_activity_page_get_view (ConsoleActivityPage *page)
{
  return page->view;
}
