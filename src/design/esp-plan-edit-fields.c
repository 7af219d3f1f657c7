/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Single values of CAs, set for several at once, and what several have in common. What a plan can
 * hold is set, however wrong it is: the checks tell. The table at the end has a row for each field.
 */
#include "esp-plan-edit-private.h"

#include "esp-plan-private.h"

#include "model/esp-arn.h"

#include <string.h>

#define NONE "none"
#define MAX_PATH_LENGTH 1000
#define MAX_CRL_DAYS 5000

typedef struct _Field Field;

/* One edit: what is to be set, and how. */
typedef struct
{
  const Field *field;
  const char *value;     /* NULL where it is empty and may be */
  EspPlanReview *review; /* where the field needs one */
} Edit;

struct _Field
{
  const char *name;  /* in a refusal */
  gboolean optional; /* may be NULL; an empty text is */
  int limit;         /* characters */
  gsize offset;      /* of the char * or gboolean, for those that need no more */
  gboolean (*set) (EspPlanCa *ca, const Edit *edit, GError **error);
  char *(*get) (const EspPlanCa *ca, const Field *field);
  gboolean reviews;
};

static gboolean
refuse (const Edit *edit, const char *problem, GError **error)
{
  return esp_plan_edit_refuse (error, edit->field->name, edit->value, problem);
}

/* --- Texts -------------------------------------------------------------------------------------*/

static gboolean
set_text (EspPlanCa *ca, const Edit *edit, GError **error)
{
  esp_plan_set_text (&G_STRUCT_MEMBER (char *, ca, edit->field->offset), edit->value);
  return TRUE;
}

static char *
get_text (const EspPlanCa *ca, const Field *field)
{
  return g_strdup (G_STRUCT_MEMBER (char *, ca, field->offset));
}

static gboolean
set_account (EspPlanCa *ca, const Edit *edit, GError **error)
{
  if (!esp_account_number_is_valid (edit->value))
    return refuse (edit, "an account's number is twelve digits", error);
  return set_text (ca, edit, error);
}

/* --- Numbers and words -------------------------------------------------------------------------*/

static gboolean
parse_number (const char *text, int most, int *number)
{
  gint64 value;

  if (!text || !g_ascii_string_to_signed (text, 10, 0, most, &value, NULL))
    return FALSE;
  *number = (int) value;
  return TRUE;
}

static gboolean
set_switch (EspPlanCa *ca, const Edit *edit, GError **error)
{
  gboolean on = g_str_equal (edit->value, "true");

  if (!on && !g_str_equal (edit->value, "false"))
    return refuse (edit, "it is true or false", error);
  G_STRUCT_MEMBER (gboolean, ca, edit->field->offset) = on;
  return TRUE;
}

static char *
get_switch (const EspPlanCa *ca, const Field *field)
{
  return g_strdup (G_STRUCT_MEMBER (gboolean, ca, field->offset) ? "true" : "false");
}

static const struct
{
  const char *name;
  EspUsageMode mode;
} usage_modes[] = {
  { "GENERAL_PURPOSE", ESP_USAGE_GENERAL_PURPOSE },
  { "SHORT_LIVED_CERTIFICATE", ESP_USAGE_SHORT_LIVED_CERTIFICATE },
};

static gboolean
set_usage_mode (EspPlanCa *ca, const Edit *edit, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (usage_modes); i++)
    if (g_str_equal (usage_modes[i].name, edit->value))
      {
        ca->usage_mode = usage_modes[i].mode;
        return TRUE;
      }
  return refuse (edit, "it is GENERAL_PURPOSE or SHORT_LIVED_CERTIFICATE", error);
}

static char *
get_usage_mode (const EspPlanCa *ca, const Field *field)
{
  for (guint i = 0; i < G_N_ELEMENTS (usage_modes); i++)
    if (usage_modes[i].mode == ca->usage_mode)
      return g_strdup (usage_modes[i].name);
  return NULL;
}

static gboolean
set_crl_days (EspPlanCa *ca, const Edit *edit, GError **error)
{
  if (edit->value && !parse_number (edit->value, MAX_CRL_DAYS, &ca->revocation.crl_days))
    return refuse (edit, "write days from 1 to 5000, or nothing for what is usual", error);
  if (!edit->value)
    ca->revocation.crl_days = 0;
  return TRUE;
}

