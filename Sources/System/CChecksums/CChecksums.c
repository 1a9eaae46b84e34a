#include "CChecksums.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define HAS_X86 1
#endif

/* Polynomials in reflected form: the highest power of x sits in bit 0. */
#define POLYNOMIAL_CRC32 0xEDB88320u
#define POLYNOMIAL_CRC32C 0x82F63B78u
#define POLYNOMIAL_CRC64NVME 0x9A6C9329AC4BC9B5u

/* What the functions below need to know of one CRC. A 32-bit state sits in the low half of a 64-bit word: then both widths share the
   same code, since a reflected CRC only ever shifts right. */
struct crc_kind {
    uint64_t table[8][256];
    uint64_t fold_512[2], fold_128[2];
};

static struct crc_kind crc32_kind, crc32c_kind, crc64nvme_kind;

/* The product of x and p, modulo the polynomial. */
static uint64_t times_x(uint64_t p, uint64_t polynomial) { return (p >> 1) ^ ((p & 1) ? polynomial : 0); }

/* x to the n, modulo the polynomial, for a carry-less multiplication: the highest power in bit 0 of 64 bits. */
static uint64_t power_of_x(unsigned n, uint64_t polynomial, unsigned width) {
    uint64_t p = (uint64_t)1 << (width - 1);
    for (unsigned i = 0; i < n; i++) p = times_x(p, polynomial);
    return p << (64 - width);
}

static void prepare_kind(struct crc_kind *kind, uint64_t polynomial, unsigned width) {
    for (unsigned i = 0; i < 256; i++) {
        uint64_t p = i;
        for (int bit = 0; bit < 8; bit++) p = times_x(p, polynomial);
        kind->table[0][i] = p;
    }
    for (unsigned slice = 1; slice < 8; slice++)
        for (unsigned i = 0; i < 256; i++) {
            uint64_t p = kind->table[slice - 1][i];
            kind->table[slice][i] = (p >> 8) ^ kind->table[0][p & 0xFF];
        }
    /* Moving 128 bits ahead by d bits multiplies the first half by x^(d+64), the second by x^d. A carry-less product of reflected
       words comes out one power too high, hence the -1. */
    kind->fold_512[0] = power_of_x(512 + 63, polynomial, width);
    kind->fold_512[1] = power_of_x(512 - 1, polynomial, width);
    kind->fold_128[0] = power_of_x(128 + 63, polynomial, width);
    kind->fold_128[1] = power_of_x(128 - 1, polynomial, width);
}

#if HAS_X86
static int has_pclmul, has_sse42;
#endif

/* Before main: no thread can see the tables half filled. */
__attribute__((constructor)) static void prepare(void) {
    prepare_kind(&crc32_kind, POLYNOMIAL_CRC32, 32);
    prepare_kind(&crc32c_kind, POLYNOMIAL_CRC32C, 32);
    prepare_kind(&crc64nvme_kind, POLYNOMIAL_CRC64NVME, 64);
#if HAS_X86
    __builtin_cpu_init();
    has_pclmul = __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1");
    has_sse42 = __builtin_cpu_supports("sse4.2");
#endif
}

