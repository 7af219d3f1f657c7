/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: the two halves of loading a sample, reading and checking. */
#pragma once

#include <json-glib/json-glib.h>

#include "esp-sample.h"

G_BEGIN_DECLS

#define ESP_SAMPLE_MAX_SIZE 262144
#define ESP_SAMPLE_MAX_ACCOUNTS 20
#define ESP_SAMPLE_MAX_ROLES 40
#define ESP_SAMPLE_MAX_PEOPLE 20
#define ESP_SAMPLE_MAX_GUARDRAILS 10
#define ESP_SAMPLE_MAX_CAS 50
#define ESP_SAMPLE_MAX_SHARES 40
#define ESP_SAMPLE_MAX_BATCHES 100
#define ESP_SAMPLE_MAX_CERTIFICATES 2000

/* Fills an empty @sample: types, required members and the number of entries. Errors: SAMPLE_DATA. */
gboolean esp_sample_read       (EspSample *sample, JsonNode *document, GError **error);
/* What the members mean together. Errors: SAMPLE_DATA. */
gboolean esp_sample_check      (const EspSample *sample, GError **error);

/* SAMPLE_DATA at "LIST[INDEX].MEMBER"; @member NULL: the entry as a whole. Always FALSE. */
gboolean esp_sample_refuse     (GError **error, const char *list, guint index, const char *member,
                                const char *problem);
/* The same, where @cause (taken) says what is wrong; its sentence becomes the problem. */
gboolean esp_sample_refuse_for (GError **error, const char *list, guint index, const char *member,
                                GError *cause);

G_END_DECLS
