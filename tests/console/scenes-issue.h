/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of many requests at once, and of a certificate from outside: a part of scenes-fixture.h. */
#pragma once

#include "console/console-given-certificate.h"
#include "console/console-issue-many.h"

/* One that can be issued from, and what is none. */
static GtkWindow *
open_issue_many (Stage *stage)
{
  g_autofree char *both = g_strconcat (hostile_request,
                                       "-----BEGIN A&B <b>x</b>-----\nAAAA\n-----END A&B "
                                       "<b>x</b>-----\n",
                                       NULL);
  g_autoptr (GBytes) text = g_bytes_new (both, strlen (both));

  return console_issue_many_new (stage->session, get_ca (stage), NULL, text);
}

static GtkWindow *
open_issue_many_empty (Stage *stage)
{
  return console_issue_many_new (stage->session, get_ca (stage), NULL, NULL);
}

static GtkWindow *
open_issue_many_done (Stage *stage)
{
  GtkWindow *dialog = open_issue_many (stage);
  GObject *button = gtk_widget_get_template_child (GTK_WIDGET (dialog), CONSOLE_TYPE_ISSUE_MANY,
                                                   "primary_button");

  console_dialog_present (dialog, GTK_WIDGET (stage->window));
  wait_until (can_submit, button);
  g_signal_emit_by_name (button, "clicked");
  return dialog;
}

static GtkWindow *
open_given_certificate (Stage *stage)
{
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonObject) got = NULL;
  g_autoptr (GPtrArray) certificates = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const char *pem;

  json_object_set_string_member (parameters, "CertificateAuthority", BELOW);
  got = call_engine (stage->engine, "GetCertificateAuthorityCertificate", parameters);
  pem = json_object_get_string_member (got, "Certificate");
  bytes = g_bytes_new (pem, strlen (pem));
  certificates = esp_certificate_parse_chain (bytes, NULL);
  return console_given_certificate_new (stage->session, certificates);
}
