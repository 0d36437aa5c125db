/*
 * What a token does without Java: one operation in a loop, a session for each thread, on a token
 * key that is made here and destroyed.
 *
 * gcc -O2 -I/usr/include/p11-kit-1 -o loop loop.c -ldl -lpthread
 * loop LIBRARY LABEL PIN RSA|ECDSA|HMAC|GCM SIZE THREADS MILLISECONDS
 *
 * Prints operations per second, and the median and 99th percentile of their times in microseconds.
 */
#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHECK(call) do { CK_RV rv = (call); if (rv) { \
    fprintf(stderr, "%s: 0x%lx\n", #call, rv); exit(1); } } while (0)

enum { MOST = 1 << 22 };

static CK_FUNCTION_LIST_PTR p11;
static CK_SLOT_ID slot;
static CK_OBJECT_HANDLE key;
static const char *operation;
static CK_ULONG size;
static int milliseconds;

struct work { pthread_t thread; uint32_t *nanos; size_t count; };

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void once(CK_SESSION_HANDLE session, CK_BYTE *data, CK_BYTE *out, uint64_t number) {
    CK_BYTE iv[12] = {0};
    memcpy(iv, &number, sizeof number);
    CK_GCM_PARAMS gcm = {.pIv = iv, .ulIvLen = 12, .ulIvBits = 96, .ulTagBits = 128};
    CK_MECHANISM mechanism = {CKM_RSA_PKCS, NULL, 0};
    CK_ULONG length = size + 512;
    if (*operation == 'G') {
        mechanism = (CK_MECHANISM) {CKM_AES_GCM, &gcm, sizeof gcm};
        CHECK(p11->C_EncryptInit(session, &mechanism, key));
        CHECK(p11->C_Encrypt(session, data, size, out, &length));
        return;
    }
    if (*operation == 'E') mechanism.mechanism = CKM_ECDSA;
    if (*operation == 'H') mechanism.mechanism = CKM_SHA256_HMAC;
    CHECK(p11->C_SignInit(session, &mechanism, key));
    CHECK(p11->C_Sign(session, data, size, out, &length));
}

static void *loop(void *argument) {
    struct work *w = argument;
    CK_SESSION_HANDLE session;
    CK_BYTE *data = calloc(1, size + 64), *out = malloc(size + 512);
    CHECK(p11->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &session));
    uint64_t number = (uint64_t) (uintptr_t) w << 16;
    for (int64_t end = now() + 50000000LL; now() < end;) once(session, data, out, ++number);
    int64_t start = now(), end = start + milliseconds * 1000000LL, before = start;
    while (before < end && w->count < MOST) {
        once(session, data, out, ++number);
        int64_t after = now();
        w->nanos[w->count++] = (uint32_t) (after - before);
        before = after;
    }
    return NULL;
}

static int compare(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *) a, y = *(const uint32_t *) b;
    return x < y ? -1 : x > y;
}