static uint64_t load_little_endian(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* Slicing-by-8. `state` is the inverted CRC. */
static uint64_t by_tables(const struct crc_kind *kind, uint64_t state, const uint8_t *bytes, size_t length) {
    const uint64_t(*table)[256] = kind->table;
    for (; length >= 8; bytes += 8, length -= 8) {
        uint64_t word = load_little_endian(bytes) ^ state;
        state = table[7][word & 0xFF] ^ table[6][word >> 8 & 0xFF] ^ table[5][word >> 16 & 0xFF] ^ table[4][word >> 24 & 0xFF]
            ^ table[3][word >> 32 & 0xFF] ^ table[2][word >> 40 & 0xFF] ^ table[1][word >> 48 & 0xFF] ^ table[0][word >> 56];
    }
    for (; length > 0; bytes++, length--) state = (state >> 8) ^ table[0][(state ^ *bytes) & 0xFF];
    return state;
}

#if HAS_X86
/* Enough bytes for folding to pay. */
#define FOLDED_FROM 128

__attribute__((target("pclmul,sse4.1"))) static inline __m128i fold(__m128i ahead, __m128i constants, __m128i next) {
    __m128i first = _mm_clmulepi64_si128(ahead, constants, 0x00);
    __m128i second = _mm_clmulepi64_si128(ahead, constants, 0x11);
    return _mm_xor_si128(_mm_xor_si128(first, second), next);
}

/* Four lanes of 128 bits fold over the input, then into one; its 16 bytes have the same remainder as all that was read, so the tables
   finish them. At least 64 bytes. Source: Intel, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction". */
__attribute__((target("pclmul,sse4.1"))) static uint64_t by_folding(
    const struct crc_kind *kind, uint64_t state, const uint8_t *bytes, size_t length) {
    const __m128i *in = (const __m128i *)bytes;
    __m128i far = _mm_loadu_si128((const __m128i *)kind->fold_512);
    __m128i near = _mm_loadu_si128((const __m128i *)kind->fold_128);
    __m128i a = _mm_xor_si128(_mm_loadu_si128(in), _mm_cvtsi64_si128((long long)state));
    __m128i b = _mm_loadu_si128(in + 1), c = _mm_loadu_si128(in + 2), d = _mm_loadu_si128(in + 3);
    for (in += 4, length -= 64; length >= 64; in += 4, length -= 64) {
        a = fold(a, far, _mm_loadu_si128(in));
        b = fold(b, far, _mm_loadu_si128(in + 1));
        c = fold(c, far, _mm_loadu_si128(in + 2));
        d = fold(d, far, _mm_loadu_si128(in + 3));
    }
    a = fold(fold(fold(a, near, b), near, c), near, d);
    for (; length >= 16; in++, length -= 16) a = fold(a, near, _mm_loadu_si128(in));
    uint8_t folded[16];
    _mm_storeu_si128((__m128i *)folded, a);
    return by_tables(kind, by_tables(kind, 0, folded, 16), (const uint8_t *)in, length);
}

__attribute__((target("sse4.2"))) static uint64_t crc32c_by_instruction(uint64_t state, const uint8_t *bytes, size_t length) {
    for (; length >= 8; bytes += 8, length -= 8) state = _mm_crc32_u64(state, load_little_endian(bytes));
    for (; length > 0; bytes++, length--) state = _mm_crc32_u8((uint32_t)state, *bytes);
    return state;
}
#endif

static uint64_t update(const struct crc_kind *kind, uint64_t state, const uint8_t *bytes, size_t length) {
#if HAS_X86
    if (has_pclmul && length >= FOLDED_FROM) return by_folding(kind, state, bytes, length);
#endif
    return by_tables(kind, state, bytes, length);
}

uint32_t pelton_crc32(uint32_t crc, const void *bytes, size_t length) {
    return ~(uint32_t)update(&crc32_kind, (uint32_t)~crc, bytes, length);
}

uint32_t pelton_crc32c(uint32_t crc, const void *bytes, size_t length) {
#if HAS_X86
    if (has_sse42 && length < FOLDED_FROM) return ~(uint32_t)crc32c_by_instruction((uint32_t)~crc, bytes, length);
#endif
    return ~(uint32_t)update(&crc32c_kind, (uint32_t)~crc, bytes, length);
}

uint64_t pelton_crc64nvme(uint64_t crc, const void *bytes, size_t length) {
    return ~update(&crc64nvme_kind, ~crc, bytes, length);
}

uint32_t pelton_crc32_portable(uint32_t crc, const void *bytes, size_t length) {
    return ~(uint32_t)by_tables(&crc32_kind, (uint32_t)~crc, bytes, length);
}

uint32_t pelton_crc32c_portable(uint32_t crc, const void *bytes, size_t length) {
    return ~(uint32_t)by_tables(&crc32c_kind, (uint32_t)~crc, bytes, length);
}

uint64_t pelton_crc64nvme_portable(uint64_t crc, const void *bytes, size_t length) {
    return ~by_tables(&crc64nvme_kind, ~crc, bytes, length);
}
