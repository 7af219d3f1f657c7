/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a certificate says, as sections of labelled fields, for console and command line alike: the
 * library decides what is shown, the widget only renders it. Labels are English msgids.
 */
#pragma once

#include "esp-certificate.h"
#include "esp-request.h"

G_BEGIN_DECLS

typedef struct
{
  const char *label; /* msgid */
  char *value;       /* escaped for display; several lines where it is a list */
  gboolean monospace;
} EspField;

typedef struct
{
  const char *title; /* msgid, or the OID of an extension without a name */
  gboolean critical;
  GPtrArray *fields; /* EspField */
} EspSection;

/* Free with g_ptr_array_unref(). */
GPtrArray *esp_certificate_to_sections (EspCertificate *certificate);
GPtrArray *esp_request_to_sections     (EspRequest *request);

G_END_DECLS
