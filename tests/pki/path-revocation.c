/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Revocation has three answers: a list that is missing, stale or not believed is never "good". */
#include "path-fixture.h"
#include "test-path.h"

typedef struct
{
  Authority *root;
  Authority *sub;
  EspCertificate *leaf;
} Chain;

static void
chain_init (Chain *chain, const char *leaf_change)
{
  Recipe root = path_ca ("CN=Root", NULL, path_key (0));
  Recipe sub;
  Recipe leaf;

  chain->root = path_authority (&root);
  sub = path_ca ("CN=Sub", chain->root, path_key (1));
  chain->sub = path_authority (&sub);
  leaf = path_leaf (chain->sub);
  leaf.changes[0] = leaf_change;
  chain->leaf = path_make (&leaf);
}

static void
chain_clear (Chain *chain)
{
  authority_free (chain->root);
  authority_free (chain->sub);
  esp_certificate_unref (chain->leaf);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Chain, chain_clear)

/* @first and @second are taken; either may be NULL. */
static void
check (const Chain *chain,
       EspCrl *first,
       EspCrl *second,
       gboolean require,
       EspVerdict wanted,
       guint step,
       EspPathReason reason)
{
  EspValidationOptions options = path_options ();
  g_autoptr (GPtrArray) crls = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_crl_unref);
  g_autoptr (EspValidation) validation = NULL;

  if (first)
    g_ptr_array_add (crls, first);
  if (second)
    g_ptr_array_add (crls, second);
  options.crls = crls;
  options.require_revocation = require;
  validation = path_validate (chain->leaf, (EspCertificate *[]){ chain->sub->certificate, NULL },
                              (EspCertificate *[]){ chain->root->certificate, NULL }, &options);
  g_assert_cmpint (validation->verdict, ==, wanted);
  g_assert_nonnull (path_find (validation, step, reason));
}

static EspCrl *
fresh (Authority *by, EspCertificate *revoked)
{
  const char *serials[] = { revoked ? esp_certificate_get_serial (revoked) : NULL, NULL };

  return path_crl (by, serials, PATH_NOW - DAY, PATH_NOW + DAY, NULL);
}

void
test_path_revocation (void)
{
  g_auto (Chain) chain = { 0 };
  Recipe impostor_recipe = path_ca ("CN=Sub", NULL, path_key (3));
  g_autoptr (Authority) impostor = path_authority (&impostor_recipe);
  const char *serials[2] = { NULL, NULL };

  chain_init (&chain, NULL);
  check (&chain, NULL, NULL, FALSE, ESP_VERDICT_GOOD, 0, ESP_PATH_REASON_REVOCATION_OFF);
  check (&chain, NULL, NULL, TRUE, ESP_VERDICT_CANNOT_TELL, 0, ESP_PATH_REASON_REVOCATION_MISSING);
  check (&chain, fresh (chain.root, NULL), fresh (chain.sub, NULL), FALSE, ESP_VERDICT_GOOD, 0,
         ESP_PATH_REASON_REVOCATION_GOOD);
  check (&chain, fresh (chain.root, NULL), NULL, FALSE, ESP_VERDICT_CANNOT_TELL, 0,
         ESP_PATH_REASON_REVOCATION_MISSING);
  check (&chain, fresh (chain.root, NULL), fresh (chain.sub, chain.leaf), FALSE, ESP_VERDICT_BAD, 0,
         ESP_PATH_REASON_REVOCATION_REVOKED);
  check (&chain, fresh (chain.root, chain.sub->certificate), fresh (chain.sub, NULL), FALSE,
         ESP_VERDICT_BAD, 1, ESP_PATH_REASON_REVOCATION_REVOKED);
  check (&chain, fresh (chain.root, NULL),
         path_crl (chain.sub, NULL, PATH_NOW - 2 * DAY, PATH_NOW - 1, NULL), FALSE,
         ESP_VERDICT_CANNOT_TELL, 0, ESP_PATH_REASON_REVOCATION_STALE);
  serials[0] = esp_certificate_get_serial (chain.leaf);
  check (&chain, fresh (chain.root, NULL),
         path_crl (chain.sub, serials, PATH_NOW - 2 * DAY, PATH_NOW - 1, NULL), FALSE,
         ESP_VERDICT_BAD, 0, ESP_PATH_REASON_REVOCATION_REVOKED);
  check (&chain, fresh (chain.root, NULL),
         path_crl (chain.sub, NULL, PATH_NOW - 2 * DAY, PATH_NOW, NULL), FALSE, ESP_VERDICT_GOOD, 0,
         ESP_PATH_REASON_REVOCATION_GOOD);
  check (&chain, fresh (chain.root, NULL),
         path_crl (chain.sub, NULL, PATH_NOW + 1, PATH_NOW + DAY, NULL), FALSE,
         ESP_VERDICT_CANNOT_TELL, 0, ESP_PATH_REASON_REVOCATION_EARLY);
  check (&chain, fresh (chain.root, NULL), fresh (impostor, NULL), FALSE, ESP_VERDICT_CANNOT_TELL,
         0, ESP_PATH_REASON_REVOCATION_SIGNER);
}

