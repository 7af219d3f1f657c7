/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vault of which pictures are taken: a part of pictures.c. */
#pragma once

static JsonObject *
call (Studio *studio, const char *operation, JsonObject *parameters, JsonNode **node)
{
  g_autoptr (JsonObject) taken = parameters;
  g_autoptr (GError) error = NULL;

  *node = esp_engine_call (studio->engine, operation, taken, NULL, &error);
  if (!*node)
    g_error ("%s: %s", operation, error->message);
  return json_node_get_object (*node);
}

static void
make_awkward_ca (Studio *studio)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Subject",
                                 "CN=A&B \\<b\\>x\\</b\\> with quite a long name for its place");
  json_object_set_string_member (parameters, "KeyAlgorithm", "EC_prime256v1");
  call (studio, "CreateCertificateAuthority", parameters, &node);
}

static void
make_pending_ca (Studio *studio)
{
  g_autoptr (JsonNode) created = NULL, got = NULL;
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Subject", "CN=Dealer Tools CA,O=Meridian Motors");
  json_object_set_string_member (parameters, "Type", "SUBORDINATE");
  json_object_set_string_member (parameters, "KeyAlgorithm", "EC_prime256v1");
  studio->pending = g_strdup (json_object_get_string_member (
    call (studio, "CreateCertificateAuthority", parameters, &created), "CertificateAuthorityArn"));
  parameters = json_object_new ();
  json_object_set_string_member (parameters, "CertificateAuthority", studio->pending);
  studio->csr = g_strdup (json_object_get_string_member (
    call (studio, "GetCertificateAuthorityCsr", parameters, &got), "Csr"));
}

/* Something that waits for a second person. */
static void
make_waiting (Studio *studio)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) node = NULL;

  json_object_set_string_member (parameters, "CertificateAuthority", "Meridian Root G1");
  json_object_set_string_member (parameters, "Status", "DISABLED");
  node = esp_engine_call (studio->engine, "UpdateCertificateAuthority", parameters, NULL, NULL);
}

/* Of a CA that has issued through the year, so that there is something to see. */
static void
choose_certificate (Studio *studio)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *parameters = json_object_new ();
  JsonObject *certificate;

  json_object_set_string_member (parameters, "Status", "VALID");
  json_object_set_string_member (parameters, "CertificateAuthority", "Supplier Radio CA");
  json_object_set_int_member (parameters, "Limit", 1);
  certificate = json_array_get_object_element (
    json_object_get_array_member (call (studio, "ListCertificates", parameters, &node),
                                  "Certificates"),
    0);
  studio->ca = g_strdup (json_object_get_string_member (certificate, "IssuerArn"));
  studio->serial = g_strdup (json_object_get_string_member (certificate, "Serial"));
  studio->subject = g_strdup (json_object_get_string_member (certificate, "Subject"));
}

/* Nobody else writes into this vault; a look at it every now and then would be work without end. */
static void
rest (Studio *studio)
{
  settle ();
  esp_engine_watch (studio->engine, FALSE);
  settle ();
}

static void
make_vault (Studio *studio)
{
  g_autofree char *path = g_build_filename (studio->scratch, "vault.espalier", NULL);
  g_autoptr (EspSecret) passphrase = esp_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE), NULL);
  EspVaultCreation creation = { .path = path,
                                .organization = "Meridian Motors",
                                .admin = "Ada Kern",
                                .sample = "automotive",
                                .unlock = ESP_UNLOCK_WITH_PASSPHRASE,
                                .passphrase = passphrase };
  g_autoptr (GError) error = NULL;

  if (!esp_engine_create (studio->engine, &creation, NULL, &error))
    g_error ("the sample: %s", error->message);
  make_awkward_ca (studio);
  make_pending_ca (studio);
  make_waiting (studio);
  choose_certificate (studio);
  rest (studio);
}