static char *
get_crl_days (const EspPlanCa *ca, const Field *field)
{
  return ca->revocation.crl_days > 0 ? g_strdup_printf ("%d", ca->revocation.crl_days) : NULL;
}

/* --- What takes something else along -----------------------------------------------------------*/

static gboolean
set_common_name (EspPlanCa *ca, const Edit *edit, GError **error)
{
  EspPlanNode *node = esp_plan_review_find (edit->review, ca->key);
  g_autofree char *subject = NULL;

  if (!*edit->value)
    return refuse (edit, "an authority needs a name; write one", error);
  subject = esp_plan_edit_make_subject (edit->review->plan, node, edit->value, error);
  if (!subject)
    return FALSE;
  esp_plan_set_text (&ca->subject, subject);
  return TRUE;
}

static char *
get_common_name (const EspPlanCa *ca, const Field *field)
{
  return esp_plan_ca_get_label (ca);
}

/* Its path length is the template's from now on. */
static gboolean
set_template (EspPlanCa *ca, const Edit *edit, GError **error)
{
  ca->path_length = -1;
  return set_text (ca, edit, error);
}

/* Where no template has it, the plan says what is meant all the same. */
static gboolean
set_path_length (EspPlanCa *ca, const Edit *edit, GError **error)
{
  EspPlanNode *node = esp_plan_review_find (edit->review, ca->key);
  gboolean none = g_str_equal (edit->value, NONE);
  int wanted = ESP_PATH_LENGTH_NONE;

  if (!none && !parse_number (edit->value, MAX_PATH_LENGTH, &wanted))
    return refuse (edit, "write a number from 0 to 1000, or none", error);
  ca->path_length = -1;
  if (wanted == esp_plan_ca_get_path_length (ca) || esp_plan_node_set_path_length (node, wanted))
    return TRUE;
  if (none)
    return refuse (edit, "a subordinate's template always gives it one; write a number", error);
  ca->path_length = wanted;
  return TRUE;
}

static char *
get_path_length (const EspPlanCa *ca, const Field *field)
{
  int path_length = esp_plan_ca_get_path_length (ca);

  return path_length < 0 ? g_strdup (NONE) : g_strdup_printf ("%d", path_length);
}

/* A signature that the new key can't make goes. */
static gboolean
set_key_algorithm (EspPlanCa *ca, const Edit *edit, GError **error)
{
  const EspKeyAlgorithm *key = esp_key_algorithm_find (edit->value, NULL);
  const EspSigningAlgorithm *signing = ca->signing_algorithm ?
                                         esp_signing_algorithm_find (ca->signing_algorithm, NULL) :
                                         NULL;

  if (key && signing && !esp_signing_algorithm_check (signing, key, NULL))
    esp_plan_set_text (&ca->signing_algorithm, NULL);
  return set_text (ca, edit, error);
}

/* A whole address takes the place of one that is put together from a host and a folder. */
static gboolean
set_crl_url (EspPlanCa *ca, const Edit *edit, GError **error)
{
  if (edit->value)
    {
      esp_plan_set_text (&ca->revocation.crl_cname, NULL);
      esp_plan_set_text (&ca->revocation.crl_path, NULL);
      ca->revocation.crl_omitted = FALSE;
    }
  return set_text (ca, edit, error);
}

static gboolean
set_ocsp_url (EspPlanCa *ca, const Edit *edit, GError **error)
{
  if (edit->value)
    esp_plan_set_text (&ca->revocation.ocsp_cname, NULL);
  return set_text (ca, edit, error);
}

/* --- The fields --------------------------------------------------------------------------------*/

#define CA(member) G_STRUCT_OFFSET (EspPlanCa, member)
#define TEXT ESP_PLAN_MAX_TEXT

