#ifndef CSCRYPT_H
#define CSCRYPT_H

#include <stddef.h>
#include <stdint.h>

// scrypt (RFC 7914) by the BoringSSL that swift-crypto is made of. CryptoExtras has it too, and brings a package of its own along.

/// Writes `out_count` bytes. Takes 128 * n * r bytes of memory while it runs. Returns whether it could.
int cscrypt(const void *password, size_t password_count, const void *salt, size_t salt_count, uint64_t n, uint64_t r, uint64_t p,
            void *out, size_t out_count);

#endif
