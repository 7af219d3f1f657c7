/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search for paths: the good one is found past bad ones, dead ends are shown, bombs are cut. */
#include "path-fixture.h"
#include "test-path.h"

#include <time.h>

#define BOMB 1000
#define SECOND CLOCKS_PER_SEC /* of the processor: others may want it too */

/* The old root has expired, and with it the certificate of the authority that it signed; the same
 * authority is certified by a new root. Whatever takes the first issuer it finds fails here. */
void
test_path_cross_signed (void)
{
  Recipe old_recipe = path_ca ("CN=Old root", NULL, path_key (0));
  Recipe new_recipe = path_ca ("CN=New root", NULL, path_key (3));
  EspValidationOptions options = path_options ();
  g_autoptr (Authority) old = NULL;
  g_autoptr (Authority) new = path_authority (&new_recipe);
  g_autoptr (Authority) expired = NULL;
  g_autoptr (Authority) valid = NULL;
  g_autoptr (EspCertificate) leaf = NULL;
  g_autoptr (EspValidation) validation = NULL;
  Recipe expired_recipe;
  Recipe valid_recipe;
  Recipe leaf_recipe;
  const EspPath *best;
  const EspPath *worst;

  old_recipe.not_after = PATH_NOW - DAY;
  old = path_authority (&old_recipe);
  expired_recipe = path_ca ("CN=Sub", old, path_key (1));
  expired_recipe.not_after = PATH_NOW - DAY;
  expired = path_authority (&expired_recipe);
  valid_recipe = path_ca ("CN=Sub", new, path_key (1));
  valid = path_authority (&valid_recipe);
  leaf_recipe = path_leaf (expired);
  leaf = path_make (&leaf_recipe);
  options.purpose = ESP_PURPOSE_SERVER;
  validation = path_validate (
    leaf, (EspCertificate *[]){ expired->certificate, valid->certificate, NULL },
    (EspCertificate *[]){ old->certificate, new->certificate, NULL }, &options);
  g_assert_cmpint (validation->verdict, ==, ESP_VERDICT_GOOD);
  g_assert_false (validation->limited);
  g_assert_cmpuint (validation->paths->len, ==, 2);
  best = g_ptr_array_index (validation->paths, 0);
  worst = g_ptr_array_index (validation->paths, 1);
  g_assert_cmpint (best->verdict, ==, ESP_VERDICT_GOOD);
  g_assert_cmpint (worst->verdict, ==, ESP_VERDICT_BAD);
}

static void
check_dead_end (EspCertificate *target,
                EspCertificate *between,
                EspCertificate *trusted,
                guint step,
                EspPathReason reason)
{
  EspValidationOptions options = path_options ();
  g_autoptr (EspValidation) validation = path_validate (
    target, (EspCertificate *[]){ between, NULL }, (EspCertificate *[]){ trusted, NULL }, &options);
  const EspPath *path;

  g_assert_cmpint (validation->verdict, ==, ESP_VERDICT_BAD);
  g_assert_cmpuint (validation->paths->len, ==, 1);
  path = g_ptr_array_index (validation->paths, 0);
  g_assert_false (path->complete);
  g_assert_nonnull (path_find (validation, step, reason));
}

void
test_path_dead_ends (void)
{
  Recipe root_recipe = path_ca ("CN=Root", NULL, path_key (0));
  Recipe other_recipe = path_ca ("CN=Other", NULL, path_key (3));
  g_autoptr (Authority) root = path_authority (&root_recipe);
  g_autoptr (Authority) other = path_authority (&other_recipe);
  Recipe sub_recipe = path_ca ("CN=Sub", root, path_key (1));
  g_autoptr (Authority) sub = path_authority (&sub_recipe);
  Recipe leaf_recipe = path_leaf (sub);
  Recipe direct_recipe = path_leaf (root);
  g_autoptr (EspCertificate) leaf = path_make (&leaf_recipe);
  g_autoptr (EspCertificate) direct = path_make (&direct_recipe);

  check_dead_end (leaf, NULL, root->certificate, 0, ESP_PATH_REASON_NAME_ISSUER_MISSING);
  check_dead_end (leaf, sub->certificate, other->certificate, 1,
                  ESP_PATH_REASON_NAME_ISSUER_MISSING);
  check_dead_end (direct, root->certificate, other->certificate, 1,
                  ESP_PATH_REASON_NAME_ROOT_UNTRUSTED);
}

