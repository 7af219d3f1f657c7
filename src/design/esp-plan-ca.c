/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows from a planned CA's own members: its label, path length and lifetime. */
#include "esp-plan.h"

#include "pki/esp-name.h"
#include "pki/esp-template.h"
#include "pki/esp-validity.h"

#include <string.h>

#define VERSION "/V1"
#define DAY ((gint64) 86400)
#define MONTH_DAYS 30.4375
#define YEAR_DAYS 365.25

/* In RFC 4514's form an attribute stands at the beginning or after a separator that is not escaped.
 */
static gboolean
has_common_name (const char *text)
{
  for (const char *at = text; (at = strstr (at, "CN=")); at++)
    if (at == text || ((at[-1] == ',' || at[-1] == '+') && (at - text < 2 || at[-2] != '\\')))
      return TRUE;
  return FALSE;
}

char *
esp_plan_ca_get_label (const EspPlanCa *ca)
{
  g_autoptr (EspName) name = ca->subject ? esp_name_parse (ca->subject, NULL) : NULL;

  if (!name || !has_common_name (esp_name_get_text (name)))
    return g_strdup (ca->subject ? ca->subject : "");
  return g_strdup (esp_name_get_label (name));
}

/* Quietly: esp_template_find() looks for the nearest name too, which is too much work for each
 * change of a plan. */
static const EspTemplate *
find_template (const char *name)
{
  GPtrArray *templates = esp_templates ();
  gsize length = name && g_str_has_suffix (name, VERSION) ? strlen (name) - strlen (VERSION) :
                                                            strlen (name ? name : "");

  for (guint i = 0; name && i < templates->len; i++)
    {
      const EspTemplate *template = g_ptr_array_index (templates, i);

      if (g_str_equal (template->arn, name) ||
          (strlen (template->name) == length && strncmp (template->name, name, length) == 0))
        return template;
    }
  return NULL;
}

int
esp_plan_ca_get_path_length (const EspPlanCa *ca)
{
  const EspTemplate *template;

  if (ca->path_length >= 0)
    return ca->path_length;
  template = find_template (ca->template_name);
  return template ? template->path_length : ESP_PATH_LENGTH_NONE;
}

gint64
esp_plan_ca_get_lifetime (const EspPlanCa *ca)
{
  static const double days[] = {
    [ESP_VALIDITY_DAYS] = 1,
    [ESP_VALIDITY_MONTHS] = MONTH_DAYS,
    [ESP_VALIDITY_YEARS] = YEAR_DAYS,
  };
  EspValidity validity;
  double seconds;

  if (!ca->validity || !esp_validity_parse (ca->validity, &validity, NULL) ||
      validity.type >= G_N_ELEMENTS (days))
    return 0;
  seconds = (double) validity.value * days[validity.type] * (double) DAY;
  return seconds < (double) G_MAXINT64 / 2 ? (gint64) seconds : G_MAXINT64 / 2;
}
