/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shell: which page is shown when, titles, notices, toasts. What actions do is in
 * console-window-actions.c; pages are made once and follow the session by themselves. */
#include "console-window-private.h"

#include "console-accessible.h"
#include "console-ca-actions.h"
#include "console-dialogs.h"
#include "console-health.h"
#include "console-input.h"
#include "console-notices.h"
#include "console-pages.h"
#include "console-plan-actions.h"
#include "console-plan-shelf.h"
#include "console-plans.h"
#include "console-rows.h"
#include "console-sidebar.h"
#include "console-style.h"
#include "console-toast.h"
#include "console-undo.h"

#include <glib/gi18n.h>

struct _ConsoleWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toast_overlay;
  GtkStack *stack;
  AdwBin *closed_bin;
  AdwWindowTitle *closed_title;
  AdwLeaflet *leaflet;
  AdwBin *sidebar_bin;
  AdwWindowTitle *organization_title;
  AdwWindowTitle *page_title;
  GtkMenuButton *create_button;
  GtkMenuButton *ca_button;
  GtkButton *issue_button;
  GtkButton *report_button;
  GtkMenuButton *plan_button;
  GtkButton *save_button;
  GtkButton *provision_button;
  gboolean is_placed; /* the leaflet has had a size */
  ConsoleNoticeBar *notice_bar;
  GtkStack *pages;

  ConsoleSession *session;
  ConsolePhase shown_phase;
  gboolean no_recovery; /* as the vault said last */
  char *keyring_note;   /* and what the keyring knows of it */
};

G_DEFINE_FINAL_TYPE (ConsoleWindow, console_window, ADW_TYPE_APPLICATION_WINDOW)

/* --- Notices -----------------------------------------------------------------------------------*/

/* What waits for an answer of who is signed in, where it is not looked at anyway. */
static gboolean
show_waiting (ConsoleWindow *window)
{
  GtkWidget *sidebar = adw_bin_get_child (window->sidebar_bin);
  g_autofree char *action = NULL;
  g_autofree char *text = sidebar ? console_waiting_describe (
                                      console_sidebar_get_waiting (CONSOLE_SIDEBAR (sidebar)),
                                      console_session_get_place (window->session), &action) :
                                    NULL;

  if (text)
    g_object_set (window->notice_bar, "text", text, "button-label", C_ ("button", "_Show"),
                  "action-name", action, "revealed", TRUE, NULL);
  return text != NULL;
}

/* The one that matters most; others come when it is gone. */
static void
update_notice (ConsoleWindow *window)
{
  EspEngine *engine = console_session_get_engine (window->session);
  const ConsoleNotice *notice = console_notices_choose (esp_engine_get_read_only_reason (engine),
                                                        window->no_recovery, window->keyring_note);

  if (!notice && show_waiting (window))
    return;
  g_object_set (window->notice_bar, "text", notice ? _ (notice->text) : "", "button-label",
                notice && notice->button ? g_dpgettext2 (NULL, "button", notice->button) : NULL,
                "action-name", notice ? notice->action : NULL, "revealed", notice != NULL, NULL);
}

static void
described_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleWindow *window = CONSOLE_WINDOW (owner);
  g_autofree char *denial = console_session_explain_denial (
    window->session, "espalier:CreateRecoveryIdentity", NULL);

  /* Only whom it concerns is told. */
  window->no_recovery = result && !denial &&
                        !esp_json_get_boolean (result, "RecoveryIdentity", TRUE);
  g_free (window->keyring_note);
  window->keyring_note = result ? g_strdup (esp_json_get_string (result, "KeyringNote")) : NULL;
  update_notice (window);
}

static void
ask_vault (ConsoleWindow *window)
{
  if (window->shown_phase == CONSOLE_PHASE_OPEN)
    console_session_call (window->session, GTK_WIDGET (window), "DescribeVault", NULL, described_cb,
                          NULL);
}

static void
engine_changed_cb (ConsoleWindow *window, gint64 from, gint64 to, guint topics)
{
  if (topics & ESP_TOPIC_ACCESS)
    ask_vault (window);
}

/* --- Titles and header -------------------------------------------------------------------------*/

