/* SPDX-License-Identifier: Apache-2.0 */
/* What was stretched in a run is written to a file, and a later run that is
 * given that file stretches it no more: a page opens a key file once, by its
 * passphrase, which it then has no need of.  The file opens what the passphrase
 * opens, until the page wipes it.  A passphrase cannot be guessed from it more
 * cheaply than from the key file itself. */
#ifndef GS_WEB_STRETCH_H
#define GS_WEB_STRETCH_H

#define GS_STRETCHED "/stretched"
/* Instead of a passphrase: what GS_STRETCHED has, and nothing else.  Nobody
 * types it. */
#define GS_STRETCHED_MARK '\x01'

#endif
