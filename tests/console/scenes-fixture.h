/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every page and every dialog as a scene, over a vault in which whatever may be named is named like
 * markup that turns the direction of writing round: to be opened one after the other and looked at.
 * What is looked for is in test-scenes.c. */
#pragma once

#include "console/console-about.h"
#include "console/console-access-dialogs.h"
#include "console/console-access-grid.h"
#include "console/console-access-matrix.h"
#include "console/console-alerts.h"
#include "console/console-approvals.h"
#include "console/console-ca-page.h"
#include "console/console-certificate-preview.h"
#include "console/console-dialogs.h"
#include "console/console-error.h"
#include "console/console-form.h"
#include "console/console-passthrough-editor.h"
#include "console/console-path-strip.h"
#include "console/console-people-page.h"
#include "console/console-policy-editor.h"
#include "console/console-policy-starters.h"
#include "console/console-revocation-view.h"
#include "console/console-shares.h"
#include "console/console-sign-in-dialog.h"
#include "console/console-template-row.h"
#include "console/console-validation-view.h"
#include "console/console-window.h"

#include "pages-fixture.h"

/* What may hold no override holds the markup. */
#define MARKUP "A&B <b>x</b>"
/* The same in a distinguished name, with its escapes. */
#define MARKUP_IN_NAME "A&B \\<b\\>x\\</b\\>"
#define NAME_SHOWN MARKUP_IN_NAME " \\u202egnorts"
#define BELOW HOSTILE " below"
#define BELOW_SHOWN HOSTILE_SHOWN " below"
#define URI "https://a.example/A&B<b>x</b>"

static AdwApplication *application;
static char *hostile_request;

/* --- The vault ---------------------------------------------------------------------------------*/

static JsonObject *
call (EspEngine *engine, const char *operation, JsonObject *parameters)
{
  g_autoptr (JsonObject) taken = parameters;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) result = esp_engine_call (engine, operation, taken, NULL, &error);

  g_assert_no_error (error);
  return json_node_dup_object (result);
}

static void
add_tag (JsonObject *parameters)
{
  JsonArray *tags = json_array_new ();
  JsonObject *tag = json_object_new ();

  json_object_set_string_member (tag, "Key", "team @ x:y");
  json_object_set_string_member (tag, "Value", "a/b = c + d");
  json_array_add_object_element (tags, tag);
  json_object_set_array_member (parameters, "Tags", tags);
}

static void
make_request (void)
{
  const char *argv[] = { "openssl", "req",  "-new",    "-newkey", "ec",        "-pkeyopt",
                         "ec_paramgen_curve:P-256",    "-nodes",  "-keyout",   "/dev/null",
                         "-utf8",   "-subj", "/CN=A&B <b>x<\\/b> \u202egnorts", "-addext",
                         "subjectAltName=DNS:a.example,URI:" URI,   NULL };
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                               &hostile_request, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
}

#include "scenes-people-vault.h"

/* A CA below, with a tag, and a certificate from it. */
static void
make_hostile_things (EspEngine *engine)
{
  JsonObject *parameters = json_object_new (), *validity = json_object_new ();
  g_autoptr (JsonObject) made = NULL;
  g_autoptr (JsonObject) issued = NULL;

  /* First, so that the newest events are those of CAs. */
  make_hostile_people (engine);
  json_object_set_string_member (parameters, "Subject",
                                 "CN=" MARKUP_IN_NAME " \u202egnorts below,O=" MARKUP_IN_NAME);
  json_object_set_string_member (parameters, "Parent", HOSTILE);
  json_object_set_string_member (parameters, "KeyAlgorithm", "EC_prime256v1");
  json_object_set_int_member (parameters, "PathLength", 1);
  add_tag (parameters);
  made = call (engine, "CreateCertificateAuthority", parameters);
  make_request ();
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "CertificateAuthority", BELOW);
  json_object_set_string_member (parameters, "Csr", hostile_request);
  json_object_set_string_member (validity, "Type", "DAYS");
  json_object_set_int_member (validity, "Value", 7);
  json_object_set_object_member (parameters, "Validity", validity);
  issued = call (engine, "IssueCertificate", parameters);
  make_hostile_waiting (engine);
}

/* --- The stage ---------------------------------------------------------------------------------*/

typedef struct
{
  EspEngine *engine;
  ConsoleSession *session;
  GtkWindow *window;
} Stage;

