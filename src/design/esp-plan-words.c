/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Validities and algorithms in words. What a card or a list makes of them is decided there. */
#include "esp-plan-words.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "pki/esp-algorithm.h"
#include "pki/esp-validity.h"

/* What gettext finds; it is looked up where it is shown. */
#define N_(text) (text)
#define NP_(one, many) one, many

static const struct
{
  EspValidityType type;
  const char *one, *many;
} lengths[] = {
  { ESP_VALIDITY_DAYS, NP_ ("{n} day", "{n} days") },
  { ESP_VALIDITY_MONTHS, NP_ ("{n} month", "{n} months") },
  { ESP_VALIDITY_YEARS, NP_ ("{n} year", "{n} years") },
};

const char *
esp_plan_untranslated (const char *one, const char *many, gulong n)
{
  return many && n != 1 ? many : one;
}

const char *
esp_plan_algorithm_label (const char *key_algorithm)
{
  const EspKeyAlgorithm *row = key_algorithm ? esp_key_algorithm_find (key_algorithm, NULL) : NULL;

  return row ? row->label : key_algorithm;
}

char *
esp_plan_validity_text (const char *validity, EspPlanTranslate translate)
{
  g_autofree char *number = NULL;
  g_autofree char *date = NULL;
  EspValidity parsed;

  if (!validity || !esp_validity_parse (validity, &parsed, NULL))
    return g_strdup (validity);
  number = g_strdup_printf ("%" G_GINT64_FORMAT, parsed.value);
  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    if (lengths[i].type == parsed.type)
      return esp_text_fill (translate (lengths[i].one, lengths[i].many, (gulong) parsed.value),
                            (const char *[]){ "n", number, NULL });
  date = esp_time_to_date (parsed.value);
  return esp_text_fill (translate (N_ ("until {date}"), NULL, 0),
                        (const char *[]){ "date", date, NULL });
}