/* What is trusted as it stands needs nobody above it, and can be no root. */
void
test_path_trusted_target (void)
{
  Recipe root_recipe = path_ca ("CN=Root", NULL, path_key (0));
  g_autoptr (Authority) root = path_authority (&root_recipe);
  Recipe sub_recipe = path_ca ("CN=Sub", root, path_key (1));
  g_autoptr (Authority) sub = path_authority (&sub_recipe);
  Recipe leaf_recipe = path_leaf (sub);
  g_autoptr (EspCertificate) leaf = path_make (&leaf_recipe);
  EspValidationOptions options = path_options ();
  g_autoptr (EspValidation) alone = NULL;
  g_autoptr (EspValidation) below = NULL;
  const EspPath *path;

  alone = path_validate (root->certificate, NULL, (EspCertificate *[]){ root->certificate, NULL },
                         &options);
  g_assert_cmpint (alone->verdict, ==, ESP_VERDICT_GOOD);
  path = g_ptr_array_index (alone->paths, 0);
  g_assert_cmpuint (path->steps->len, ==, 1);
  below = path_validate (leaf, (EspCertificate *[]){ root->certificate, NULL },
                         (EspCertificate *[]){ sub->certificate, NULL }, &options);
  g_assert_cmpint (below->verdict, ==, ESP_VERDICT_GOOD);
  path = g_ptr_array_index (below->paths, 0);
  g_assert_cmpuint (path->steps->len, ==, 2);
}

void
test_path_depth (void)
{
  Recipe root_recipe = path_ca ("CN=Root", NULL, path_key (0));
  g_autoptr (Authority) root = path_authority (&root_recipe);
  Recipe first_recipe = path_ca ("CN=First", root, path_key (1));
  g_autoptr (Authority) first = path_authority (&first_recipe);
  Recipe renewed_recipe = path_ca ("CN=First", first, path_key (3));
  g_autoptr (Authority) renewed = path_authority (&renewed_recipe);
  Recipe second_recipe = path_ca ("CN=Second", renewed, path_key (4));
  g_autoptr (Authority) second = path_authority (&second_recipe);
  Recipe leaf_recipe = path_leaf (second);
  g_autoptr (EspCertificate) leaf = path_make (&leaf_recipe);

  /* The key that an authority certified for itself is none more. */
  for (int depth = 0; depth <= 3; depth++)
    {
      EspValidationOptions options = path_options ();
      g_autoptr (EspValidation) validation = NULL;

      options.max_depth = depth;
      validation = path_validate (
        leaf,
        (EspCertificate *[]){ first->certificate, renewed->certificate, second->certificate, NULL },
        (EspCertificate *[]){ root->certificate, NULL }, &options);
      g_assert_cmpint (validation->verdict, ==, depth < 2 ? ESP_VERDICT_BAD : ESP_VERDICT_GOOD);
      g_assert_true (!path_find (validation, 0, ESP_PATH_REASON_LENGTH_DEPTH) == (depth >= 2));
    }
}

/* @keys 0: all have one key. */
static void
explode (guint n_keys, EspVerdict wanted)
{
  g_autoptr (GPtrArray)
    between = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func ((GDestroyNotify) authority_free);
  Recipe root_recipe = path_ca ("CN=Root", NULL, path_key (0));
  g_autoptr (Authority) root = path_authority (&root_recipe);
  EspValidationOptions options = path_options ();
  g_autoptr (EspCertificate) leaf = NULL;
  g_autoptr (EspValidation) validation = NULL;
  Recipe leaf_recipe;
  clock_t start;

  for (guint i = 0; i < BOMB; i++)
    {
      g_autoptr (EspKey) key = n_keys ? make_key ("EC_prime256v1") : esp_key_ref (path_key (1));
      Authority *above = i > 0 ? g_ptr_array_index (made, i - 1) : NULL;
      Recipe recipe = path_ca ("CN=Bomb", above, key);

      recipe.changes[0] = "-authorityKeyIdentifier";
      recipe.changes[1] = "-subjectKeyIdentifier";
      g_ptr_array_add (made, path_authority (&recipe));
      g_ptr_array_add (
        between, esp_certificate_ref (((Authority *) g_ptr_array_index (made, i))->certificate));
    }
  leaf_recipe = path_leaf (g_ptr_array_index (made, BOMB - 1));
  leaf = path_make (&leaf_recipe);
  g_ptr_array_add (between, NULL);
  options.purpose = ESP_PURPOSE_SERVER;
  start = clock ();
  validation = path_validate (leaf, (EspCertificate *const *) between->pdata,
                              (EspCertificate *[]){ root->certificate, NULL }, &options);
  start = clock () - start;
  g_test_message ("%u certificates: %.0f ms, %u paths", BOMB, (double) start * 1000 / SECOND,
                  validation->paths->len);
  g_assert_cmpint (validation->verdict, ==, wanted);
  g_assert_cmpint (start, <, SECOND);
}

/* Every one could have issued every other by its name: the search is cut, and says so. */
void
test_path_bomb_keys (void)
{
  explode (BOMB, ESP_VERDICT_CANNOT_TELL);
}

void
test_path_bomb_names (void)
{
  explode (0, ESP_VERDICT_CANNOT_TELL);
}
