/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of Certificate Authorities: a part of scenes-fixture.h. */
#pragma once

/* The window is narrow: it shows the one or the other. */
static GtkWindow *
open_sidebar (Stage *stage)
{
  gtk_widget_activate_action (GTK_WIDGET (stage->window), "win.back", NULL);
  return stage->window;
}

static GtkWindow *
open_overview (Stage *stage)
{
  return show_tab (stage, "overview");
}

/* Of the CA that most has to be done about. */
static GtkWindow *
open_ca_findings (Stage *stage)
{
  g_autoptr (JsonObject) list = call_engine (stage->engine, "CheckCertificateAuthorities", NULL);
  JsonObject *first = json_array_get_object_element (json_object_get_array_member (list, "Findings"), 0);

  gtk_widget_activate_action (GTK_WIDGET (stage->window), "win.show-ca", "s",
                              json_object_get_string_member (first, "CertificateAuthorityArn"));
  g_object_set (find_type (GTK_WIDGET (stage->window), CONSOLE_TYPE_CA_PAGE), "tab", "overview", NULL);
  return stage->window;
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
