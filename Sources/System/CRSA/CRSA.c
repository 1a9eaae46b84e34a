#include "CRSA.h"

// As CCryptoBoringSSL_rsa.h and CCryptoBoringSSL_bn.h declare them, under the names that swift-crypto gives them. They are no part of its
// interface: if a later version renames them the program does not link, and JSONWebKeyTests verifies signatures that others made.
typedef struct bignum_st BIGNUM;
typedef struct rsa_st RSA;

BIGNUM *CCryptoBoringSSL_BN_bin2bn(const uint8_t *in, size_t len, BIGNUM *ret);
unsigned CCryptoBoringSSL_BN_num_bits(const BIGNUM *bn);
void CCryptoBoringSSL_BN_free(BIGNUM *bn);
RSA *CCryptoBoringSSL_RSA_new_public_key(const BIGNUM *n, const BIGNUM *e);
void CCryptoBoringSSL_RSA_free(RSA *rsa);
int CCryptoBoringSSL_RSA_verify(int hash_nid, const uint8_t *digest, size_t digest_len, const uint8_t *sig, size_t sig_len, RSA *rsa);
void CCryptoBoringSSL_ERR_clear_error(void);

enum { SHA256_NID = 672, DIGEST_BYTES = 32, LEAST_BITS = 2048, MOST_BITS = 8192 };

crsa_key *crsa_key_new(const uint8_t *modulus, size_t modulus_count, const uint8_t *exponent, size_t exponent_count) {
    RSA *key = NULL;
    if (modulus_count > MOST_BITS / 8 || exponent_count > 8) return NULL;
    BIGNUM *n = CCryptoBoringSSL_BN_bin2bn(modulus, modulus_count, NULL);
    BIGNUM *e = CCryptoBoringSSL_BN_bin2bn(exponent, exponent_count, NULL);
    if (n != NULL && e != NULL && CCryptoBoringSSL_BN_num_bits(n) >= LEAST_BITS) key = CCryptoBoringSSL_RSA_new_public_key(n, e);
    CCryptoBoringSSL_BN_free(n);
    CCryptoBoringSSL_BN_free(e);
    CCryptoBoringSSL_ERR_clear_error();
    return (crsa_key *)key;
}

void crsa_key_free(crsa_key *key) { CCryptoBoringSSL_RSA_free((RSA *)key); }

int crsa_verifies_sha256(const crsa_key *key, const uint8_t digest[32], const uint8_t *signature, size_t signature_count) {
    int verifies =
        CCryptoBoringSSL_RSA_verify(SHA256_NID, digest, DIGEST_BYTES, signature, signature_count, (RSA *)key) == 1;
    CCryptoBoringSSL_ERR_clear_error();
    return verifies;
}