typedef struct
{
  const char *name;
  GtkWindow *(*open) (Stage *stage); /* the window to look at: a dialog, or the stage's own */
  const char *ready;                 /* seen when all is there */
  const char *shows;                 /* what is shown of the hostile names; NULL: none of them */
} Scene;

typedef void (*Check) (const Scene *scene, GtkWindow *window);

static EspCaNode *
get_ca (Stage *stage)
{
  EspCaNode *node = find_ca (esp_ca_tree_get_roots (console_session_get_tree (stage->session)),
                             BELOW);

  g_assert_nonnull (node);
  return node;
}

static gboolean
get_dialog (gpointer data)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  gpointer *found = data;

  found[1] = NULL;
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (gtk_window_get_transient_for (toplevel) == found[0])
        found[1] = toplevel;
    }
  return found[1] != NULL;
}

/* What came up over @over by itself. */
static GtkWindow *
wait_for_dialog (GtkWindow *over)
{
  gpointer found[2] = { over, NULL };

  wait_until (get_dialog, found);
  return found[1];
}

static GtkWindow *
show_place (Stage *stage, const char *place)
{
  gtk_widget_activate_action (GTK_WIDGET (stage->window), "win.show-place", "s", place);
  return stage->window;
}

static GtkWindow *
show_tab (Stage *stage, const char *tab)
{
  gtk_widget_activate_action (GTK_WIDGET (stage->window), "win.show-ca", "s",
                              esp_ca_node_get_ca (get_ca (stage))->arn);
  g_object_set (find_type (GTK_WIDGET (stage->window), CONSOLE_TYPE_CA_PAGE), "tab", tab, NULL);
  return stage->window;
}

/* --- The scenes --------------------------------------------------------------------------------*/

static GtkWindow *
open_window (Stage *stage)
{
  return stage->window;
}

static GtkWindow *
open_overview (Stage *stage)
{
  return show_tab (stage, "overview");
}

static GtkWindow *
open_ca_certificates (Stage *stage)
{
  return show_tab (stage, "certificates");
}

static GtkWindow *
open_ca_activity (Stage *stage)
{
  return show_tab (stage, "activity");
}

static GtkWindow *
open_certificates (Stage *stage)
{
  return show_place (stage, "certificates");
}

static GtkWindow *
open_activity (Stage *stage)
{
  return show_place (stage, "activity");
}

/* Nothing of a filter's is found: the tree is empty and says so. */
static GtkWindow *
open_toast (Stage *stage)
{
  console_session_toast (stage->session, HOSTILE);
  return stage->window;
}

static GtkWindow *
open_create_vault (Stage *stage)
{
  return console_create_vault_dialog_new (stage->session, NULL);
}

static GtkWindow *
open_create_sample (Stage *stage)
{
  return console_create_vault_dialog_new (stage->session, "automotive");
}

static GtkWindow *
open_create_root (Stage *stage)
{
  GtkWindow *dialog = console_create_root_dialog_new (stage->session);
  GtkWidget *form = find_type (GTK_WIDGET (dialog), CONSOLE_TYPE_CA_FORM);

  adw_expander_row_set_expanded (
    ADW_EXPANDER_ROW (gtk_widget_get_template_child (form, CONSOLE_TYPE_CA_FORM,
                                                     "subject_expander")),
    TRUE);
  return dialog;
}

static GtkWindow *
open_create_subordinate (Stage *stage)
{
  return console_create_subordinate_dialog_new (stage->session, get_ca (stage));
}

static GtkWindow *
open_issue_empty (Stage *stage)
{
  return console_issue_dialog_new (stage->session, get_ca (stage), NULL);
}

static GtkWindow *
open_issue (Stage *stage)
{
  g_autoptr (GBytes) request = g_bytes_new (hostile_request, strlen (hostile_request));

  return console_issue_dialog_new (stage->session, get_ca (stage), request);
}

static gboolean
can_submit (gpointer button)
{
  return gtk_widget_is_sensitive (button);
}

static GtkWindow *
open_issue_result (Stage *stage)
{
  GtkWindow *dialog = open_issue (stage);
  GObject *button = gtk_widget_get_template_child (GTK_WIDGET (dialog), CONSOLE_TYPE_FORM_WINDOW,
                                                   "primary_button");

  console_dialog_present (dialog, GTK_WIDGET (stage->window));
  wait_until (can_submit, button);
  g_signal_emit_by_name (button, "clicked");
  return dialog;
}

