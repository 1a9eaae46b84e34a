#ifndef CAEAD_H
#define CAEAD_H

#include <stddef.h>
#include <stdint.h>

// AES-256-GCM for the chunks of contents, by the BoringSSL that swift-crypto is made of. Crypto's own AES.GCM makes a context for each
// chunk and copies the chunk three times, which costs a GET of 4 KiB a tenth of its time.

/// A key made ready. All that use it may do so at once.
typedef struct caead_key caead_key;

/// NULL where there is no memory.
caead_key *caead_key_new(const uint8_t key[32]);
void caead_key_free(caead_key *key);

/// Writes `count` bytes to `out`, which may be `in`, and their tag. Returns whether it could.
int caead_seal(const caead_key *key, void *out, void *tag, const void *nonce, const void *in, size_t count, const void *label,
                  size_t label_count);

/// Writes `count` bytes to `out`, which may be `in`. Returns whether they are what was sealed; if not, `out` has zeros.
int caead_open(const caead_key *key, void *out, const void *tag, const void *nonce, const void *in, size_t count, const void *label,
                  size_t label_count);

#endif
