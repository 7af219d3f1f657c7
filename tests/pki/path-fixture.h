/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A path of three certificates made with our own signing functions, and ways to spoil it: every
 * extension is said in the words of OpenSSL's configuration, so that a fault is one line of a table.
 */
#pragma once

#include "pki/esp-path-validation.h"

#include "pki-fixture.h"

G_BEGIN_DECLS

#define PATH_NOW G_GINT64_CONSTANT (1790000000) /* 2026-09-21T14:13:20Z */
#define PATH_EXTRAS 6

typedef struct
{
  const char *subject; /* RFC 4514; "" for none */
  const char *issuer;  /* name of the issuer; NULL: that of @by's certificate */
  Authority *by;       /* NULL: it signs itself */
  EspKey *key;
  gint64 not_before;   /* 0: a year before and after PATH_NOW */
  gint64 not_after;
  const char *extensions[16]; /* "basicConstraints=critical,CA:TRUE"; NULL-terminated */
  const char *changes[PATH_EXTRAS]; /* the same over them; "-basicConstraints" takes one away */
  const char *serial;  /* hex; NULL: a good one */
} Recipe;

extern const char *const path_ca_extensions[];
extern const char *const path_leaf_extensions[];

void            path_fixture_open  (void);
void            path_fixture_close (void);
/* Keys that are made once: a test that needs another makes it. */
EspKey         *path_key           (guint number);

EspCertificate *path_make          (const Recipe *recipe);
Authority      *path_authority     (const Recipe *recipe);
Recipe          path_ca            (const char *subject, Authority *by, EspKey *key);
Recipe          path_leaf          (Authority *by);

/* A list of @by over @serials (NULL-terminated hex; NULL: nobody). */
EspCrl         *path_crl           (Authority *by, const char * const *serials, gint64 this_update,
                                    gint64 next_update, const char *distribution_point);

/* Options for PATH_NOW and any purpose. */
EspValidationOptions path_options  (void);
/* @between and @anchors: NULL-terminated lists of EspCertificate. */
EspValidation  *path_validate      (EspCertificate *target, EspCertificate * const *between,
                                    EspCertificate * const *anchors,
                                    const EspValidationOptions *options);
/* The finding of that reason at that step of the best path, or NULL. */
const EspPathFinding *path_find    (const EspValidation *validation, guint step,
                                    EspPathReason reason);
/* Everything that was found, for the log of a test. */
void            path_tell          (const EspValidation *validation);

G_END_DECLS
