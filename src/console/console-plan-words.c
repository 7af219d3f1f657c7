/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of words. */
#include "console-plan-words.h"

#include <glib/gi18n.h>

#define POLICY_MEMBER "policies."

/* --- Things ------------------------------------------------------------------------------------*/

static const struct
{
  const char *thing;
  const char *word;
  const char *icon;
} things[] = {
  { "ACCOUNT", NC_ ("thing of a plan", "Account"), "door-organization-symbolic" },
  { "CERTIFICATE_AUTHORITY", NC_ ("thing of a plan", "Certificate authority"),
    "hierarchy-symbolic" },
  { "GUARDRAIL", NC_ ("thing of a plan", "Guardrail"), "guardrail-symbolic" },
  { "ROLE", NC_ ("thing of a plan", "Role"), "role-symbolic" },
  { "PERSON", NC_ ("thing of a plan", "Person"), "person-symbolic" },
  { "RESOURCE_SHARE", NC_ ("thing of a plan", "Share"), "shares-symbolic" },
};

const char *
console_plan_thing_word (const char *thing)
{
  for (gsize i = 0; i < G_N_ELEMENTS (things); i++)
    if (g_strcmp0 (things[i].thing, thing) == 0)
      return g_dpgettext2 (NULL, "thing of a plan", things[i].word);
  return thing ? thing : "";
}

const char *
console_plan_thing_icon (const char *thing)
{
  for (gsize i = 0; i < G_N_ELEMENTS (things); i++)
    if (g_strcmp0 (things[i].thing, thing) == 0)
      return things[i].icon;
  return "dialog-question-symbolic";
}

char *
console_plan_account_text (const EspPlan *plan, const char *number)
{
  const EspPlanAccount *account = plan && number ? esp_plan_find_account (plan, number) : NULL;

  if (!account || !account->name)
    return g_strdup (number ? number : "");
  return g_strdup_printf ("%s, %s", account->name, number);
}

/* --- Members -----------------------------------------------------------------------------------*/

static const struct
{
  const char *member;
  const char *word;
} members[] = {
  { "account", NC_ ("member of a plan", "Account") },
  { "accounts", NC_ ("member of a plan", "Accounts") },
  { "approvers", NC_ ("member of a plan", "Approvers") },
  { "document", NC_ ("member of a plan", "Policy") },
  { "dualControl", NC_ ("member of a plan", "Two persons") },
  { "keyAlgorithm", NC_ ("member of a plan", "Key") },
  { "name", NC_ ("member of a plan", "Name") },
  { "organizationScope", NC_ ("member of a plan", "Sees all accounts") },
  { "parent", NC_ ("member of a plan", "Below") },
  { "pathLength", NC_ ("member of a plan", "Path length") },
  { "permission", NC_ ("member of a plan", "Permission") },
  { "revocation.crl", NC_ ("member of a plan", "Revocation lists") },
  { "revocation.crlCname", NC_ ("member of a plan", "Host name of lists") },
  { "revocation.crlDays", NC_ ("member of a plan", "Days of a list") },
  { "revocation.crlOmitted", NC_ ("member of a plan", "Lists not named in certificates") },
  { "revocation.crlPartitioned", NC_ ("member of a plan", "Lists in parts") },
  { "revocation.crlPath", NC_ ("member of a plan", "Path of lists") },
  { "revocation.crlUrl", NC_ ("member of a plan", "Address of lists") },
  { "revocation.ocsp", NC_ ("member of a plan", "Answers (OCSP)") },
  { "revocation.ocspCname", NC_ ("member of a plan", "Host name of answers") },
  { "revocation.ocspUrl", NC_ ("member of a plan", "Address of answers") },
  { "roles", NC_ ("member of a plan", "Roles") },
  { "service", NC_ ("member of a plan", "Is a service") },
  { "signing", NC_ ("member of a plan", "Signing") },
  { "signingAlgorithm", NC_ ("member of a plan", "Signature") },
  { "subject", NC_ ("member of a plan", "Subject") },
  { "tags", NC_ ("member of a plan", "Tags") },
  { "template", NC_ ("member of a plan", "Template") },
  { "usageMode", NC_ ("member of a plan", "Usage") },
  { "validity", NC_ ("member of a plan", "Validity") },
};

char *
console_plan_member_word (const char *member)
{
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (g_strcmp0 (members[i].member, member) == 0)
      return g_strdup (g_dpgettext2 (NULL, "member of a plan", members[i].word));
  if (member && g_str_has_prefix (member, POLICY_MEMBER))
    /* Translators: %s is the name of a policy */
    return g_strdup_printf (C_ ("member of a plan", "Policy “%s”"),
                            member + strlen (POLICY_MEMBER));
  return g_strdup (member ? member : "");
}

const char *
console_plan_translate (const char *one, const char *many, gulong n)
{
  return many ? ngettext (one, many, n) : gettext (one);
}

char *
console_plan_member_value (const char *member, const char *value)
{
  if (!value)
    return NULL;
  if (g_str_equal (value, "true"))
    return g_strdup (C_ ("value of a plan", "Yes"));
  if (g_str_equal (value, "false"))
    return g_strdup (C_ ("value of a plan", "No"));
  if (g_strcmp0 (member, "keyAlgorithm") == 0)
    return g_strdup (esp_plan_algorithm_label (value));
  if (g_strcmp0 (member, "validity") == 0)
    return esp_plan_validity_text (value, console_plan_translate);
  if (g_strcmp0 (member, "template") == 0)
    return console_plan_template_text (value);
  return g_strdup (value);
}

char *
console_plan_template_text (const char *template_name)
{
  const EspTemplate *template = template_name ? esp_template_find (template_name, NULL) : NULL;

  /* Its own name, without the version that all have. */
  if (!template)
    return g_strdup (template_name ? template_name : "");
  return g_strndup (template->name, strcspn (template->name, "/"));
}
