#include "CXXHash.h"

#include <string.h>

/* All of it in its header: so it is as fast as the compiler can make it, and there is no library to be found at run time. */
#define XXH_INLINE_ALL
#include <xxhash.h>

size_t pelton_xxhash_size(enum pelton_xxhash kind) { return kind == PELTON_XXH64 ? sizeof(XXH64_state_t) : sizeof(XXH3_state_t); }

size_t pelton_xxhash_alignment(void) { return _Alignof(XXH3_state_t); }

void pelton_xxhash_begin(enum pelton_xxhash kind, void *state) {
    switch (kind) {
    case PELTON_XXH64: XXH64_reset(state, 0); break;
    case PELTON_XXH3_64:
    case PELTON_XXH3_128: {
        XXH3_state_t *fresh = state;
        XXH3_INITSTATE(fresh);
        XXH3_128bits_reset(fresh);
        break;
    }
    }
}

void pelton_xxhash_update(enum pelton_xxhash kind, void *state, const void *bytes, size_t length) {
    if (length == 0) return;
    switch (kind) {
    case PELTON_XXH64: XXH64_update(state, bytes, length); break;
    /* Both sizes are one algorithm but for its end. */
    case PELTON_XXH3_64:
    case PELTON_XXH3_128: XXH3_128bits_update(state, bytes, length); break;
    }
}

void pelton_xxhash_digest(enum pelton_xxhash kind, const void *state, uint8_t *digest) {
    switch (kind) {
    case PELTON_XXH64: {
        XXH64_canonical_t canonical;
        XXH64_canonicalFromHash(&canonical, XXH64_digest(state));
        memcpy(digest, &canonical, sizeof canonical);
        break;
    }
    case PELTON_XXH3_64: {
        XXH64_canonical_t canonical;
        XXH64_canonicalFromHash(&canonical, XXH3_64bits_digest(state));
        memcpy(digest, &canonical, sizeof canonical);
        break;
    }
    case PELTON_XXH3_128: {
        XXH128_canonical_t canonical;
        XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state));
        memcpy(digest, &canonical, sizeof canonical);
        break;
    }
    }
}
