#ifndef CRSA_H
#define CRSA_H

#include <stddef.h>
#include <stdint.h>

// RSA signatures of tokens, by the BoringSSL that swift-crypto is made of. Its own RSA is in CryptoExtras, which would bring in some hundred
// files and another package for this one function.

/// A public key made ready. All that use it may do so at once.
typedef struct crsa_key crsa_key;

/// Modulus and exponent in big-endian order. NULL for what is no key, for one with less than 2,048 bits or more than 8,192, and where there is
/// no memory.
crsa_key *crsa_key_new(const uint8_t *modulus, size_t modulus_count, const uint8_t *exponent, size_t exponent_count);
void crsa_key_free(crsa_key *key);

/// Whether it is the key's signature (RSASSA-PKCS1-v1_5) of what has this SHA-256.
int crsa_verifies_sha256(const crsa_key *key, const uint8_t digest[32], const uint8_t *signature, size_t signature_count);

#endif