static const char *
get_place_title (const char *place)
{
  static const struct
  {
    const char *place;
    const char *title;
  } titles[] = {
    { "diagram", NC_ ("place", "Diagram") },
    { "plans", NC_ ("place", "Plans") },
    { "certificates", NC_ ("place", "Certificates") },
    { "reports", NC_ ("place", "Audit Reports") },
    { "people", NC_ ("place", "People and Roles") },
    { "activity", NC_ ("place", "Activity") },
    { "shares", NC_ ("place", "Shares") },
    { "approvals", NC_ ("place", "Approvals") },
    { "alerts", NC_ ("place", "Alerts") },
    { "health", NC_ ("place", "Health") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (titles[i].place, place))
      return g_dpgettext2 (NULL, "place", titles[i].title);
  return "";
}

/* A narrow window has these in the menu of the CA, or of the plan, only. Before it has a size,
 * nobody knows that it is wide, and a window never becomes smaller for what goes out of it. */
static void
show_wide_buttons (ConsoleWindow *window)
{
  gboolean wide = window->is_placed && !adw_leaflet_get_folded (window->leaflet);
  gboolean ca = gtk_widget_get_visible (GTK_WIDGET (window->ca_button));
  gboolean plan = gtk_widget_get_visible (GTK_WIDGET (window->plan_button)) &&
                  console_plan_shelf_get_document (console_plan_shelf_get (window->session));

  gtk_widget_set_visible (GTK_WIDGET (window->report_button), ca && wide);
  gtk_widget_set_visible (GTK_WIDGET (window->save_button), plan && wide);
  gtk_widget_set_visible (GTK_WIDGET (window->provision_button), plan && wide);
}

/* The title of the page; of an open plan also the desktop is told. */
static void
show_page_title (ConsoleWindow *window, const char *place, const char *organization)
{
  EspCaNode *node = console_session_get_selected_ca (window->session);
  const char *name = g_str_equal (place, "ca") && node ? esp_ca_node_get_ca (node)->label :
                                                         get_place_title (place);
  g_autofree char *subtitle = NULL;
  g_autofree char *plan = console_window_describe_plan (window, &subtitle);
  gboolean on_plan = plan && g_str_equal (place, "plans");
  g_autofree char *title = on_plan ? g_strdup (plan) : esp_text_escape (name ? name : "");
  /* Translators: the title of the window: of a plan, and of the organisation */
  g_autofree char *both = g_strdup_printf (C_ ("window", "%s – %s"), title, organization);

  adw_window_title_set_title (window->page_title, title);
  adw_window_title_set_subtitle (window->page_title, on_plan ? subtitle : "");
  gtk_window_set_title (GTK_WINDOW (window), on_plan ? both : organization);
  gtk_widget_set_visible (GTK_WIDGET (window->plan_button), g_str_equal (place, "plans"));
}

static void
update_title (ConsoleWindow *window)
{
  EspCaNode *node = console_session_get_selected_ca (window->session);
  const char *place = console_session_get_place (window->session);
  gboolean on_ca = g_str_equal (place, "ca") && node;
  const char *organization = console_session_get_organization (window->session);
  g_autofree char *safe = esp_text_escape (organization ? organization : "Espalier");

  show_page_title (window, place, safe);
  adw_window_title_set_title (window->organization_title, safe);
  adw_window_title_set_title (window->closed_title, organization ? safe : "");
  gtk_widget_set_visible (GTK_WIDGET (window->issue_button), on_ca);
  gtk_widget_set_visible (GTK_WIDGET (window->ca_button), on_ca);
  show_wide_buttons (window);
}

/* An insensitive button says why. */
static void
update_header (ConsoleWindow *window)
{
  g_autofree char *issue = console_ca_actions_explain (window->session, "issue");
  g_autofree char *report = console_ca_actions_explain (window->session, "report");
  g_autofree char *create = console_session_explain_denial (
    window->session, "acm-pca:CreateCertificateAuthority", NULL);
  g_autofree char *provision = console_plan_actions_explain (window->session, "provision");

  gtk_widget_set_tooltip_text (GTK_WIDGET (window->issue_button),
                               issue ? issue : C_ ("button", "Issue a Certificate"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (window->report_button),
                               report ? report : C_ ("button", "Audit Report"));
  gtk_widget_set_sensitive (GTK_WIDGET (window->create_button), create == NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (window->create_button),
                               create ? create : C_ ("button", "Create a CA"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (window->provision_button),
                               provision ? provision : C_ ("button", "Make What Is Planned"));
  console_window_update_actions (window);
}

static gboolean
placed_cb (gpointer data)
{
  ConsoleWindow *window = data;

  window->is_placed = TRUE;
  if (window->leaflet)
    show_wide_buttons (window);
  return G_SOURCE_REMOVE;
}

static void
mapped_cb (ConsoleWindow *window)
{
  if (!window->is_placed)
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, placed_cb, g_object_ref (window), g_object_unref);
}

/* A narrow window has room for the name of the CA or for the word on the button. */
static void
folded_cb (ConsoleWindow *window)
{
  if (adw_leaflet_get_folded (window->leaflet))
    gtk_button_set_icon_name (window->issue_button, "issue-symbolic");
  else
    gtk_button_set_label (window->issue_button, C_ ("button", "_Issue…"));
  /* Its own name is read out, not the mark of the mnemonic, which the label of a button brings. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (window->issue_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("button", "Issue a certificate"), -1);
  show_wide_buttons (window);
}

/* --- Pages -------------------------------------------------------------------------------------*/

static void
show_place (ConsoleWindow *window)
{
  EspCaTree *tree = console_session_get_tree (window->session);
  const char *place = console_session_get_place (window->session);

  if ((g_str_equal (place, "ca") || g_str_equal (place, "diagram")) &&
      esp_ca_tree_is_loaded (tree) && esp_ca_tree_get_n_cas (tree) == 0)
    place = "no-ca";
  if (gtk_stack_get_child_by_name (window->pages, place))
    gtk_stack_set_visible_child_name (window->pages, place);
  update_title (window);
  update_header (window);
  update_notice (window);
}

static void
selected_cb (ConsoleWindow *window)
{
  show_place (window);
}

/* Who may not make a CA, such as a supplier, is told how they come to one. */
static GtkWidget *
make_no_ca_page (ConsoleSession *session)
{
  g_autofree char *no_root = console_session_explain_denial (
    session, "acm-pca:CreateCertificateAuthority", NULL);
  g_autofree char *no_shares = console_session_explain_denial (session, "ram:GetResourceShares",
                                                               NULL);

  if (no_root)
    return console_empty_page_new (
      CONSOLE_EMPTY_NOTHING, _ ("No CA for You Yet"),
      _ ("CAs of other accounts are here once they were offered to yours, and accepted. Those of "
         "your own account are made by its administrators."),
      no_shares ? NULL : C_ ("button", "Show _Shares"), "win.show-place::shares");
  return console_empty_page_new (
    CONSOLE_EMPTY_NOTHING, _ ("No Certificate Authority Yet"),
    _ ("A hierarchy begins with a root CA. Everything else is signed below it."),
    C_ ("button", "Create _Root CA…"), "win.create-root");
}

/* Its words depend on who is signed in. */
static void
renew_no_ca_page (ConsoleWindow *window)
{
  GtkWidget *page = gtk_stack_get_child_by_name (window->pages, "no-ca");

  if (page)
    gtk_stack_remove (window->pages, page);
  gtk_stack_add_named (window->pages, make_no_ca_page (window->session), "no-ca");
}

static void
role_changed_cb (ConsoleWindow *window)
{
  if (gtk_stack_get_child_by_name (window->pages, "no-ca"))
    renew_no_ca_page (window);
  show_place (window);
  ask_vault (window);
}

static void
make_open_pages (ConsoleWindow *window)
{
  ConsoleSession *session = window->session;

  if (adw_bin_get_child (window->sidebar_bin))
    return;
  adw_bin_set_child (window->sidebar_bin, console_sidebar_new (session));
  g_signal_connect_object (
    console_sidebar_get_waiting (CONSOLE_SIDEBAR (adw_bin_get_child (window->sidebar_bin))),
    "notify", G_CALLBACK (update_notice), window, G_CONNECT_SWAPPED);
  gtk_stack_add_named (window->pages, console_ca_page_new (session), "ca");
  gtk_stack_add_named (window->pages, console_diagram_page_new (session), "diagram");
  gtk_stack_add_named (window->pages, console_plans_page_new (session), "plans");
  gtk_stack_add_named (window->pages, console_certificates_page_new (session), "certificates");
  gtk_stack_add_named (window->pages, console_reports_page_new (session), "reports");
  gtk_stack_add_named (window->pages, console_people_page_new (session), "people");
  gtk_stack_add_named (window->pages, console_activity_page_new (session), "activity");
  gtk_stack_add_named (window->pages, console_shares_page_new (session), "shares");
  gtk_stack_add_named (window->pages, console_approvals_page_new (session), "approvals");
  gtk_stack_add_named (window->pages, console_alerts_page_new (session), "alerts");
  gtk_stack_add_named (window->pages, console_health_page_new (session), "health");
  renew_no_ca_page (window);
}

/* What was read with somebody's rights does not stay behind a lock: pages are made anew. */
static void
drop_open_pages (ConsoleWindow *window)
{
  GtkWidget *page;

  adw_bin_set_child (window->sidebar_bin, NULL);
  while ((page = gtk_widget_get_first_child (GTK_WIDGET (window->pages))))
    gtk_stack_remove (window->pages, page);
  window->no_recovery = FALSE;
  g_clear_pointer (&window->keyring_note, g_free);
}

static gboolean
stands_over (GtkWindow *dialog, GtkWindow *window)
{
  for (GtkWindow *at = gtk_window_get_transient_for (dialog); at;
       at = gtk_window_get_transient_for (at))
    if (at == window)
      return TRUE;
  return FALSE;
}

/* A dialog shows what only the person saw who was signed in. */
static void
close_dialogs (ConsoleWindow *window)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = g_list_model_get_n_items (toplevels); i > 0; i--)
    {
      g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i - 1);

      /* With a dialog, what stands over it goes too. */
      if (toplevel && stands_over (toplevel, GTK_WINDOW (window)) &&
          !console_dialog_outlives_session (toplevel))
        gtk_window_destroy (toplevel);
    }
}

