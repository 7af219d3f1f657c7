/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of the diagram, shares, permissions, approvals and alerts: a part of scenes-fixture.h. */
#pragma once

/* The first of what an operation lists. */
static JsonObject *
get_first (Stage *stage, const char *operation, const char *member)
{
  g_autoptr (JsonObject) list = call_engine (stage->engine, operation, json_object_new ());

  return json_object_ref (
    json_array_get_object_element (json_object_get_array_member (list, member), 0));
}

/* The one with the markup. */
static JsonObject *
get_share (Stage *stage)
{
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonObject) list = NULL;

  json_object_set_string_member (parameters, "CertificateAuthority", BELOW);
  list = call_engine (stage->engine, "ListResourceShares", parameters);
  return json_object_ref (
    json_array_get_object_element (json_object_get_array_member (list, "ResourceShares"), 0));
}

static GtkWindow *
open_ca_sharing (Stage *stage)
{
  return show_tab (stage, "sharing");
}

static GtkWindow *
open_diagram (Stage *stage)
{
  return show_place (stage, "diagram");
}

static GtkWindow *
open_shares (Stage *stage)
{
  return show_place (stage, "shares");
}

static GtkWindow *
open_share (Stage *stage)
{
  g_autoptr (JsonObject) share = get_share (stage);

  return console_share_dialog_new (stage->session, share);
}

static GtkWindow *
open_create_share (Stage *stage)
{
  return console_create_share_dialog_new (stage->session, get_ca (stage));
}

static GtkWindow *
open_replace_permission (Stage *stage)
{
  g_autoptr (JsonObject) share = get_share (stage);

  return console_replace_permission_dialog_new (stage->session, share);
}

static GtkWindow *
open_approvals (Stage *stage)
{
  return show_place (stage, "approvals");
}

/* The one that waits: others were made in the same second. */
static JsonObject *
get_waiting (Stage *stage)
{
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonObject) list = NULL;

  json_object_set_string_member (parameters, "Status", "WAITING");
  list = call_engine (stage->engine, "ListApprovals", parameters);
  return json_object_ref (
    json_array_get_object_element (json_object_get_array_member (list, "Approvals"), 0));
}

static GtkWindow *
open_approval (Stage *stage)
{
  g_autoptr (JsonObject) approval = get_waiting (stage);

  return console_approval_dialog_new (stage->session, approval);
}

static GtkWindow *
open_refuse (Stage *stage)
{
  g_autoptr (JsonObject) approval = get_waiting (stage);

  return console_refuse_dialog_new (stage->session, approval);
}

static GtkWindow *
open_add_approver (Stage *stage)
{
  g_autoptr (JsonArray) none = json_array_new ();

  return console_add_approver_dialog_new (stage->session, get_ca (stage), none);
}

static GtkWindow *
open_alerts (Stage *stage)
{
  return show_place (stage, "alerts");
}

static GtkWindow *
open_health (Stage *stage)
{
  return show_place (stage, "health");
}

static GtkWindow *
open_health_issued (Stage *stage)
{
  GtkWindow *window = show_place (stage, "health");
  GtkWidget *page = find_type (GTK_WIDGET (window), CONSOLE_TYPE_HEALTH_PAGE);

  console_health_page_set_branch (CONSOLE_HEALTH_PAGE (page), get_ca (stage));
  wait_for_text (page, "What they issued was not read.");
  gtk_widget_activate_action (page, "health.issued", NULL);
  return window;
}

static GtkWindow *
open_alert (Stage *stage)
{
  g_autoptr (JsonObject) alert = get_first (stage, "ListAlerts", "Alerts");

  return console_alert_dialog_new (stage->session, alert);
}

static GtkWindow *
open_versions (Stage *stage)
{
  g_autoptr (JsonObject) permission = json_object_new ();

  json_object_set_string_member (permission, "Name", OWN_PERMISSION);
  return console_permission_dialog_new (stage->session, permission);
}

static GtkWindow *
open_share_tags (Stage *stage)
{
  g_autoptr (JsonObject) share = get_share (stage);
  g_autoptr (GPtrArray) tags = esp_tags_new ();

  esp_tags_set (tags, "team @ x:y", "a/b = c + d", NULL);
  return console_tags_dialog_new_for (stage->session, CONSOLE_TAGGED_SHARE,
                                      json_object_get_string_member (share, "Arn"), tags);
}
