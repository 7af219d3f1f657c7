/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The automotive example with three of its people signed in, for the tests of two persons. */
#pragma once

#include "engine-fixture.h"

#include "base/esp-hex.h"
#include "engine/esp-approving.h"
#include "engine/esp-splitting.h"
#include "pki/esp-envelope.h"
#include "pki/esp-split-key.h"
#include "vault/esp-account-store.h"
#include "vault/esp-approval-store.h"
#include "vault/esp-ca-store.h"

#include <string.h>

#define ROOT "Meridian Root G1"
#define OF_ROOT "'CertificateAuthority': '" ROOT "'"
#define DISABLE "{" OF_ROOT ", 'Status': 'DISABLED'}"
#define DELETE "{" OF_ROOT "}"
/* What can be asked for again and again. */
#define TAG(value) "{" OF_ROOT ", 'Tags': [{'Key': 'k', 'Value': '" value "'}]}"
/* The two approvers of the root. */
#define INES "ines.adler"  /* may disable */
#define TOMAS "tomas.vega" /* may delete */

typedef struct
{
  Fixture fixture;
  EspEngine *ada; /* the founder, who may do everything but approve for this root */
  EspEngine *ines;
  EspEngine *tomas;
} World;

static inline void
set_up (World *world, gconstpointer data)
{
  fixture_set_up (&world->fixture, "automotive");
  world->ada = world->fixture.engine;
  world->ines = fixture_open (&world->fixture, INES);
  world->tomas = fixture_open (&world->fixture, TOMAS);
}

static inline void
tear_down (World *world, gconstpointer data)
{
  EspEngine *engines[] = { world->ines, world->tomas };

  for (gsize i = 0; i < G_N_ELEMENTS (engines); i++)
    {
      esp_engine_close (engines[i]);
      g_object_unref (engines[i]);
    }
  fixture_tear_down (&world->fixture, data);
}

/* --- Helpers -----------------------------------------------------------------------------------*/

/* Expects the call to be kept; the id of the request. */
static inline char *
ask (EspEngine *engine, const char *operation, const char *json)
{
  g_autoptr (GError) error = refused (engine, operation, json, ESP_REASON_WAITING_FOR_APPROVAL);

  g_assert_cmpint (error->code, ==, ESP_ERROR_WAITING);
  g_assert_cmpstr (esp_error_get_argument (error, "approvers"), !=, "");
  return g_strdup (esp_error_get_argument (error, "id"));
}

static inline JsonObject *
with_id (EspEngine *engine, const char *operation, const char *id)
{
  g_autofree char *json = g_strdup_printf ("{'Id': '%s'}", id);

  return call (engine, operation, json);
}

static inline void
refused_with_id (EspEngine *engine, const char *operation, const char *id, EspReason reason)
{
  g_autofree char *json = g_strdup_printf ("{'Id': '%s'}", id);

  g_error_free (refused (engine, operation, json, reason));
}

static inline char *
approval_text (EspEngine *engine, const char *id, const char *member)
{
  g_autoptr (JsonObject) result = with_id (engine, "DescribeApproval", id);

  return g_strdup (esp_json_get_string (esp_json_get_object (result, "Approval"), member));
}

static inline void
assert_approval (EspEngine *engine, const char *id, const char *member, const char *expected)
{
  g_autofree char *found = approval_text (engine, id, member);

  g_assert_cmpstr (found, ==, expected);
}

static inline void
assert_status (EspEngine *engine, const char *expected)
{
  g_autoptr (JsonObject) result = call (engine, "DescribeCertificateAuthority", "{" OF_ROOT "}");

  g_assert_cmpstr (
    esp_json_get_string (esp_json_get_object (result, "CertificateAuthority"), "Status"), ==,
    expected);
}

static inline void
approve (EspEngine *engine, const char *id)
{
  json_object_unref (with_id (engine, "ApproveRequest", id));
}