static void
show_open (ConsoleWindow *window)
{
  make_open_pages (window);
  gtk_stack_set_visible_child_name (window->stack, "open");
  adw_bin_set_child (window->closed_bin, NULL);
  gtk_widget_child_focus (GTK_WIDGET (window->sidebar_bin), GTK_DIR_TAB_FORWARD);
  ask_vault (window);
  console_window_open_given (window);
}

static void
show_closed (ConsoleWindow *window, ConsolePhase phase)
{
  gtk_stack_set_visible_child_name (window->stack, "closed");
  drop_open_pages (window);
  adw_bin_set_child (window->closed_bin, phase == CONSOLE_PHASE_WELCOME ?
                                           console_welcome_page_new (window->session) :
                                           console_unlock_page_new (window->session));
}

static void
phase_cb (ConsoleWindow *window)
{
  ConsolePhase phase = console_session_get_phase (window->session);

  if (window->shown_phase == CONSOLE_PHASE_OPEN && phase != CONSOLE_PHASE_OPEN)
    close_dialogs (window);
  window->shown_phase = phase;
  /* A window keeps the text that has the focus, even when its entry is gone. */
  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  if (phase == CONSOLE_PHASE_OPEN)
    show_open (window);
  else
    show_closed (window, phase);
  update_notice (window);
  show_place (window);
}

