/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenes of people, roles and policies: a part of scenes-fixture.h. */
#pragma once

static GtkWindow *
open_ca_access (Stage *stage)
{
  return show_tab (stage, "access");
}

static GtkWindow *
show_people (Stage *stage, const char *tab)
{
  show_place (stage, "people");
  g_object_set (find_type (GTK_WIDGET (stage->window), CONSOLE_TYPE_PEOPLE_PAGE), "tab", tab, NULL);
  return stage->window;
}

static GtkWindow *
open_people (Stage *stage)
{
  return show_people (stage, "people");
}

static GtkWindow *
open_roles (Stage *stage)
{
  return show_people (stage, "roles");
}

static GtkWindow *
open_guardrails (Stage *stage)
{
  return show_people (stage, "guardrails");
}

static GtkWindow *
open_permissions (Stage *stage)
{
  return show_people (stage, "permissions");
}

static GtkWindow *
open_access_grid (Stage *stage)
{
  return show_people (stage, "access");
}

static GtkWindow *
open_explanation (Stage *stage)
{
  return console_explain_dialog_new (stage->session, sample_admin, "Administrator",
                                     "acm-pca:IssueCertificate",
                                     esp_ca_node_get_ca (get_ca (stage))->arn);
}

static GtkWindow *
open_simulator (Stage *stage)
{
  return show_people (stage, "simulator");
}

static GtkWindow *
open_person (Stage *stage)
{
  return console_person_dialog_new (stage->session, INVITED);
}

static GtkWindow *
open_invite (Stage *stage)
{
  return console_invite_dialog_new (stage->session);
}

/* As the engine describes somebody whose keys wait to be confirmed. */
static JsonObject *
make_enrolled (void)
{
  JsonObject *person = json_object_new ();

  json_object_set_string_member (person, "Name", HOSTILE);
  json_object_set_string_member (person, "Account", "111122223333");
  json_object_set_string_member (person, "Kind", "PERSON");
  json_object_set_string_member (person, "Status", "ENROLLED");
  json_object_set_string_member (person, "Fingerprint", "ab:cd:ef:01:23:45:67:89");
  return person;
}

static GtkWindow *
open_confirm (Stage *stage)
{
  g_autoptr (JsonObject) person = make_enrolled ();

  return console_confirm_dialog_new (stage->session, person);
}

static GtkWindow *
open_reset (Stage *stage)
{
  g_autoptr (JsonObject) person = make_enrolled ();

  return console_new_code_dialog_new (stage->session, person, TRUE);
}

/* A new code for who was invited, shown. */
static GtkWindow *
open_new_code (Stage *stage)
{
  g_autoptr (JsonObject) parameters = json_object_new (), described = NULL;
  GtkWindow *dialog;
  GObject *button;

  json_object_set_string_member (parameters, "Name", INVITED);
  described = call_engine (stage->engine, "DescribePrincipal", json_object_ref (parameters));
  dialog = console_new_code_dialog_new (stage->session,
                                        json_object_get_object_member (described, "Principal"),
                                        FALSE);
  console_dialog_present (dialog, GTK_WIDGET (stage->window));
  button = gtk_widget_get_template_child (GTK_WIDGET (dialog), CONSOLE_TYPE_FORM_WINDOW,
                                          "primary_button");
  g_signal_emit_by_name (button, "clicked");
  return dialog;
}

static GtkWindow *
open_enrol (Stage *stage)
{
  return console_enrol_dialog_new (stage->session);
}

static GtkWindow *
open_create_account (Stage *stage)
{
  return console_create_account_dialog_new (stage->session);
}

static GtkWindow *
open_create_role (Stage *stage)
{
  return console_create_role_dialog_new (stage->session);
}

static GtkWindow *
open_role (Stage *stage)
{
  g_autoptr (JsonObject) list = call_engine (stage->engine, "ListRoles", json_object_new ());
  JsonArray *roles = json_object_get_array_member (list, "Roles");
  const char *arn = NULL;

  for (guint i = 0; i < json_array_get_length (roles); i++)
    {
      JsonObject *role = json_array_get_object_element (roles, i);

      if (g_str_equal (json_object_get_string_member (role, "Name"), "Radio"))
        arn = json_object_get_string_member (role, "Arn");
    }
  g_assert_nonnull (arn);
  return console_role_dialog_new (stage->session, arn);
}

/* A document that can be mended, with the markup in it. */
#define BROKEN_POLICY \
  "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Sid\": \"One\",\n" \
  "      \"Effect\": \"Allow\",\n      \"Action\": \"acm-pca:" MARKUP "\"\n      \"Resource\": \"*\"\n" \
  "    }\n  ]\n}\n"

static GtkWindow *
open_policy (Stage *stage)
{
  return console_policy_dialog_new_for_role (stage->session, "arn:aws:iam::111122223333:role/Radio",
                                             MARKUP, BROKEN_POLICY);
}

static GtkWindow *
open_guardrail (Stage *stage)
{
  return console_policy_dialog_new_for_guardrail (stage->session, NULL);
}

static GtkWindow *
open_permission (Stage *stage)
{
  return console_policy_dialog_new_for_permission (stage->session, NULL, NULL);
}

static void
taken_cb (GtkWidget *owner, const char *text)
{
  g_assert_not_reached ();
}

static GtkWindow *
open_repair (Stage *stage)
{
  gboolean changed = FALSE;
  g_autoptr (GPtrArray) repairs = NULL;
  g_autofree char *mended = esp_policy_repair (BROKEN_POLICY, &changed, &repairs);

  g_assert_true (changed);
  return console_repair_dialog_new (stage->session, BROKEN_POLICY, mended, repairs,
                                    GTK_WIDGET (stage->window), taken_cb);
}