static void makeKey(CK_SESSION_HANDLE session) {
    CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
    CK_ULONG bits = 2048, length = 32;
    CK_BYTE exponent[] = {1, 0, 1}, p256[] = {6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7};
    CK_ATTRIBUTE secret[] = {
        {CKA_TOKEN, &yes, 1}, {CKA_PRIVATE, &yes, 1}, {CKA_SENSITIVE, &yes, 1},
        {CKA_EXTRACTABLE, &no, 1}, {*operation == 'G' ? CKA_ENCRYPT : CKA_SIGN, &yes, 1},
        {CKA_VALUE_LEN, &length, sizeof length}};
    CK_ATTRIBUTE private[] = {
        {CKA_TOKEN, &yes, 1}, {CKA_PRIVATE, &yes, 1}, {CKA_SENSITIVE, &yes, 1},
        {CKA_EXTRACTABLE, &no, 1}, {CKA_SIGN, &yes, 1}};
    CK_ATTRIBUTE rsa[] = {
        {CKA_TOKEN, &no, 1}, {CKA_VERIFY, &yes, 1}, {CKA_MODULUS_BITS, &bits, sizeof bits},
        {CKA_PUBLIC_EXPONENT, exponent, 3}};
    CK_ATTRIBUTE ec[] = {
        {CKA_TOKEN, &no, 1}, {CKA_VERIFY, &yes, 1}, {CKA_EC_PARAMS, p256, sizeof p256}};
    CK_OBJECT_HANDLE other;
    CK_MECHANISM mechanism = {CKM_AES_KEY_GEN, NULL, 0};
    if (*operation == 'G' || *operation == 'H') {
        if (*operation == 'H') mechanism.mechanism = CKM_GENERIC_SECRET_KEY_GEN;
        CHECK(p11->C_GenerateKey(session, &mechanism, secret, 6, &key));
    } else if (*operation == 'R') {
        mechanism.mechanism = CKM_RSA_PKCS_KEY_PAIR_GEN;
        CHECK(p11->C_GenerateKeyPair(session, &mechanism, rsa, 4, private, 5, &other, &key));
    } else {
        mechanism.mechanism = CKM_EC_KEY_PAIR_GEN;
        CHECK(p11->C_GenerateKeyPair(session, &mechanism, ec, 3, private, 5, &other, &key));
    }
}

static CK_SLOT_ID find(const char *label) {
    CK_SLOT_ID slots[64];
    CK_ULONG count = 64;
    CHECK(p11->C_GetSlotList(CK_TRUE, slots, &count));
    for (CK_ULONG i = 0; i < count; i++) {
        CK_TOKEN_INFO info;
        if (p11->C_GetTokenInfo(slots[i], &info) == CKR_OK
                && !strncmp((char *) info.label, label, strlen(label))) return slots[i];
    }
    fprintf(stderr, "no token %s\n", label);
    exit(1);
}

int main(int argc, char **argv) {
    if (argc != 8) { fprintf(stderr, "see the comment in loop.c\n"); return 2; }
    operation = argv[4];
    size = strtoul(argv[5], NULL, 10);
    int threads = atoi(argv[6]);
    milliseconds = atoi(argv[7]);
    void *library = dlopen(argv[1], RTLD_NOW);
    CK_C_GetFunctionList get =
            library ? (CK_C_GetFunctionList) dlsym(library, "C_GetFunctionList") : NULL;
    if (!get) { fprintf(stderr, "%s: %s\n", argv[1], dlerror()); return 1; }
    CHECK(get(&p11));
    CK_C_INITIALIZE_ARGS arguments = {.flags = CKF_OS_LOCKING_OK};
    CHECK(p11->C_Initialize(&arguments));
    slot = find(argv[2]);
    CK_SESSION_HANDLE session;
    CHECK(p11->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session));
    CHECK(p11->C_Login(session, CKU_USER, (CK_UTF8CHAR *) argv[3], strlen(argv[3])));
    makeKey(session);
    struct work *works = calloc((size_t) threads, sizeof *works);
    for (int i = 0; i < threads; i++) {
        works[i].nanos = malloc(MOST * sizeof(uint32_t));
        pthread_create(&works[i].thread, NULL, loop, &works[i]);
    }
    size_t total = 0;
    for (int i = 0; i < threads; i++) {
        pthread_join(works[i].thread, NULL);
        total += works[i].count;
    }
    uint32_t *all = malloc((total + 1) * sizeof *all);
    size_t n = 0;
    for (int i = 0; i < threads; i++) {
        memcpy(all + n, works[i].nanos, works[i].count * sizeof *all);
        n += works[i].count;
    }
    qsort(all, n, sizeof *all, compare);
    printf("%.0f %.1f %.1f\n", 1e3 * (double) n / milliseconds, all[n / 2] / 1e3,
            all[n * 99 / 100] / 1e3);
    CHECK(p11->C_DestroyObject(session, key));
    return 0;
}
