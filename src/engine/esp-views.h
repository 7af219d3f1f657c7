/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records as JSON in the service's spelling: the shapes that esp-operations.h promises. */
#pragma once

#include "base/esp-json.h"
#include "model/esp-ca.h"
#include "model/esp-certificate-row.h"

G_BEGIN_DECLS

/* @parent_arn: of the CA above in this vault, which may belong to another account, or NULL. */
JsonObject *esp_view_ca              (const EspCa *ca, const char *parent_arn, gint64 now);
JsonObject *esp_view_certificate     (const EspCertificateRow *row, gint64 now);
JsonArray  *esp_view_tags            (GPtrArray *tags);
JsonObject *esp_view_revocation      (const EspRevocationSettings *settings);
JsonObject *esp_view_revocation_status (const EspCa *ca, gint64 now);
/* [ {Key, Value} ] into @tags, each checked. Errors: TAG_*, PARAMETER_TYPE. */
gboolean    esp_view_read_tags       (JsonArray *array, GPtrArray *tags, GError **error);
/* A RevocationConfiguration over @settings; what is left out stays. Errors: REVOCATION_*. */
gboolean    esp_view_read_revocation (JsonObject *object, EspRevocationSettings *settings, GError **error);
/* "arn:aws:acm-pca:::template/NAME/V1"; NULL for NULL. Free with g_free(). */
char       *esp_view_template_arn    (const char *template_name);

G_END_DECLS
