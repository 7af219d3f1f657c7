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
#include "console/console-health.h"
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

#include "csr-fixture.h"
#include "pages-fixture.h"

/* What may hold no override holds the markup. */
#ifndef MARKUP
#define MARKUP "A&B <b>x</b>"
#endif
/* The same in a distinguished name, with its escapes. */
#define MARKUP_IN_NAME "A&B \\<b\\>x\\</b\\>"
#define NAME_SHOWN MARKUP_IN_NAME " \\u202egnorts"
#define BELOW HOSTILE " below"
#define BELOW_SHOWN HOSTILE_SHOWN " below"
#ifndef URI
#define URI "https://a.example/A&B<b>x</b>"
#endif

static AdwApplication *application;
static char *hostile_request;

/* --- The vault ---------------------------------------------------------------------------------*/

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
  static const char *const extensions[] = { "subjectAltName=DNS:a.example,URI:" URI, NULL };

  hostile_request = make_csr_with ("/CN=A&B <b>x<\\/b> \u202egnorts", extensions);
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
  made = call_engine (engine, "CreateCertificateAuthority", parameters);
  make_request ();
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "CertificateAuthority", BELOW);
  json_object_set_string_member (parameters, "Csr", hostile_request);
  json_object_set_string_member (validity, "Type", "DAYS");
  json_object_set_int_member (validity, "Value", 7);
  json_object_set_object_member (parameters, "Validity", validity);
  issued = call_engine (engine, "IssueCertificate", parameters);
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

#include "scenes-cas.h"
#include "scenes-certificates.h"
#include "scenes-designer.h"
#include "scenes-handover.h"
#include "scenes-import.h"
#include "scenes-issue.h"
#include "scenes-manners.h"
#include "scenes-people.h"
#include "scenes-plans.h"
#include "scenes-provision.h"
#include "scenes-reports.h"
#include "scenes-sharing.h"
#include "scenes-vaults.h"

static const Scene open_scenes[] = {
  { "sidebar", open_sidebar, MARKUP, HOSTILE_SHOWN },
  { "findings", open_ca_findings, "To Look At", NULL },
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
  { "toast with undo", open_undo, "Undo", HOSTILE_SHOWN },
  { "preferences", open_preferences, "Lock Without Input After", NULL },
  { "help", open_help, "A key with sqlite3 and openssl alone", NULL },
  { "create root", open_create_root, NULL, NULL },
  { "create subordinate", open_create_subordinate, BELOW_SHOWN, HOSTILE_SHOWN },
  { "issue, empty", open_issue_empty, BELOW_SHOWN, HOSTILE_SHOWN },
  { "issue", open_issue, URI, HOSTILE_SHOWN },
  { "issue, templates", open_issue_templates, URI, HOSTILE_SHOWN },
  { "issue, passthrough", open_issue_passthrough, "Each with the place that its value comes from.", HOSTILE_SHOWN },
  { "issue, file", open_issue_file, "The file holds no JSON object", HOSTILE_SHOWN },
  { "issue, result", open_issue_result, "Serial number", NAME_SHOWN },
  { "issue, many, empty", open_issue_many_empty, "Drop Requests Here", HOSTILE_SHOWN },
  { "issue, many", open_issue_many, "would be issued", NAME_SHOWN },
  { "issue, many, result", open_issue_many_done, "1 certificate issued", NAME_SHOWN },
  { "certificate, given", open_given_certificate, "A path to a trusted root is good", NAME_SHOWN },
  { "certificate", open_certificate, URI, HOSTILE_SHOWN },
  { "certificate, path", open_certificate_path, "A path to a trusted root is good", NAME_SHOWN },
  { "ca, revocation", open_ca_revocation, "Answers (OCSP)", BELOW_SHOWN },
  { "revocation", open_revocation, "Make lists", NULL },
  { "publish", open_publish, NULL, NULL },
  { "renew", open_renew, BELOW_SHOWN, HOSTILE_SHOWN },
  { "delete", open_delete, BELOW_SHOWN, HOSTILE_SHOWN },
  { "revoke", open_revoke, NAME_SHOWN, NAME_SHOWN },
  { "report", open_report, BELOW_SHOWN, HOSTILE_SHOWN },
  { "reports", open_reports, "Per Certificate Authority", HOSTILE_SHOWN },
  { "report, opened", open_report_window, "<b>x \\u202egnorts.csv", "\\u202egnorts" },
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
  { "health", open_health, "What they issued was not read.", HOSTILE_SHOWN },
  { "health, issued", open_health_issued, "neither expired nor revoked", BELOW_SHOWN },
  { "alert", open_alert, HOSTILE_SHOWN, HOSTILE_SHOWN },
  { "compare", open_compare, "to make", HOSTILE_SHOWN },
  { "import authorities", open_import_assistant, "Nothing chosen; you can drop it here", NULL },
  { "import authorities, table", open_import_table, "Revocations: 0.", NAME_SHOWN },
  { "hand over", open_hand_over, BELOW_SHOWN, BELOW_SHOWN },
  { "take over", open_take_over, "<b>x \\u202egnorts.cms", "<b>x \\u202egnorts.cms" },
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

/* How large windows and dialogs are opened; -1: as they like. */
static int stage_width = 360, stage_height = 640, dialog_height = -1;

/* Called when the window of a scene is gone. */
static void (*after_scene) (const Scene *scene);

static void
play_scene (Stage *stage, const Scene *scene, Check check)
{
  GtkWindow *window = scene->open (stage);

  g_test_message ("scene: %s", scene->name);
  if (window != stage->window)
    {
      gtk_window_set_default_size (window, stage_width, dialog_height);
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

  gtk_window_set_default_size (stage.window, stage_width, stage_height);
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

/* --- The program -------------------------------------------------------------------------------*/

/* After set_up_display(), before the first fixture. */
G_GNUC_UNUSED static void
prepare_scenes (GError **error)
{
  sample_organization = sample_admin = MARKUP;
  sample_more = make_hostile_things;
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id",
                              "org.espalier.Espalier.Scenes", "flags", G_APPLICATION_NON_UNIQUE,
                              "resource-base-path", "/org/espalier/Espalier", NULL);
  g_application_register (G_APPLICATION (application), NULL, error);
}

G_GNUC_UNUSED static void
tidy_scenes (void)
{
  remove_sample ();
  g_free (hostile_request);
  if (old_authorities_path)
    remove_old_authorities (old_authorities_path);
  g_object_unref (application);
}