/* A certificate is bound to its part of a list: another part says nothing of it. */
void
test_path_parts (void)
{
  static const char *const part = "http://crl.example/1.crl";
  static const char *const other = "http://crl.example/2.crl";
  g_auto (Chain) chain = { 0 };
  const char *serials[2] = { NULL, NULL };

  chain_init (&chain, "crlDistributionPoints=URI:http://crl.example/1.crl");
  serials[0] = esp_certificate_get_serial (chain.leaf);
  check (&chain, fresh (chain.root, NULL),
         path_crl (chain.sub, NULL, PATH_NOW - DAY, PATH_NOW + DAY, part), FALSE, ESP_VERDICT_GOOD,
         0, ESP_PATH_REASON_REVOCATION_GOOD);
  check (&chain, fresh (chain.root, NULL),
         path_crl (chain.sub, serials, PATH_NOW - DAY, PATH_NOW + DAY, part), FALSE,
         ESP_VERDICT_BAD, 0, ESP_PATH_REASON_REVOCATION_REVOKED);
  check (&chain, fresh (chain.root, NULL),
         path_crl (chain.sub, NULL, PATH_NOW - DAY, PATH_NOW + DAY, other), FALSE,
         ESP_VERDICT_CANNOT_TELL, 0, ESP_PATH_REASON_REVOCATION_MISSING);
  check (&chain, fresh (chain.root, NULL), fresh (chain.sub, NULL), FALSE, ESP_VERDICT_GOOD, 0,
         ESP_PATH_REASON_REVOCATION_GOOD);
}

/* An authority with a second key for its lists, certified by itself or by nobody. */
static void
check_signer (gboolean certified, EspVerdict wanted, EspPathReason reason)
{
  g_auto (Chain) chain = { 0 };
  EspValidationOptions options = path_options ();
  g_autoptr (GPtrArray) crls = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_crl_unref);
  g_autoptr (Authority) signer = NULL;
  g_autoptr (EspValidation) validation = NULL;
  Recipe recipe;

  chain_init (&chain, NULL);
  recipe = path_ca ("CN=Sub", certified ? chain.root : NULL, path_key (4));
  recipe.changes[0] = "basicConstraints=critical,CA:FALSE";
  recipe.changes[1] = "keyUsage=critical,cRLSign";
  signer = path_authority (&recipe);
  g_ptr_array_add (crls, fresh (chain.root, NULL));
  g_ptr_array_add (crls, fresh (signer, NULL));
  options.crls = crls;
  validation = path_validate (
    chain.leaf, (EspCertificate *[]){ chain.sub->certificate, signer->certificate, NULL },
    (EspCertificate *[]){ chain.root->certificate, NULL }, &options);
  g_assert_cmpint (validation->verdict, ==, wanted);
  g_assert_nonnull (path_find (validation, 0, reason));
}

void
test_path_list_signer (void)
{
  check_signer (TRUE, ESP_VERDICT_GOOD, ESP_PATH_REASON_REVOCATION_GOOD);
  check_signer (FALSE, ESP_VERDICT_CANNOT_TELL, ESP_PATH_REASON_REVOCATION_SIGNER);
}
