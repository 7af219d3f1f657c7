/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In the sample a root is under two persons from the beginning. The second one lets it go, so that what is tested
 * happens at once; approvals have tests of their own. */
#pragma once

#include "engine/espalier.h"

#include <string.h>

#define SECOND_PERSON "ines.adler"

G_GNUC_UNUSED static void
sign_in_with (EspEngine *engine, const char *name, const char *passphrase)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspSecret) secret = esp_secret_new_copy (passphrase, strlen (passphrase), NULL);

  esp_engine_sign_in (engine, name, NULL, secret, NULL, &error);
  g_assert_no_error (error);
}

/* @admin is signed in, before and after. */
G_GNUC_UNUSED static void
lift_dual_control_with (EspEngine *engine, const char *admin, const char *passphrase, const char *ca)
{
  g_autoptr (GError) waiting = NULL, error = NULL;
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) refused = NULL, approved = NULL;
  const char *id;

  json_object_set_string_member (parameters, "CertificateAuthority", ca);
  json_object_set_boolean_member (parameters, "Enabled", FALSE);
  refused = esp_engine_call (engine, "SetDualControl", parameters, NULL, &waiting);
  if (refused)
    return;
  g_assert_error (waiting, ESP_ERROR, ESP_ERROR_WAITING);
  id = esp_error_get_argument (waiting, "id");
  g_assert_nonnull (id);
  sign_in_with (engine, SECOND_PERSON, passphrase);
  json_object_unref (parameters);
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "Id", id);
  approved = esp_engine_call (engine, "ApproveRequest", parameters, NULL, &error);
  g_assert_no_error (error);
  sign_in_with (engine, admin, passphrase);
}
