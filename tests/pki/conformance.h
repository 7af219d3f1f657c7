/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Path validation measured against outside material: what the three suites share. The material is
 * no part of this repository; ESPALIER_CONFORMANCE names the folder that holds it.
 */
#pragma once

#include "pki/esp-path-validation.h"

#include <json-glib/json-glib.h>
#include <time.h>

G_BEGIN_DECLS

/* A suite as it runs: what is expected, what came out, and what is known to differ. */
typedef struct
{
  const char *name;
  GHashTable *exceptions; /* id -> sentence, of this suite */
  guint cases;
  guint right;
  guint wrong;            /* not among the exceptions */
  guint stale;            /* among them, and right */
  clock_t slowest;        /* of the processor's time */
  char *slowest_id;
} ConformanceSuite;

/* FALSE, and the test is skipped, where the folder is not given. */
gboolean    conformance_is_there (void);
/* The content of NAME.xz in the folder. */
GBytes     *conformance_unpack   (const char *file);
/* The path of an unpacked NAME.tar.xz; delete with conformance_remove(). */
char       *conformance_untar    (const char *file);
void        conformance_remove   (const char *folder);
JsonNode   *conformance_json     (GBytes *text);

void        suite_init           (ConformanceSuite *suite, const char *name);
/* Validates and books the result: accepted is GOOD, everything else is refused. */
void        suite_run            (ConformanceSuite *suite, const char *id, gboolean expected,
                                  EspCertificate *target, GPtrArray *candidates, GPtrArray *anchors,
                                  const EspValidationOptions *options);
/* The same for a case whose target can't even be read. */
void        suite_refused        (ConformanceSuite *suite, const char *id, gboolean expected);
/* Prints the figures and judges them. */
void        suite_finish         (ConformanceSuite *suite, guint least);

void        conformance_limbo      (void);
void        conformance_bettertls  (void);
void        conformance_pkits      (void);

G_END_DECLS