void
console_window_show_content (ConsoleWindow *window)
{
  adw_leaflet_set_visible_child_name (window->leaflet, "content");
}

void
console_window_show_sidebar (ConsoleWindow *window)
{
  adw_leaflet_set_visible_child_name (window->leaflet, "sidebar");
}

GtkWidget *
console_window_get_owner (ConsoleWindow *window)
{
  return GTK_WIDGET (window->stack);
}

GtkWidget *
console_window_get_sidebar (ConsoleWindow *window)
{
  return adw_bin_get_child (window->sidebar_bin);
}

GtkWidget *
console_window_get_page (ConsoleWindow *window)
{
  if (window->shown_phase != CONSOLE_PHASE_OPEN)
    return adw_bin_get_child (window->closed_bin);
  return gtk_stack_get_visible_child (window->pages);
}

/* --- Toasts ------------------------------------------------------------------------------------*/

void
console_window_add_toast (ConsoleWindow *window, const char *text)
{
  console_toast_show (GTK_WIDGET (window->toast_overlay), text);
}

static void
toast_cb (ConsoleWindow *window, const char *text)
{
  console_window_add_toast (window, text);
}

static void
undoable_cb (ConsoleWindow *window, const char *text, ConsoleUndo *undo)
{
  console_undo_offer_in (g_object_ref (undo), window->session, console_window_get_owner (window),
                         text);
}