/* The list of all templates, over the dialog. */
static GtkWindow *
open_issue_templates (Stage *stage)
{
  GtkWindow *dialog = open_issue (stage);

  console_dialog_present (dialog, GTK_WIDGET (stage->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (dialog));
  console_template_row_popup (
    CONSOLE_TEMPLATE_ROW (find_type (GTK_WIDGET (dialog), CONSOLE_TYPE_TEMPLATE_ROW)));
  return dialog;
}

/* Everything that can be passed through, with hostile names. */
static GtkWindow *
open_issue_passthrough (Stage *stage)
{
  GtkWindow *dialog = open_issue (stage);
  GtkWidget *row = find_type (GTK_WIDGET (dialog), CONSOLE_TYPE_TEMPLATE_ROW);
  GtkWidget *editor = find_type (GTK_WIDGET (dialog), CONSOLE_TYPE_PASSTHROUGH_EDITOR);

  g_assert_true (console_template_row_choose (CONSOLE_TEMPLATE_ROW (row),
                                              "BlankEndEntityCertificate_APICSRPassthrough"));
  console_passthrough_editor_set_subject (CONSOLE_PASSTHROUGH_EDITOR (editor), "CommonName",
                                          MARKUP " \u202egnorts");
  console_passthrough_editor_add_name (CONSOLE_PASSTHROUGH_EDITOR (editor),
                                       "UniformResourceIdentifier", URI);
  console_passthrough_editor_expand (CONSOLE_PASSTHROUGH_EDITOR (editor));
  return dialog;
}

/* A file that is none, with a name that is none. */
static GtkWindow *
open_issue_file (Stage *stage)
{
  GtkWindow *dialog = open_issue (stage);
  GtkWidget *row = find_type (GTK_WIDGET (dialog), CONSOLE_TYPE_TEMPLATE_ROW);
  GtkWidget *editor = find_type (GTK_WIDGET (dialog), CONSOLE_TYPE_PASSTHROUGH_EDITOR);
  g_autoptr (GBytes) broken = g_bytes_new_static ("[]", 2);

  g_assert_true (console_template_row_choose (CONSOLE_TEMPLATE_ROW (row),
                                              "EndEntityCertificate_APIPassthrough"));
  console_passthrough_editor_take_file (CONSOLE_PASSTHROUGH_EDITOR (editor), HOSTILE, broken);
  return dialog;
}

static GtkWindow *
open_ca_revocation (Stage *stage)
{
  return show_tab (stage, "revocation");
}

static GtkWindow *
open_revocation (Stage *stage)
{
  return console_revocation_dialog_new (stage->session, get_ca (stage));
}

static GtkWindow *
open_publish (Stage *stage)
{
  return console_publish_dialog_new (stage->session, get_ca (stage));
}

static GtkWindow *
open_renew (Stage *stage)
{
  return console_renew_dialog_new (stage->session, get_ca (stage));
}

static GtkWindow *
open_delete (Stage *stage)
{
  return console_delete_ca_dialog_new (stage->session, get_ca (stage));
}

typedef struct
{
  char *ca, *serial, *subject;
} Certificate;

static void
certificate_clear (Certificate *certificate)
{
  g_free (certificate->ca);
  g_free (certificate->serial);
  g_free (certificate->subject);
}

static Certificate
get_certificate (Stage *stage)
{
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonObject) list = NULL;
  JsonObject *first;

  json_object_set_string_member (parameters, "CertificateAuthority", BELOW);
  list = call (stage->engine, "ListCertificates", parameters);
  first = json_array_get_object_element (json_object_get_array_member (list, "Certificates"), 0);
  return (Certificate){ g_strdup (json_object_get_string_member (first, "IssuerArn")),
                        g_strdup (json_object_get_string_member (first, "Serial")),
                        g_strdup (json_object_get_string_member (first, "Subject")) };
}

static GtkWindow *
open_certificate (Stage *stage)
{
  Certificate certificate = get_certificate (stage);
  GtkWindow *dialog = console_certificate_dialog_new (stage->session, certificate.ca,
                                                      certificate.serial);

  certificate_clear (&certificate);
  return dialog;
}

static gboolean
shows_content (gpointer dialog)
{
  GObject *stack = gtk_widget_get_template_child (dialog, G_OBJECT_TYPE (dialog), "stack");

  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "content") == 0;
}

static GtkWindow *
open_certificate_path (Stage *stage)
{
  GtkWindow *dialog = open_certificate (stage);
  GObject *parts = gtk_widget_get_template_child (GTK_WIDGET (dialog), G_OBJECT_TYPE (dialog),
                                                  "parts");

  console_dialog_present (dialog, GTK_WIDGET (stage->window));
  wait_until (shows_content, dialog);
  gtk_stack_set_visible_child_name (GTK_STACK (parts), "path");
  return dialog;
}

