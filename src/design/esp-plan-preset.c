/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The presets by name; what is in them is in data/plans. */
#include "esp-plan-preset.h"

#include "base/esp-error.h"
#include "data/esp-design-resources.h"
#include "esp-plan-document.h"

#define RESOURCE_FOLDER "/org/espalier/design/plans/"

/* Marks a text for translation; it is translated where it is shown. */
#define N_(text) (text)

static const EspPlanPreset presets[] = {
  { "automotive", N_ ("Automotive manufacturer and suppliers"),
    N_ ("A root in an account of its own, and a CA for each supplier, shared with the one template "
        "that it may use.") },
  { "iot", N_ ("IoT manufacturer"),
    N_ ("Three roots: internal operations with two levels, and two product lines with three, so "
        "that a line can be sold with its hierarchy.") },
  { "two-levels", N_ ("Two levels"),
    N_ ("A root, and below it the CAs that issue: the simplest structure that keeps the root "
        "apart.") },
  { "three-levels", N_ ("Three levels"),
    N_ ("A layer of policy CAs between the root and those that issue, so that the root is hardly "
        "ever used.") },
  { "four-levels", N_ ("Four levels"),
    N_ ("Divisions and regions with an administration of their own, and their issuing CAs "
        "below.") },
  { "five-levels", N_ ("Five levels"),
    N_ ("The deepest that there is: group, division, region, plant and production line.") },
  { "development", N_ ("Development root"),
    N_ ("One root that issues end-entity certificates itself: for tests, and for nothing else.") },
  { NULL },
};

const EspPlanPreset *
esp_plan_presets (void)
{
  return presets;
}

static gboolean
is_preset (const char *id)
{
  for (const EspPlanPreset *preset = presets; preset->id; preset++)
    if (g_strcmp0 (preset->id, id) == 0)
      return TRUE;
  return FALSE;
}

static char *
list_presets (void)
{
  GString *ids = g_string_new (NULL);

  for (const EspPlanPreset *preset = presets; preset->id; preset++)
    g_string_append_printf (ids, "%s%s", ids->len > 0 ? ", " : "", preset->id);
  return g_string_free (ids, FALSE);
}

EspPlan *
esp_plan_preset_load (const char *id, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GBytes) bytes = NULL;
  GError *problem = NULL;
  const char *text;
  gsize length;

  if (!is_preset (id))
    {
      g_autofree char *candidates = list_presets ();

      esp_error_set (error, ESP_REASON_PLAN_PRESET_UNKNOWN, id, "candidates", candidates, NULL);
      return NULL;
    }
  path = g_strconcat (RESOURCE_FOLDER, id, ".espalier-plan", NULL);
  bytes = g_resource_lookup_data (esp_design_get_resource (), path, 0, &problem);
  if (!bytes)
    {
      esp_error_take_foreign (error, ESP_REASON_INTERNAL, id, problem);
      return NULL;
    }
  text = g_bytes_get_data (bytes, &length);
  return esp_plan_read (text, (gssize) length, error);
}
