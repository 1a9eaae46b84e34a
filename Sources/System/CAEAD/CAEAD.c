#include "CAEAD.h"

// As CCryptoBoringSSL_aead.h declares them, under the names that swift-crypto gives them. They are no part of its interface: if a later
// version renames them the program does not link, and SealingTests compares what they give with known answers.
typedef struct evp_aead_st EVP_AEAD;
typedef struct evp_aead_ctx_st EVP_AEAD_CTX;

const EVP_AEAD *CCryptoBoringSSL_EVP_aead_aes_256_gcm(void);
EVP_AEAD_CTX *CCryptoBoringSSL_EVP_AEAD_CTX_new(const EVP_AEAD *aead, const uint8_t *key, size_t key_len, size_t tag_len);
void CCryptoBoringSSL_EVP_AEAD_CTX_free(EVP_AEAD_CTX *ctx);
int CCryptoBoringSSL_EVP_AEAD_CTX_seal_scatter(const EVP_AEAD_CTX *ctx, uint8_t *out, uint8_t *out_tag, size_t *out_tag_len,
                                               size_t max_out_tag_len, const uint8_t *nonce, size_t nonce_len, const uint8_t *in,
                                               size_t in_len, const uint8_t *extra_in, size_t extra_in_len, const uint8_t *ad,
                                               size_t ad_len);
int CCryptoBoringSSL_EVP_AEAD_CTX_open_gather(const EVP_AEAD_CTX *ctx, uint8_t *out, const uint8_t *nonce, size_t nonce_len,
                                              const uint8_t *in, size_t in_len, const uint8_t *in_tag, size_t in_tag_len,
                                              const uint8_t *ad, size_t ad_len);

enum { KEY_BYTES = 32, NONCE_BYTES = 12, TAG_BYTES = 16 };

caead_key *caead_key_new(const uint8_t key[32]) {
    return (caead_key *)CCryptoBoringSSL_EVP_AEAD_CTX_new(CCryptoBoringSSL_EVP_aead_aes_256_gcm(), key, KEY_BYTES, TAG_BYTES);
}

void caead_key_free(caead_key *key) { CCryptoBoringSSL_EVP_AEAD_CTX_free((EVP_AEAD_CTX *)key); }

int caead_seal(const caead_key *key, void *out, void *tag, const void *nonce, const void *in, size_t count, const void *label,
                  size_t label_count) {
    size_t written = 0;
    return CCryptoBoringSSL_EVP_AEAD_CTX_seal_scatter((const EVP_AEAD_CTX *)key, out, tag, &written, TAG_BYTES, nonce, NONCE_BYTES, in,
                                                      count, NULL, 0, label, label_count) == 1 &&
           written == TAG_BYTES;
}

int caead_open(const caead_key *key, void *out, const void *tag, const void *nonce, const void *in, size_t count, const void *label,
                  size_t label_count) {
    return CCryptoBoringSSL_EVP_AEAD_CTX_open_gather((const EVP_AEAD_CTX *)key, out, nonce, NONCE_BYTES, in, count, tag, TAG_BYTES, label,
                                                     label_count) == 1;
}