static GtkWindow *
open_revoke (Stage *stage)
{
  Certificate certificate = get_certificate (stage);
  GtkWindow *dialog = console_revoke_dialog_new (stage->session, certificate.ca, certificate.serial,
                                                 certificate.subject);

  certificate_clear (&certificate);
  return dialog;
}

static GtkWindow *
open_report (Stage *stage)
{
  return console_report_dialog_new (stage->session, get_ca (stage));
}

static GtkWindow *
open_tags (Stage *stage)
{
  return console_tags_dialog_new (stage->session, get_ca (stage));
}

static GtkWindow *
open_import (Stage *stage)
{
  return console_import_dialog_new (stage->session, get_ca (stage));
}

/* The entry of the log about the hostile request. */
static GtkWindow *
open_event (Stage *stage)
{
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonObject) list = NULL;
  JsonObject *first;

  json_object_set_string_member (parameters, "Action", "acm-pca:CreateCertificateAuthority");
  list = call (stage->engine, "ListEvents", parameters);
  first = json_array_get_object_element (json_object_get_array_member (list, "Events"), 0);
  return console_event_dialog_new (stage->session,
                                   esp_json_get_int (first, "sequence", 0));
}

static GtkWindow *
open_sign_in (Stage *stage)
{
  char *roles[] = { (char *) HOSTILE, (char *) "Auditor", NULL };
  EspPerson person = { .name = (char *) HOSTILE,
                       .unlock = (char *) "both",
                       .roles = roles,
                       .active = TRUE };

  return console_sign_in_dialog_new (stage->session, &person, NULL);
}

static GtkWindow *
open_restore (Stage *stage)
{
  return console_restore_dialog_new (stage->session);
}

static GtkWindow *
open_restore_two (Stage *stage)
{
  GtkWindow *dialog = console_restore_dialog_new (stage->session);
  GtkWidget *second = GTK_WIDGET (
    gtk_widget_get_template_child (GTK_WIDGET (dialog), G_OBJECT_TYPE (dialog), "second"));
  GObject *needed = gtk_widget_get_template_child (second, G_OBJECT_TYPE (second), "needed_switch");

  gtk_switch_set_active (GTK_SWITCH (needed), TRUE);
  return dialog;
}

static GtkWindow *
open_recovery (Stage *stage)
{
  return console_recovery_dialog_new (stage->session);
}

static GtkWindow *
open_recovery_passphrase (Stage *stage)
{
  GtkWindow *dialog = console_recovery_dialog_new (stage->session);
  g_autofree char *folder = g_dir_make_tmp ("console-recovery-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "<b>x \u202egnorts.pem", NULL);

  console_dialog_present (dialog, GTK_WIDGET (stage->window));
  gtk_widget_activate_action_variant (GTK_WIDGET (dialog), "recovery.make-at",
                                      g_variant_new_bytestring (path));
  wait_for_text (GTK_WIDGET (dialog), "I have written it down");
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  return dialog;
}

static GtkWindow *
open_error (Stage *stage)
{
  g_autoptr (GError) error = NULL;

  esp_error_set (&error, ESP_REASON_CA_UNKNOWN, HOSTILE, NULL);
  esp_error_set_detail (error, HOSTILE);
  console_error_show (GTK_WIDGET (stage->window), error);
  return wait_for_dialog (stage->window);
}

static GtkWindow *
open_about (Stage *stage)
{
  console_about_present (stage->window, stage->engine);
  return wait_for_dialog (stage->window);
}

static GtkWindow *
open_shortcuts (Stage *stage)
{
  g_autoptr (GtkBuilder)
    builder = gtk_builder_new_from_resource ("/org/espalier/Espalier/gtk/help-overlay.ui");
  GtkWindow *overlay = GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));

  gtk_window_set_transient_for (overlay, stage->window);
  return overlay;
}

#include "scenes-designer.h"
#include "scenes-people.h"
#include "scenes-plans.h"
#include "scenes-provision.h"
#include "scenes-sharing.h"

