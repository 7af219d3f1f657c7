/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One X.509 extension as bytes with what is known of where it came from: the row of the issuance
 * preview (domain.md, "nothing dropped silently").
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In place of an OID: the subject, which is no extension, but is asked for and ignored like one. Its
 * value is the name. */
#define ESP_EXTENSION_SUBJECT "subject"

typedef enum
{
  ESP_SOURCE_TEMPLATE,
  ESP_SOURCE_API,
  ESP_SOURCE_CSR,
  ESP_SOURCE_CA_CONFIGURATION,
  ESP_SOURCE_ISSUER,       /* derived: authority key identifier */
  ESP_SOURCE_SUBJECT_KEY,  /* derived: subject key identifier */
} EspSource;

typedef struct
{
  char *oid;          /* "2.5.29.19" */
  gboolean critical;
  GBytes *value;      /* DER inside the OCTET STRING */
  EspSource source;
  gboolean ignored;   /* it was asked for, and is not in the certificate */
  char *ignored_why;  /* id of the reason, see esp_ignored_why_get_text() */
} EspExtension;

EspExtension *esp_extension_new       (const char *oid, gboolean critical, GBytes *value, EspSource source);
EspExtension *esp_extension_copy      (const EspExtension *extension);
void          esp_extension_free      (EspExtension *extension);
/* "Key usage"; the OID itself where it has no name. For people; static or owned. */
const char   *esp_extension_get_label (const EspExtension *extension);
/* "digitalSignature, keyEncipherment": the value in words. Free with g_free(). */
char         *esp_extension_to_text   (const EspExtension *extension);
/* The sentence for an id of a reason (English msgid): "the template fixes it"; NULL for an unknown one. */
const char   *esp_ignored_why_get_text (const char *why);
/* "Template", "Csr", "Api", "CaConfiguration", "Issuer", "SubjectKey": for JSON. */
const char   *esp_source_get_name     (EspSource source);
/* RFC 5280's name of a bit of KeyUsage: 0 is "digitalSignature"; NULL above 8. */
const char   *esp_key_usage_get_name  (guint bit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspExtension, esp_extension_free)

G_END_DECLS
