/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What path-fixture.h promises. */
#include "path-fixture.h"

#include "base/esp-hex.h"
#include "pki/esp-certificate-private.h"
#include "pki/esp-extension-values.h"

#include <openssl/conf.h>

#define YEAR (365 * DAY)
#define KEYS 6

static EspKey *keys[KEYS];
static CONF *conf;

const char *const path_ca_extensions[] = {
  "basicConstraints=critical,CA:TRUE",
  "keyUsage=critical,keyCertSign,cRLSign",
  NULL,
};
const char *const path_leaf_extensions[] = {
  "keyUsage=critical,digitalSignature",
  "extendedKeyUsage=serverAuth",
  "subjectAltName=DNS:www.example.com,IP:192.0.2.7,email:ada@example.com",
  NULL,
};

/* Sections that values refer to. */
static const char sections[] = "[meridian]\nO=Meridian\n[other]\nO=Other\n";

void
path_fixture_open (void)
{
  g_autoptr (BIO) text = BIO_new_mem_buf (sections, -1);
  long line = 0;

  for (guint i = 0; i < KEYS; i++)
    keys[i] = make_key ("EC_prime256v1");
  conf = NCONF_new (NULL);
  g_assert_cmpint (NCONF_load_bio (conf, text, &line), ==, 1);
}

void
path_fixture_close (void)
{
  for (guint i = 0; i < KEYS; i++)
    g_clear_pointer (&keys[i], esp_key_unref);
  NCONF_free (conf);
}

EspKey *
path_key (guint number)
{
  g_assert_cmpuint (number, <, KEYS);
  return keys[number];
}

/* --- Extensions --- */

static EspExtension *
make_extension (const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, "=", 2);
  g_autoptr (X509_EXTENSION) extension = NULL;
  g_autofree char *oid = NULL;
  g_autoptr (GBytes) value = NULL;
  X509V3_CTX context;

  X509V3_set_ctx (&context, NULL, NULL, NULL, NULL, 0);
  X509V3_set_nconf (&context, conf);
  extension = X509V3_EXT_nconf (conf, &context, parts[0], parts[1]);
  if (!extension)
    g_error ("no extension is made of %s", line);
  oid = esp_object_to_oid (X509_EXTENSION_get_object (extension));
  value = esp_asn1_string_to_bytes (X509_EXTENSION_get_data (extension));
  return esp_extension_new (oid, X509_EXTENSION_get_critical (extension) != 0, value,
                            ESP_SOURCE_TEMPLATE);
}

static char *
get_oid (const char *name)
{
  g_autoptr (ASN1_OBJECT) object = OBJ_txt2obj (name, 0);

  if (!object)
    g_error ("no object is named %s", name);
  return esp_object_to_oid (object);
}

static void
drop (GPtrArray *extensions, const char *oid)
{
  for (guint i = 0; i < extensions->len; i++)
    if (g_str_equal (((EspExtension *) g_ptr_array_index (extensions, i))->oid, oid))
      g_ptr_array_remove_index (extensions, i--);
}

/* "+name=value" adds one beside another of its kind. */
static void
change (GPtrArray *extensions, const char *line)
{
  EspExtension *extension;

  if (line[0] == '-')
    {
      g_autofree char *oid = get_oid (line + 1);

      drop (extensions, oid);
      return;
    }
  extension = make_extension (line[0] == '+' ? line + 1 : line);
  if (line[0] != '+')
    drop (extensions, extension->oid);
  g_ptr_array_add (extensions, extension);
}

static GPtrArray *
make_extensions (const Recipe *recipe)
{
  GPtrArray *extensions = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_extension_free);
  EspKey *issuer = recipe->by ? recipe->by->key : recipe->key;
  g_autoptr (GBytes) own = esp_value_subject_key_identifier (esp_key_get_identifier (recipe->key));
  g_autoptr (GBytes) above = esp_value_authority_key_identifier (esp_key_get_identifier (issuer));

  g_ptr_array_add (extensions, esp_extension_new (ESP_OID_SUBJECT_KEY_IDENTIFIER, FALSE, own,
                                                  ESP_SOURCE_SUBJECT_KEY));
  g_ptr_array_add (extensions, esp_extension_new (ESP_OID_AUTHORITY_KEY_IDENTIFIER, FALSE, above,
                                                  ESP_SOURCE_ISSUER));
  for (guint i = 0; recipe->extensions[i]; i++)
    change (extensions, recipe->extensions[i]);
  for (guint i = 0; i < PATH_EXTRAS && recipe->changes[i]; i++)
    change (extensions, recipe->changes[i]);
  return extensions;
}

/* --- Certificates --- */

static GBytes *
name_to_der (const char *text)
{
  static const guint8 empty[] = { 0x30, 0x00 };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspName) name = NULL;

  if (text[0] == '\0')
    return g_bytes_new_static (empty, sizeof empty);
  name = esp_name_parse (text, &error);
  g_assert_no_error (error);
  return g_bytes_ref (esp_name_get_der (name));
}