static const Scene open_scenes[] = {
  { "overview", open_overview, BELOW_SHOWN, HOSTILE_SHOWN },
  { "certificates of a CA", open_ca_certificates, "CN=" NAME_SHOWN, NAME_SHOWN },
  { "activity of a CA", open_ca_activity, "Create CA", HOSTILE_SHOWN },
  { "certificates", open_certificates, "CN=" NAME_SHOWN, NAME_SHOWN },
  { "activity", open_activity, HOSTILE_SHOWN, HOSTILE_SHOWN },
  { "access of a CA", open_ca_access, "The key opens for", NULL },
  { "people", open_people, INVITED, INVITED },
  { "roles", open_roles, "Radio", INVITED_TO },
  { "guardrails", open_guardrails, "Keep", NULL },
  { "permissions", open_permissions, "Issue server certificates", NULL },
  { "access of a person", open_access_grid, "Create audit report", MARKUP },
  { "explanation", open_explanation, "Statements", HOSTILE_SHOWN },
  { "simulator", open_simulator, "Context", NULL },
  { "person", open_person, INVITED, INVITED },
  { "invite", open_invite, NULL, NULL },
  { "confirm", open_confirm, HOSTILE_SHOWN, HOSTILE_SHOWN },
  { "reset", open_reset, HOSTILE_SHOWN, HOSTILE_SHOWN },
  { "new code", open_new_code, "Shown this once", INVITED },
  { "enrol", open_enrol, NULL, NULL },
  { "create account", open_create_account, NULL, NULL },
  { "create role", open_create_role, NULL, NULL },
  { "role", open_role, INVITED_TO, INVITED_TO },
  { "policy", open_policy, "error", NULL },
  { "guardrail", open_guardrail, "No problem found", NULL },
  { "permission", open_permission, "No problem found", NULL },
  { "repair", open_repair, MARKUP, MARKUP },
  { "toast", open_toast, HOSTILE_SHOWN, HOSTILE_SHOWN },
  { "create root", open_create_root, NULL, NULL },
  { "create subordinate", open_create_subordinate, BELOW_SHOWN, HOSTILE_SHOWN },
  { "issue, empty", open_issue_empty, BELOW_SHOWN, HOSTILE_SHOWN },
  { "issue", open_issue, URI, HOSTILE_SHOWN },
  { "issue, templates", open_issue_templates, URI, HOSTILE_SHOWN },
  { "issue, passthrough", open_issue_passthrough, "Each with the place that its value comes from.", HOSTILE_SHOWN },
  { "issue, file", open_issue_file, "The file holds no JSON object", HOSTILE_SHOWN },
  { "issue, result", open_issue_result, "Serial number", NAME_SHOWN },
  { "certificate", open_certificate, URI, HOSTILE_SHOWN },
  { "certificate, path", open_certificate_path, "A path to a trusted root is good", NAME_SHOWN },
  { "ca, revocation", open_ca_revocation, "Answers (OCSP)", BELOW_SHOWN },
  { "revocation", open_revocation, "Make lists", NULL },
  { "publish", open_publish, NULL, NULL },
  { "renew", open_renew, BELOW_SHOWN, HOSTILE_SHOWN },
  { "delete", open_delete, BELOW_SHOWN, HOSTILE_SHOWN },
  { "revoke", open_revoke, NAME_SHOWN, NAME_SHOWN },
  { "report", open_report, BELOW_SHOWN, HOSTILE_SHOWN },
  { "tags", open_tags, NULL, NULL },
  { "import", open_import, NULL, NULL },
  { "event", open_event, "Signature", "\\u202egnorts below" },
  { "sharing of a CA", open_ca_sharing, MARKUP, INVITED_TO },
  { "diagram", open_diagram, "Path length", NULL },
  { "shares", open_shares, INVITED_TO, BELOW_SHOWN },
  { "share", open_share, "They revoke nothing", BELOW_SHOWN },
  { "create share", open_create_share, "They revoke nothing", BELOW_SHOWN },
  { "permission, versions", open_versions, "Version 1", NULL },
  { "tags of a share", open_share_tags, NULL, NULL },
  { "replace permission", open_replace_permission, "They revoke nothing", MARKUP },
  { "approvals", open_approvals, "Disable CA", HOSTILE_SHOWN },
  { "approval", open_approval, "Digest", HOSTILE_SHOWN },
  { "refuse", open_refuse, "Disable CA", HOSTILE_SHOWN },
  { "add approver", open_add_approver, BELOW_SHOWN, BELOW_SHOWN },
  { "alerts", open_alerts, HOSTILE_SHOWN, HOSTILE_SHOWN },
  { "alert", open_alert, HOSTILE_SHOWN, HOSTILE_SHOWN },
  { "compare", open_compare, "to make", HOSTILE_SHOWN },
  { "provision", open_provision, "Certificate Authorities", HOSTILE_SHOWN " planned" },
  { "provision, unsound", open_provision_unsound, "What Stands in the Way", HOSTILE_SHOWN },
  { "ceremonies", open_ceremonies, "No Ceremony Yet", NULL },
  { "plans", open_plans, "Not there any more", "\\u202egnorts" },
  { "plan in the window", open_plan_in_window, BELOW_SHOWN, HOSTILE_SHOWN },
  { "sign in", open_sign_in, HOSTILE_SHOWN, HOSTILE_SHOWN },
  { "create vault", open_create_vault, NULL, NULL },
  { "create sample", open_create_sample, NULL, NULL },
  { "restore", open_restore, "Choose…", NULL },
  { "restore by two", open_restore_two, "Name of the approver", NULL },
  { "recovery", open_recovery, "For the Day When All Else Is Lost", NULL },
  { "recovery, passphrase", open_recovery_passphrase, "I have written it down", "<b>x \\u202egnorts.pem" },
  { "error", open_error, HOSTILE_SHOWN, HOSTILE_SHOWN },
  { "about", open_about, "Espalier", NULL },
  { "shortcuts", open_shortcuts, NULL, NULL },
  { "designer", open_designer_plan, BELOW_SHOWN, HOSTILE_SHOWN },
  { "inspector of a plan", open_inspector_plan, "The Plan", NULL },
  { "inspector of a CA", open_inspector_one, "Level 2 of 5", BELOW_SHOWN },
  { "inspector of several", open_inspector_several, "2 CAs", NULL },
  { "checks of a plan", open_plan_checks, "warning", BELOW_SHOWN },
  { "move in a plan", open_plan_move, "As a root", HOSTILE_SHOWN },
};

