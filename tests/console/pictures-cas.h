/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of Certificate Authorities: a part of pictures.c. */
#pragma once

static GtkWindow *
ca_page_cb (Studio *studio)
{
  gtk_widget_activate_action (GTK_WIDGET (studio->window), "win.show-ca", "s", studio->ca);
  return NULL;
}

static GtkWindow *
root_cb (Studio *studio)
{
  return console_create_root_dialog_new (studio->session);
}

static GtkWindow *
subordinate_cb (Studio *studio)
{
  return console_create_subordinate_dialog_new (studio->session, NULL);
}

static GtkWindow *
ca_revocation_cb (Studio *studio)
{
  GtkWidget *page;

  gtk_widget_activate_action (GTK_WIDGET (studio->window), "win.show-ca", "s", studio->ca);
  page = find_type (GTK_WIDGET (studio->window), g_type_from_name ("ConsoleCaPage"));
  g_object_set (page, "tab", "revocation", NULL);
  settle ();
  return NULL;
}

static GtkWindow *
revocation_cb (Studio *studio)
{
  GtkWidget *page = find_type (GTK_WIDGET (studio->window), g_type_from_name ("ConsoleCaPage"));

  g_object_set (page, "tab", "overview", NULL);
  return console_revocation_dialog_new (studio->session, find_ca (studio));
}

static GtkWindow *
publish_cb (Studio *studio)
{
  return console_publish_dialog_new (studio->session, find_ca (studio));
}

static GtkWindow *
renew_cb (Studio *studio)
{
  return console_renew_dialog_new (studio->session, find_ca (studio));
}

static GtkWindow *
delete_cb (Studio *studio)
{
  return console_delete_ca_dialog_new (studio->session, find_ca (studio));
}

static GtkWindow *
pending_cb (Studio *studio)
{
  gtk_widget_activate_action (GTK_WIDGET (studio->window), "win.show-ca", "s", studio->pending);
  return NULL;
}

static GtkWindow *
import_cb (Studio *studio)
{
  EspCaTree *tree = console_session_get_tree (studio->session);

  return console_import_dialog_new (studio->session,
                                    esp_ca_tree_find (tree, strrchr (studio->pending, '/') + 1));
}

static GtkWindow *
report_cb (Studio *studio)
{
  return console_report_dialog_new (studio->session, find_ca (studio));
}

static GtkWindow *
tags_cb (Studio *studio)
{
  return console_tags_dialog_new (studio->session, find_ca (studio));
}
