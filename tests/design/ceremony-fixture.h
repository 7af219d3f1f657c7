/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ceremonies as DescribeCeremony answers, made here: any number of steps, any names. */
#pragma once

#include "design/esp-ceremony.h"

#include <json-glib/json-glib.h>

#define CEREMONY_TIME "2026-11-22T09:00:00Z"
#define CEREMONY_EVIL "<b>&amp;\"' \xe2\x80\xae]]> \x1b[31m {n} %s"
#define CEREMONY_ARABIC "سلطة الشهادات"

static inline char *
ceremony_digest (guint number)
{
  g_autofree char *text = g_strdup_printf ("digest %u", number);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

static inline JsonObject *
ceremony_step (guint sequence, const char *action, const char *name)
{
  JsonObject *step = json_object_new ();

  json_object_set_int_member (step, "Sequence", sequence);
  json_object_set_string_member (step, "Time", CEREMONY_TIME);
  json_object_set_string_member (step, "Action", action);
  json_object_set_string_member (step, "Name", name);
  json_object_set_string_member (step, "OwnerAccount", "111122223333");
  return step;
}

/* @parent: name, or NULL. */
static inline JsonObject *
ceremony_ca (guint sequence, const char *name, const char *parent)
{
  JsonObject *step = ceremony_step (sequence, "acm-pca:CreateCertificateAuthority", name);
  g_autofree char *fingerprint = ceremony_digest (sequence);
  g_autofree char *serial = g_strndup (fingerprint, 32);

  if (parent)
    json_object_set_string_member (step, "Parent", parent);
  json_object_set_string_member (step, "Arn",
                                 "arn:aws:acm-pca:local:111122223333:certificate-authority/1");
  json_object_set_string_member (step, "Subject", "CN=An authority,O=Meridian Motors,C=DE");
  json_object_set_string_member (step, "KeyAlgorithm", "EC_prime256v1");
  json_object_set_string_member (step, "TemplateArn",
                                 "arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen1/V1");
  json_object_set_string_member (step, "Serial", serial);
  json_object_set_string_member (step, "Fingerprint", fingerprint);
  json_object_set_string_member (step, "NotBefore", "2026-11-22T08:00:00Z");
  json_object_set_string_member (step, "NotAfter", "2046-11-22T09:00:00Z");
  return step;
}

/* Takes @steps. */
static inline JsonObject *
ceremony_view (JsonArray *steps, const char *organization)
{
  JsonObject *view = json_object_new (), *ceremony = json_object_new ();
  g_autofree char *plan = ceremony_digest (1000001), *vault = ceremony_digest (1000002);
  g_autofree char *root = ceremony_digest (1000003);

  json_object_set_string_member (ceremony, "Id", "0d5f2c52-4a8e-4f0c-9d43-2c1a3f1f9b10");
  json_object_set_int_member (ceremony, "Sequence", 100 + json_array_get_length (steps));
  json_object_set_int_member (ceremony, "FirstEvent", 100);
  json_object_set_string_member (ceremony, "Plan", "Light bulbs and toasters");
  json_object_set_string_member (ceremony, "PlanDigest", plan);
  json_object_set_string_member (ceremony, "Organization", organization);
  json_object_set_string_member (ceremony, "VaultId", "6f0a2b7e-19aa-4c7f-8a37-5f3f8d1c2b3a");
  json_object_set_string_member (ceremony, "VaultFingerprint", vault);
  json_object_set_string_member (ceremony, "PerformedBy", "ada");
  json_object_set_string_member (ceremony, "Role", "Administrator");
  json_object_set_string_member (ceremony, "StartedAt", CEREMONY_TIME);
  json_object_set_string_member (ceremony, "FinishedAt", "2026-11-22T09:00:02Z");
  json_object_set_string_member (ceremony, "Root", root);
  json_object_set_array_member (ceremony, "Steps", steps);
  json_object_set_object_member (view, "Ceremony", ceremony);
  return view;
}
