#include "CScrypt.h"

// As CCryptoBoringSSL_evp.h declares it, under the name that swift-crypto gives it. It is no part of its interface: if a later version
// renames it the program does not link, and PasswordTests compares what it gives with known answers.
int CCryptoBoringSSL_EVP_PBE_scrypt(const char *password, size_t password_len, const uint8_t *salt, size_t salt_len, uint64_t N,
                                    uint64_t r, uint64_t p, size_t max_mem, uint8_t *out_key, size_t key_len);

enum { MOST_MEMORY = 64 << 20 };

int cscrypt(const void *password, size_t password_count, const void *salt, size_t salt_count, uint64_t n, uint64_t r, uint64_t p,
            void *out, size_t out_count) {
    return CCryptoBoringSSL_EVP_PBE_scrypt(password, password_count, salt, salt_count, n, r, p, MOST_MEMORY, out, out_count) == 1;
}
