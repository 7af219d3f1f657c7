/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long a certificate is good, as the service asks for it (section 4.1): DAYS, MONTHS, YEARS,
 * ABSOLUTE (Unix seconds), END_DATE (UTC digits).
 */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_VALIDITY_DAYS,
  ESP_VALIDITY_MONTHS,
  ESP_VALIDITY_YEARS,
  ESP_VALIDITY_ABSOLUTE,
  ESP_VALIDITY_END_DATE,
} EspValidityType;

typedef struct
{
  EspValidityType type;
  gint64 value;
} EspValidity;

#define ESP_VALIDITY_BACKDATE 3600 /* notBefore is an hour before now unless given */

/* "365d", "12m", "10y" or an RFC 3339 time. Errors: VALIDITY_SYNTAX, VALIDITY_NOT_POSITIVE. */
gboolean    esp_validity_parse     (const char *text, EspValidity *validity, GError **error);
/* {"Type": "DAYS", "Value": 365}. Errors: as above. */
gboolean    esp_validity_from_json (JsonObject *object, EspValidity *validity, GError **error);
/* ValidityNotBefore: { Type: "ABSOLUTE", Value: Unix seconds }, of no other type. Errors:
 * VALIDITY_START_TYPE, VALIDITY_SYNTAX, VALIDITY_NOT_POSITIVE, VALIDITY_TOO_LATE. */
gboolean    esp_validity_start_from_json (JsonObject *object, gint64 *not_before, GError **error);
JsonObject *esp_validity_to_json   (const EspValidity *validity);
/* The last second, inclusive, counted from @now. Errors: VALIDITY_PAST, VALIDITY_SYNTAX. */
gboolean    esp_validity_end       (const EspValidity *validity, gint64 now, gint64 *not_after, GError **error);

G_END_DECLS
