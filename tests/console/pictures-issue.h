/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of many requests at once, and of a certificate from outside: a part of pictures.c. */
#pragma once

#include "console/console-given-certificate.h"
#include "console/console-issue-many.h"

#include "requests-fixture.h"

static GtkWindow *
issue_many_empty_cb (Studio *studio)
{
  return console_issue_many_new (studio->session, find_ca (studio), NULL, NULL);
}

/* Names as short and as long as they come, and one that is no request. */
static GtkWindow *
issue_many_cb (Studio *studio)
{
  static const char *const names[] = {
    "radio-0001.example", "navigation unit of the second generation and no end",
    "رادیو", "x", "gateway-0004.a-very-long-name-of-a-department.example",
  };
  g_autoptr (GString) all = g_string_new (NULL);
  g_autoptr (GBytes) text = NULL;

  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s %u", names[i % G_N_ELEMENTS (names)], i);
      g_autofree char *pem = make_quick_request (name);

      g_string_append (all, pem);
      if (i == 3)
        g_string_append (all, "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
    }
  text = g_bytes_new (all->str, all->len);
  return console_issue_many_new (studio->session, find_ca (studio), NULL, text);
}

static GtkWidget *
get_child (GtkWindow *dialog, const char *name)
{
  return GTK_WIDGET (
    gtk_widget_get_template_child (GTK_WIDGET (dialog), G_OBJECT_TYPE (dialog), name));
}

static GtkWindow *
issue_many_selected_cb (Studio *studio)
{
  GtkWindow *dialog = issue_many_cb (studio);
  GtkWidget *view = find_type (GTK_WIDGET (dialog), GTK_TYPE_COLUMN_VIEW);

  console_dialog_present (dialog, GTK_WIDGET (studio->window));
  settle ();
  gtk_single_selection_set_selected (
    GTK_SINGLE_SELECTION (gtk_column_view_get_model (GTK_COLUMN_VIEW (view))), 1);
  return dialog;
}

static GtkWindow *
issue_many_done_cb (Studio *studio)
{
  GtkWindow *dialog = issue_many_cb (studio);

  console_dialog_present (dialog, GTK_WIDGET (studio->window));
  settle ();
  g_signal_emit_by_name (get_child (dialog, "primary_button"), "clicked");
  settle ();
  return dialog;
}

static GtkWindow *
given_certificate_cb (Studio *studio)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) got = NULL;
  g_autoptr (GPtrArray) certificates = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const char *pem;

  json_object_set_string_member (parameters, "CertificateAuthority", studio->ca);
  got = esp_engine_call (studio->engine, "GetCertificateAuthorityCertificate", parameters, NULL,
                         NULL);
  pem = esp_json_get_string (json_node_get_object (got), "Certificate");
  bytes = g_bytes_new (pem, strlen (pem));
  certificates = esp_certificate_parse_chain (bytes, NULL);
  return console_given_certificate_new (studio->session, certificates);
}
