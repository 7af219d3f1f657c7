/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of certificates, their requests, and the log: a part of pictures.c. */
#pragma once

static GtkWindow *
certificates_cb (Studio *studio)
{
  gtk_widget_activate_action (GTK_WIDGET (studio->window), "win.show-place", "s", "certificates");
  return NULL;
}

static void
choose_filter (GtkWidget *filter, const char *choice, guint row)
{
  gtk_drop_down_set_selected (GTK_DROP_DOWN (gtk_widget_get_template_child (
                                filter, CONSOLE_TYPE_CERTIFICATE_FILTER, choice)),
                              row);
}

static void
filter_from (GtkWidget *filter, const char *date)
{
  gtk_editable_set_text (GTK_EDITABLE (gtk_widget_get_template_child (
                           filter, CONSOLE_TYPE_CERTIFICATE_FILTER, "from_entry")),
                         date);
}

/* All chips at once, taken back before the next scene. */
static GtkWindow *
certificates_filtered_cb (Studio *studio)
{
  GtkWidget *page, *filter;
  GtkMenuButton *button;

  certificates_cb (studio);
  settle ();
  page = find_type (GTK_WIDGET (studio->window), CONSOLE_TYPE_CERTIFICATES_PAGE);
  filter = find_type (page, CONSOLE_TYPE_CERTIFICATE_FILTER);
  button = GTK_MENU_BUTTON (
    gtk_widget_get_template_child (filter, CONSOLE_TYPE_CERTIFICATE_FILTER, "button"));
  gtk_menu_button_popup (button);
  choose_filter (filter, "ca_choice", 3);
  choose_filter (filter, "account_choice", 1);
  choose_filter (filter, "template_choice", 12);
  choose_filter (filter, "ends_choice", 3);
  filter_from (filter, "2026-01-01");
  gtk_menu_button_popdown (button);
  settle ();
  return NULL;
}

/* One of them, and what it was chosen in. */
static GtkWindow *
certificates_filter_cb (Studio *studio)
{
  GtkWidget *page, *filter;

  certificates_cb (studio);
  settle ();
  page = find_type (GTK_WIDGET (studio->window), CONSOLE_TYPE_CERTIFICATES_PAGE);
  filter = find_type (page, CONSOLE_TYPE_CERTIFICATE_FILTER);
  console_certificate_filter_clear (CONSOLE_CERTIFICATE_FILTER (filter));
  gtk_menu_button_popup (GTK_MENU_BUTTON (
    gtk_widget_get_template_child (filter, CONSOLE_TYPE_CERTIFICATE_FILTER, "button")));
  choose_filter (filter, "ends_choice", 4);
  settle ();
  return NULL;
}

/* Nothing is restricted any more. */
static void
unfilter (Studio *studio)
{
  GtkWidget *page = find_type (GTK_WIDGET (studio->window), CONSOLE_TYPE_CERTIFICATES_PAGE);
  GtkWidget *filter = find_type (page, CONSOLE_TYPE_CERTIFICATE_FILTER);

  gtk_menu_button_popdown (GTK_MENU_BUTTON (
    gtk_widget_get_template_child (filter, CONSOLE_TYPE_CERTIFICATE_FILTER, "button")));
  gtk_widget_activate_action (find_type (page, CONSOLE_TYPE_CERTIFICATE_TABLE), "table.clear",
                              NULL);
  settle ();
  dismiss_toasts (GTK_WIDGET (studio->window));
}

static GtkWindow *
activity_cb (Studio *studio)
{
  gtk_widget_activate_action (GTK_WIDGET (studio->window), "win.show-place", "s", "activity");
  return NULL;
}

static GtkWindow *
issue_cb (Studio *studio)
{
  return console_issue_dialog_new (studio->session, find_ca (studio), NULL);
}

static GtkWindow *
issue_request_cb (Studio *studio)
{
  g_autoptr (GBytes) csr = g_bytes_new (studio->csr, strlen (studio->csr));

  return console_issue_dialog_new (studio->session, find_ca (studio), csr);
}

static GtkWindow *
issue_passthrough_cb (Studio *studio)
{
  GtkWindow *dialog = issue_request_cb (studio);
  ConsolePassthroughEditor *editor = CONSOLE_PASSTHROUGH_EDITOR (
    find_type (GTK_WIDGET (dialog), CONSOLE_TYPE_PASSTHROUGH_EDITOR));

  console_template_row_choose (
    CONSOLE_TEMPLATE_ROW (find_type (GTK_WIDGET (dialog), CONSOLE_TYPE_TEMPLATE_ROW)),
    "EndEntityCertificate_APIPassthrough");
  console_passthrough_editor_set_subject (editor, "CommonName", "radio-0815.example");
  console_passthrough_editor_add_name (editor, "DnsName", "radio-0815.example");
  console_passthrough_editor_add_name (editor, "IpAddress", "192.0.2.300");
  return dialog;
}

static GtkWindow *
issue_preview_cb (Studio *studio)
{
  GtkWindow *dialog = issue_request_cb (studio);

  console_dialog_present (dialog, GTK_WIDGET (studio->window));
  settle ();
  scroll_down (dialog, 620);
  return dialog;
}

static GtkWindow *
path_cb (Studio *studio)
{
  GtkWindow *dialog = console_certificate_dialog_new (studio->session, studio->ca, studio->serial);
  GObject *parts = gtk_widget_get_template_child (GTK_WIDGET (dialog), G_OBJECT_TYPE (dialog),
                                                  "parts");

  console_dialog_present (dialog, GTK_WIDGET (studio->window));
  settle ();
  gtk_stack_set_visible_child_name (GTK_STACK (parts), "path");
  settle ();
  for (GtkWidget *row = find_type (GTK_WIDGET (parts), ADW_TYPE_EXPANDER_ROW); row;
       row = gtk_widget_get_next_sibling (row))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  return dialog;
}

/* The search has the focus: what is typed there matches nothing. */
static GtkWindow *
no_match_cb (Studio *studio)
{
  GtkWidget *focus;

  certificates_cb (studio);
  unfilter (studio);
  gtk_widget_activate_action (GTK_WIDGET (studio->window), "win.search", NULL);
  focus = gtk_window_get_focus (studio->window);
  if (GTK_IS_EDITABLE (focus))
    gtk_editable_set_text (GTK_EDITABLE (focus), "no such certificate");
  settle ();
  return NULL;
}

static GtkWindow *
certificate_cb (Studio *studio)
{
  return console_certificate_dialog_new (studio->session, studio->ca, studio->serial);
}

static GtkWindow *
revoke_cb (Studio *studio)
{
  return console_revoke_dialog_new (studio->session, studio->ca, studio->serial, studio->subject);
}

static GtkWindow *
event_cb (Studio *studio)
{
  return console_event_dialog_new (studio->session, 1);
}