/* clang-format off */
static const Field fields[ESP_PLAN_N_FIELDS] = {
  [ESP_PLAN_FIELD_COMMON_NAME] = { "name", FALSE, TEXT, 0, set_common_name, get_common_name, TRUE },
  [ESP_PLAN_FIELD_SUBJECT] = { "subject", FALSE, TEXT, CA (subject), set_text, get_text, FALSE },
  [ESP_PLAN_FIELD_TEMPLATE] =
    { "template", FALSE, TEXT, CA (template_name), set_template, get_text, FALSE },
  [ESP_PLAN_FIELD_PATH_LENGTH] =
    { "path length", FALSE, TEXT, 0, set_path_length, get_path_length, TRUE },
  [ESP_PLAN_FIELD_KEY_ALGORITHM] =
    { "key algorithm", FALSE, TEXT, CA (key_algorithm), set_key_algorithm, get_text, FALSE },
  [ESP_PLAN_FIELD_SIGNING_ALGORITHM] =
    { "signing algorithm", TRUE, TEXT, CA (signing_algorithm), set_text, get_text, FALSE },
  [ESP_PLAN_FIELD_VALIDITY] = { "validity", FALSE, TEXT, CA (validity), set_text, get_text, FALSE },
  [ESP_PLAN_FIELD_ACCOUNT] = { "account", FALSE, TEXT, CA (account), set_account, get_text, FALSE },
  [ESP_PLAN_FIELD_USAGE_MODE] =
    { "usage mode", FALSE, TEXT, 0, set_usage_mode, get_usage_mode, FALSE },
  [ESP_PLAN_FIELD_DUAL_CONTROL] =
    { "dual control", FALSE, TEXT, CA (dual_control), set_switch, get_switch, FALSE },
  [ESP_PLAN_FIELD_DEVELOPMENT] =
    { "development", FALSE, TEXT, CA (development), set_switch, get_switch, FALSE },
  [ESP_PLAN_FIELD_CRL] =
    { "revocation list", FALSE, TEXT, CA (revocation.crl_enabled), set_switch, get_switch, FALSE },
  [ESP_PLAN_FIELD_CRL_DAYS] =
    { "days of the revocation list", TRUE, TEXT, 0, set_crl_days, get_crl_days, FALSE },
  [ESP_PLAN_FIELD_CRL_URL] =
    { "address of the revocation list", TRUE, TEXT, CA (revocation.crl_url), set_crl_url, get_text, FALSE },
  [ESP_PLAN_FIELD_OCSP] =
    { "OCSP", FALSE, TEXT, CA (revocation.ocsp_enabled), set_switch, get_switch, FALSE },
  [ESP_PLAN_FIELD_OCSP_URL] =
    { "address of OCSP", TRUE, TEXT, CA (revocation.ocsp_url), set_ocsp_url, get_text, FALSE },
  [ESP_PLAN_FIELD_NOTE] = { "note", TRUE, ESP_PLAN_MAX_NOTE, CA (note), set_text, get_text, FALSE },
};
/* clang-format on */

static gboolean
set_one (EspPlan *plan, EspPlanCa *ca, gpointer data, GError **error)
{
  const Edit *edit = data;

  return edit->field->set (ca, edit, error);
}

gboolean
esp_plan_edit_set (EspPlan *plan,
                   const char *const *keys,
                   EspPlanField which,
                   const char *value,
                   GError **error)
{
  const Field *field = &fields[which];
  g_autoptr (EspPlanReview) review = NULL;
  Edit edit = { field, value, NULL };

  if (field->optional && value && !*value)
    edit.value = NULL;
  if (!field->optional && !value)
    edit.value = "";
  if (edit.value && !esp_plan_edit_check_text (field->name, edit.value, field->limit, error))
    return FALSE;
  if (field->reviews)
    review = edit.review = esp_plan_review_new (plan, 0);
  return esp_plan_edit_each (plan, keys, set_one, &edit, error);
}

char *
esp_plan_edit_get (const EspPlan *plan, const char *const *keys, EspPlanField which, gboolean *same)
{
  g_autoptr (GPtrArray) cas = esp_plan_edit_list_cas (plan, keys);
  char *value = NULL;

  *same = cas->len > 0;
  for (guint i = 0; *same && i < cas->len; i++)
    {
      char *own = fields[which].get (g_ptr_array_index (cas, i), &fields[which]);

      *same = i == 0 || g_strcmp0 (value, own) == 0;
      g_free (value);
      value = own;
    }
  if (!*same)
    g_clear_pointer (&value, g_free);
  return value;
}