static const Scene locked_scenes[] = {
  { "unlock", open_window, MARKUP, MARKUP },
};

static const Scene welcome_scenes[] = {
  { "welcome", open_window, NULL, NULL },
};

/* --- Playing them ------------------------------------------------------------------------------*/

static void
destroy (GtkWindow *window)
{
  gpointer alive = window;

  g_object_add_weak_pointer (G_OBJECT (window), &alive);
  gtk_window_destroy (window);
  wait_until (is_null, &alive);
}

/* Called when the window of a scene is gone. */
static void (*after_scene) (const Scene *scene);

static void
play_scene (Stage *stage, const Scene *scene, Check check)
{
  GtkWindow *window = scene->open (stage);

  g_test_message ("scene: %s", scene->name);
  if (window != stage->window)
    {
      gtk_window_set_default_size (window, 360, -1);
      console_dialog_present (window, GTK_WIDGET (stage->window));
    }
  if (scene->ready)
    wait_for_text_at (scene->name, GTK_WIDGET (window), scene->ready);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  /* Lists are read anew while things happen: now, and looked at before anything else does. */
  if (scene->shows)
    wait_for_text_at (scene->name, GTK_WIDGET (window), scene->shows);
  check (scene, window);
  if (window == stage->window)
    return;
  destroy (window);
  if (after_scene)
    after_scene (scene);
}

static void
play_scenes (EspEngine *engine, ConsoleSession *session, const Scene *scenes, guint n, Check check)
{
  Stage stage = { engine, session, GTK_WINDOW (console_window_new (application, session)) };

  gtk_window_set_default_size (stage.window, 360, 640);
  gtk_window_present (stage.window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (stage.window));
  for (guint i = 0; i < n; i++)
    play_scene (&stage, &scenes[i], check);
  destroy (stage.window);
  if (after_scene)
    after_scene (&scenes[n - 1]);
}

/* Each once; afterwards the vault is locked and all windows are gone. */
static void
play_all (Fixture *fixture, Check check)
{
  EspEngine *empty = esp_engine_new (NULL);
  ConsoleSession *first_run = console_session_new (empty);

  play_scenes (fixture->engine, fixture->session, open_scenes, G_N_ELEMENTS (open_scenes), check);
  esp_engine_lock (fixture->engine);
  play_scenes (fixture->engine, fixture->session, locked_scenes, G_N_ELEMENTS (locked_scenes),
               check);
  play_scenes (empty, first_run, welcome_scenes, G_N_ELEMENTS (welcome_scenes), check);
  run_for (50);
  g_assert_finalize_object (first_run);
  g_assert_finalize_object (empty);
}
