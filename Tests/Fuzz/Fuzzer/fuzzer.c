// What libFuzzer's main calls: PELTON_FUZZER names the parser. Source: LLVM, "libFuzzer – a library for coverage-guided fuzz testing".
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int fuzz_select(const char *target);
void fuzz_judge(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    const char *target = getenv("PELTON_FUZZER");
    if (target != NULL && fuzz_select(target)) return 0;
    fprintf(stderr, "PELTON_FUZZER names no parser.\n");
    exit(2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    fuzz_judge(data, size);
    return 0;
}
