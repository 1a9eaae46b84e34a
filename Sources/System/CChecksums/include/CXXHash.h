#pragma once

#include <stddef.h>
#include <stdint.h>

/* Hashes of xxHash, without a seed, of bytes that come in pieces. */
enum pelton_xxhash { PELTON_XXH64, PELTON_XXH3_64, PELTON_XXH3_128 };

/* What a state takes, and how it must lie. */
size_t pelton_xxhash_size(enum pelton_xxhash kind);
size_t pelton_xxhash_alignment(void);

void pelton_xxhash_begin(enum pelton_xxhash kind, void *state);
void pelton_xxhash_update(enum pelton_xxhash kind, void *state, const void *bytes, size_t length);

/* The highest byte first, as the specification of xxHash writes them: 8 bytes, or 16. More bytes may still follow. */
void pelton_xxhash_digest(enum pelton_xxhash kind, const void *state, uint8_t *digest);