/* What one did, another is neither told nor lets them take back. */
static void
signed_in_cb (ConsoleWindow *window)
{
  console_toast_dismiss (window->toast_overlay);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_window_dispose (GObject *object)
{
  /* The toolkit may keep the window's groups of actions longer than the window. */
  gtk_widget_insert_action_group (GTK_WIDGET (object), "ca", NULL);
  gtk_widget_insert_action_group (GTK_WIDGET (object), "plans", NULL);
  g_clear_object (&CONSOLE_WINDOW (object)->session);
  G_OBJECT_CLASS (console_window_parent_class)->dispose (object);
}

static void
console_window_finalize (GObject *object)
{
  g_free (CONSOLE_WINDOW (object)->keyring_note);
  G_OBJECT_CLASS (console_window_parent_class)->finalize (object);
}

static void
console_window_class_init (ConsoleWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = console_window_finalize;
  g_type_ensure (CONSOLE_TYPE_NOTICE_BAR);
  console_accessible_watch ();
  gtk_widget_class_set_template_from_resource (widget_class, "/org/espalier/Espalier/window.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, ConsoleWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, ConsoleWindow, closed_bin);
  gtk_widget_class_bind_template_child (widget_class, ConsoleWindow, closed_title);
  gtk_widget_class_bind_template_child (widget_class, ConsoleWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, ConsoleWindow, sidebar_bin);
  gtk_widget_class_bind_template_child (widget_class, ConsoleWindow, organization_title);
  gtk_widget_class_bind_template_child (widget_class, ConsoleWindow, page_title);
  gtk_widget_class_bind_template_child (widget_class, ConsoleWindow, create_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleWindow, ca_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleWindow, issue_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleWindow, report_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleWindow, plan_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleWindow, save_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleWindow, provision_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleWindow, notice_bar);
  gtk_widget_class_bind_template_child (widget_class, ConsoleWindow, pages);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
  gtk_widget_class_bind_template_callback (widget_class, mapped_cb);
  console_window_install_actions (widget_class);
}

static void
console_window_init (ConsoleWindow *window)
{
  console_style_follow ();
  gtk_widget_init_template (GTK_WIDGET (window));
  folded_cb (window);
}

static void
connect_session (ConsoleWindow *window)
{
  ConsoleSession *session = window->session;

  g_signal_connect_object (session, "notify::phase", G_CALLBACK (phase_cb), window,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::place", G_CALLBACK (show_place), window,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::selected-ca", G_CALLBACK (selected_cb), window,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::role", G_CALLBACK (role_changed_cb), window,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::organization", G_CALLBACK (update_title), window,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "toast", G_CALLBACK (toast_cb), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "undoable", G_CALLBACK (undoable_cb), window,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::person", G_CALLBACK (signed_in_cb), window,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (console_session_get_tree (session), "updated", G_CALLBACK (show_place),
                           window, G_CONNECT_SWAPPED);
  g_signal_connect_object (console_plan_shelf_get (session), "changed", G_CALLBACK (show_place),
                           window, G_CONNECT_SWAPPED);
  g_signal_connect_object (console_session_get_engine (session), "changed",
                           G_CALLBACK (engine_changed_cb), window, G_CONNECT_SWAPPED);
}

ConsoleWindow *
console_window_new (AdwApplication *application, ConsoleSession *session)
{
  ConsoleWindow *window = g_object_new (CONSOLE_TYPE_WINDOW, "application", application, NULL);

  window->session = g_object_ref (session);
  console_ca_actions_install (GTK_WIDGET (window), session);
  console_window_install_plans (window);
  console_window_install_given (window);
  console_window_install_errands (window);
  console_input_watch (GTK_WIDGET (window), session);
  connect_session (window);
  phase_cb (window);
  return window;
}

ConsoleSession *
console_window_get_session (ConsoleWindow *window)
{
  return window->session;
}
