/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People with hostile names: a part of scenes-fixture.h. */
#pragma once

#define INVITED MARKUP " two"
#define INVITED_TO MARKUP " Ltd"
#define OWN_PERMISSION "radio"

/* A permission of two versions. */
static void
make_permission (EspEngine *engine)
{
  static const char *const operations[] = { "CreateManagedPermission",
                                            "CreateManagedPermissionVersion" };

  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++)
    {
      JsonObject *parameters = json_object_new ();
      g_autoptr (JsonObject) made = NULL;

      json_object_set_string_member (parameters, "Name", OWN_PERMISSION);
      json_object_set_string_member (parameters, "PolicyTemplate",
                                     console_policy_starters_blank (ESP_POLICY_TEMPLATE));
      made = call_engine (engine, operations[i], parameters);
    }
}

/* Beside the founder: somebody invited, a role and a guardrail. */
static void
make_hostile_people (EspEngine *engine)
{
  JsonObject *parameters = json_object_new ();
  g_autoptr (JsonObject) account = NULL, role = NULL, invited = NULL, guardrail = NULL;

  lift_dual_control (engine, "Meridian Root G1");
  make_permission (engine);
  json_object_set_string_member (parameters, "Name", INVITED_TO);
  account = call_engine (engine, "CreateAccount", parameters);
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "Name", INVITED);
  json_object_set_string_member (parameters, "Account", INVITED_TO);
  add_tag (parameters);
  invited = call_engine (engine, "InvitePrincipal", parameters);
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "Name", "Keep");
  json_object_set_string_member (parameters, "Document",
                                 console_policy_starters_find ("keep-root"));
  guardrail = call_engine (engine, "CreateGuardrail", parameters);
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "Name", "Radio");
  json_object_set_string_member (parameters, "Account", INVITED_TO);
  add_tag (parameters);
  role = call_engine (engine, "CreateRole", parameters);
}

/* A person and a role have the same name: the number is what tells it apart. */
static char *
find_account (EspEngine *engine, const char *name)
{
  g_autoptr (JsonObject) list = call_engine (engine, "ListAccounts", json_object_new ());
  JsonArray *accounts = json_object_get_array_member (list, "Accounts");

  for (guint i = 0; i < json_array_get_length (accounts); i++)
    {
      JsonObject *account = json_array_get_object_element (accounts, i);

      if (g_str_equal (json_object_get_string_member (account, "Name"), name))
        return g_strdup (json_object_get_string_member (account, "Id"));
    }
  g_assert_not_reached ();
}

/* The hostile CA shared, and the hostile root waiting for a second person. */
static void
make_hostile_waiting (EspEngine *engine)
{
  JsonObject *parameters = json_object_new ();
  g_autofree char *account = find_account (engine, INVITED_TO);
  g_autoptr (JsonObject) shared = NULL, enabled = NULL;
  g_autoptr (JsonNode) refused = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (parameters, "Name", MARKUP);
  json_object_set_string_member (parameters, "CertificateAuthority", BELOW);
  json_object_set_string_member (parameters, "Consumer", account);
  add_tag (parameters);
  shared = call_engine (engine, "CreateResourceShare", parameters);
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "CertificateAuthority", HOSTILE);
  json_object_set_boolean_member (parameters, "Enabled", TRUE);
  enabled = call_engine (engine, "SetDualControl", parameters);
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "CertificateAuthority", HOSTILE);
  json_object_set_string_member (parameters, "Status", "DISABLED");
  refused = esp_engine_call (engine, "UpdateCertificateAuthority", parameters, NULL, &error);
  json_object_unref (parameters);
  g_assert_error (error, ESP_ERROR, ESP_ERROR_WAITING);
}
