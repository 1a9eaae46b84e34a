#pragma once

#include <stddef.h>
#include <stdint.h>

#include "CXXHash.h"

/* CRCs as S3 names them, all reflected, begun and ended with all ones inverted. `crc` is the CRC of what came before (0 at first),
   the result that of everything so far: they chain. */
uint32_t pelton_crc32(uint32_t crc, const void *bytes, size_t length);
uint32_t pelton_crc32c(uint32_t crc, const void *bytes, size_t length);
uint64_t pelton_crc64nvme(uint64_t crc, const void *bytes, size_t length);

/* The same by tables alone: what machines without the instructions run, kept callable so that tests compare the two. */
uint32_t pelton_crc32_portable(uint32_t crc, const void *bytes, size_t length);
uint32_t pelton_crc32c_portable(uint32_t crc, const void *bytes, size_t length);
uint64_t pelton_crc64nvme_portable(uint64_t crc, const void *bytes, size_t length);