EspCertificate *
path_make (const Recipe *recipe)
{
  EspKey *signing_key = recipe->by ? recipe->by->key : recipe->key;
  const EspSigningAlgorithm *algorithm = signing_for (signing_key);
  g_autoptr (EspSigner) signer = esp_signer_new_from_key (signing_key);
  g_autoptr (GPtrArray) extensions = make_extensions (recipe);
  g_autoptr (GBytes) identifier = esp_signing_algorithm_to_der (algorithm);
  g_autoptr (GBytes) subject = name_to_der (recipe->subject);
  g_autoptr (GBytes) serial = NULL;
  g_autoptr (GBytes) issuer = NULL;
  g_autoptr (GBytes) tbs = NULL;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (GError) error = NULL;
  EspTbsContents contents = { 0 };
  EspCertificate *certificate;

  if (recipe->issuer)
    issuer = name_to_der (recipe->issuer);
  else if (recipe->by)
    issuer = g_bytes_ref (esp_name_get_der (esp_certificate_get_subject (recipe->by->certificate)));
  else
    issuer = g_bytes_ref (subject);
  serial = recipe->serial ? esp_hex_decode (recipe->serial, NULL) : esp_serial_generate (&error);
  g_assert_no_error (error);
  contents.serial = serial;
  contents.algorithm = identifier;
  contents.issuer = issuer;
  contents.subject = subject;
  contents.key = esp_key_get_spki (recipe->key);
  contents.not_before = recipe->not_before ? recipe->not_before : PATH_NOW - YEAR;
  contents.not_after = recipe->not_after ? recipe->not_after : PATH_NOW + YEAR;
  contents.extensions = extensions;
  tbs = esp_tbs_build_certificate (&contents, &error);
  g_assert_no_error (error);
  der = esp_signer_sign_structure (signer, algorithm, tbs, &error);
  g_assert_no_error (error);
  certificate = esp_certificate_new_from_der (der, NULL, &error);
  g_assert_no_error (error);
  return certificate;
}

Authority *
path_authority (const Recipe *recipe)
{
  Authority *authority = g_new0 (Authority, 1);

  authority->key = esp_key_ref (recipe->key);
  authority->signer = esp_signer_new_from_key (recipe->key);
  authority->certificate = path_make (recipe);
  return authority;
}

static void
set_extensions (Recipe *recipe, const char *const *extensions)
{
  for (guint i = 0; extensions[i]; i++)
    recipe->extensions[i] = extensions[i];
}

Recipe
path_ca (const char *subject, Authority *by, EspKey *key)
{
  Recipe recipe = { .subject = subject, .by = by, .key = key };

  set_extensions (&recipe, path_ca_extensions);
  return recipe;
}

Recipe
path_leaf (Authority *by)
{
  Recipe recipe = { .subject = "CN=www.example.com", .by = by, .key = path_key (2) };

  set_extensions (&recipe, path_leaf_extensions);
  return recipe;
}

EspCrl *
path_crl (Authority *by,
          const char *const *serials,
          gint64 this_update,
          gint64 next_update,
          const char *distribution_point)
{
  EspCrlEntry entries[8] = { 0 };
  EspCrlContents contents = { 0 };
  g_autoptr (GError) error = NULL;
  EspCrl *crl;

  contents.issuer = by->certificate;
  contents.algorithm = signing_for (by->key);
  contents.number = 7;
  contents.this_update = this_update;
  contents.next_update = next_update;
  contents.distribution_point = distribution_point;
  contents.entries = entries;
  for (; serials && serials[contents.n_entries]; contents.n_entries++)
    {
      entries[contents.n_entries].serial = serials[contents.n_entries];
      entries[contents.n_entries].revoked_at = this_update - DAY;
      entries[contents.n_entries].reason = 1;
    }
  crl = esp_crl_create (&contents, by->signer, &error);
  g_assert_no_error (error);
  return crl;
}

/* --- Judging --- */

EspValidationOptions
path_options (void)
{
  EspValidationOptions options = { .time = PATH_NOW, .max_depth = ESP_PATH_DEPTH_NONE };

  return options;
}

static GPtrArray *
make_array (EspCertificate *const *certificates)
{
  GPtrArray *array = g_ptr_array_new ();

  for (guint i = 0; certificates && certificates[i]; i++)
    g_ptr_array_add (array, certificates[i]);
  return array;
}

EspValidation *
path_validate (EspCertificate *target,
               EspCertificate *const *between,
               EspCertificate *const *anchors,
               const EspValidationOptions *options)
{
  g_autoptr (GPtrArray) candidates = make_array (between);
  g_autoptr (GPtrArray) trusted = make_array (anchors);
  EspValidation *validation = esp_path_validate (target, candidates, trusted, options);

  path_tell (validation);
  return validation;
}

const EspPathFinding *
path_find (const EspValidation *validation, guint step, EspPathReason reason)
{
  const EspPath *path;
  const EspPathStep *place;

  if (validation->paths->len == 0)
    return NULL;
  path = g_ptr_array_index (validation->paths, 0);
  if (step >= path->steps->len)
    return NULL;
  place = g_ptr_array_index (path->steps, step);
  for (guint i = 0; i < place->findings->len; i++)
    {
      const EspPathFinding *finding = g_ptr_array_index (place->findings, i);

      if (finding->reason == reason)
        return finding;
    }
  return NULL;
}

static void
tell_step (guint path, guint number, const EspPathStep *step)
{
  for (guint i = 0; i < step->findings->len; i++)
    {
      const EspPathFinding *finding = g_ptr_array_index (step->findings, i);
      g_autofree char *sentence = esp_path_finding_format (finding, NULL);

      if (finding->verdict > ESP_VERDICT_GOOD)
        g_test_message ("path %u, step %u: %s: %s", path, number,
                        esp_path_reason_get_id (finding->reason), sentence);
    }
}

void
path_tell (const EspValidation *validation)
{
  for (guint p = 0; p < MIN (validation->paths->len, 4); p++)
    {
      const EspPath *path = g_ptr_array_index (validation->paths, p);

      for (guint s = 0; s < path->steps->len; s++)
        tell_step (p, s, g_ptr_array_index (path->steps, s));
    }
}
