/*
 * A PKCS#11 module that stands before a real one and fails, delays or falsifies calls on order.
 *
 * Compiled by the tests with
 *   -DREAL_MODULE="..."   the real library
 *   -DORDERS="..."        a file of 68 orders, mapped here and by the test, so that faults are
 *                         switched and calls counted without a call
 *   -DROOM=16             bytes added to what C_Encrypt says that it needs (NSS forgets GCM's tag)
 *   -DVENDOR=0x80000000   makes codes with this bit set out of those without: a vendor's mechanisms
 *   -DTAKES_NOTHING=1     C_Sign takes a null pointer as a message of no bytes
 *   -DANSWERS_NO_QUESTIONS=1  refuses null pointers for the output, where other modules crash
 *   -DCONF="..."          the real SoftHSM's configuration file, instead of SOFTHSM2_CONF's
 *
 * An order belongs to a function by its place in CK_FUNCTION_LIST, C_Initialize being 0. Every
 * argument of every function is one machine word and none has more than eight, so that one shape
 * fits all (System V on x86-64, AAPCS64).
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <p11-kit/pkcs11.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef ROOM
#define ROOM 0
#endif
#ifndef VENDOR
#define VENDOR 0UL
#endif

#ifndef TAKES_NOTHING
#define TAKES_NOTHING 0
#endif

#ifndef ANSWERS_NO_QUESTIONS
#define ANSWERS_NO_QUESTIONS 0
#endif

enum { FUNCTIONS = 68 };

struct order {
    int32_t calls;   /* counted here */
    int32_t skip;    /* so many calls pass first */
    int32_t times;   /* so many are concerned then; -1: all */
    int32_t code;    /* CKR that is returned; 0: the real one's */
    int32_t done;    /* 1: the real function is called, and its result replaced */
    int32_t delay;   /* milliseconds, of every call */
    int32_t effect;  /* before a concerned call: 1 C_CloseAllSessions, 2 C_Finalize, 3 C_Logout;
                        4: C_GetAttributeValue says CK_FALSE of the attribute of that type, or begins
                        what has more bytes with it;
                        5: what gives data says that it gave so many bytes less, or more;
                        6: C_DecryptInit takes OAEP's parameters and goes on with SHA-1 */
    int32_t value;   /* the type; in C_OpenSession's order the number of open sessions; in
                        C_Initialize's whether the daemon is dead, until it is called: then all
                        fails but questions, which are answered from memory */
};

enum {
    INITIALIZE = 0, FINALIZE = 1, MECHANISM_LIST = 7, OPEN_SESSION = 12, CLOSE_SESSION = 13,
    CLOSE_ALL_SESSIONS = 14, SESSION_INFO = 15, CREATE_OBJECT = 20, GET_ATTRIBUTE_VALUE = 24, ENCRYPT_INIT = 29, ENCRYPT = 30, DECRYPT_INIT = 33, SIGN_INIT = 42, SIGN = 43, GENERATE_KEY = 58, GENERATE_KEY_PAIR = 59,
    UNWRAP_KEY = 61
};

typedef CK_ULONG word;
typedef CK_RV (*function)(word, word, word, word, word, word, word, word);

static CK_FUNCTION_LIST real, list;
static function *functions;
static struct order *orders;
static CK_SLOT_ID slot;

/* Whether the caller asks for the size of the output: C_Encrypt to C_DecryptFinal, C_Sign, C_SignFinal. */
static int asks(int i, word b, word d) {
    if (i == 30 || i == 31 || i == 34 || i == 35 || i == SIGN) return d == 0;
    return (i == 32 || i == 36 || i == 45) && b == 0;
}

/* The length of the output that the call gives; NULL when it gives none. */
static CK_ULONG *lengthOf(int i, word b, word c, word d, word e) {
    if (i == 30 || i == 31 || i == 34 || i == 35 || i == SIGN) return d ? (CK_ULONG *) e : NULL;
    if (i == 32 || i == 36 || i == 45) return b ? (CK_ULONG *) c : NULL;
    return NULL;
}

/* Whether this call is concerned. */
static int take(struct order *o) {
    if (o->times == 0) return 0;
    if (o->skip > 0) { __atomic_sub_fetch(&o->skip, 1, __ATOMIC_SEQ_CST); return 0; }
    if (o->times > 0) __atomic_sub_fetch(&o->times, 1, __ATOMIC_SEQ_CST);
    return 1;
}

/* The mechanism without the vendor's bit, in a copy. */
static word plain(word mechanism, CK_MECHANISM *copy) {
    if (!VENDOR || !mechanism) return mechanism;
    *copy = *(CK_MECHANISM *) mechanism;
    copy->mechanism &= ~VENDOR;
    return (word) copy;
}

/* The template with a key type without the vendor's bit, in a copy. */
static word typed(word template, word count, CK_ATTRIBUTE *copy, CK_ULONG *type) {
    if (!VENDOR || !template || count > 32) return template;
    memcpy(copy, (void *) template, count * sizeof *copy);
    for (word i = 0; i < count; i++) {
        if (copy[i].type == CKA_KEY_TYPE) {
            *type = *(CK_ULONG *) copy[i].pValue & ~VENDOR;
            copy[i].pValue = type;
        }
    }
    return (word) copy;
}

/* The real list, and each again with the vendor's bit. */
static CK_RV mechanisms(word id, CK_MECHANISM_TYPE *codes, CK_ULONG *count) {
    CK_ULONG room = *count / 2, n = room;
    CK_RV result = real.C_GetMechanismList(id, codes, &n);
    if (result == CKR_OK && codes)
        for (CK_ULONG i = 0; i < n; i++) codes[n + i] = codes[i] | VENDOR;
    *count = 2 * n;
    return result;
}

static void count(int i, CK_RV result) {
    int32_t *open = &orders[OPEN_SESSION].value;
    if (result != CKR_OK) return;
    if (i == OPEN_SESSION) __atomic_add_fetch(open, 1, __ATOMIC_SEQ_CST);
    if (i == CLOSE_SESSION) __atomic_sub_fetch(open, 1, __ATOMIC_SEQ_CST);
    if (i == CLOSE_ALL_SESSIONS || i == FINALIZE) __atomic_store_n(open, 0, __ATOMIC_SEQ_CST);
}

static void cause(int effect, word session) {
    if (effect == 1) count(CLOSE_ALL_SESSIONS, real.C_CloseAllSessions(slot));
    if (effect == 2) count(FINALIZE, real.C_Finalize(NULL));
    if (effect == 3) real.C_Logout(session);
}

static void falsify(CK_ATTRIBUTE *attributes, word n, int32_t type) {
    for (word i = 0; i < n; i++)
        if (attributes[i].type == (CK_ATTRIBUTE_TYPE) type && attributes[i].pValue
                && attributes[i].ulValueLen != 0 && attributes[i].ulValueLen != (CK_ULONG) -1)
            *(CK_BBOOL *) attributes[i].pValue = CK_FALSE;
}

/* SoftHSM reads its environment here and nowhere else. */
static CK_RV initialize(word arguments) {
#ifdef CONF
    const char *before = getenv("SOFTHSM2_CONF");
    char *kept = before ? strdup(before) : NULL;
    setenv("SOFTHSM2_CONF", CONF, 1);
    CK_RV result = real.C_Initialize((void *) arguments);
    if (kept) setenv("SOFTHSM2_CONF", kept, 1); else unsetenv("SOFTHSM2_CONF");
    free(kept);
    return result;
#else
    return real.C_Initialize((void *) arguments);
#endif
}

static CK_RSA_PKCS_OAEP_PARAMS sha1 = {CKM_SHA_1, CKG_MGF1_SHA1, CKZ_DATA_SPECIFIED, NULL, 0};

/* The mechanism with other parameters, in a copy. */
static word altered(word mechanism, CK_MECHANISM *copy) {
    *copy = *(CK_MECHANISM *) mechanism;
    if (copy->mechanism == CKM_RSA_PKCS_OAEP) {
        copy->pParameter = &sha1;
        copy->ulParameterLen = sizeof sha1;
    }
    return (word) copy;
}

/* Whether the function is a question, or closes what is open. */
static int isQuestion(int i) {
    return i <= MECHANISM_LIST + 1 || i == CLOSE_SESSION || i == CLOSE_ALL_SESSIONS
            || i == SESSION_INFO;
}

static CK_RV forward(int i, word a, word b, word c, word d, word e, word f, word g, word h) {
    CK_MECHANISM mechanism;
    CK_ATTRIBUTE first[32], second[32];
    CK_ULONG firstType, secondType;
    if (i == INITIALIZE) return initialize(a);
    if (i == OPEN_SESSION) slot = a;
    if (VENDOR && i == MECHANISM_LIST) return mechanisms(a, (CK_MECHANISM_TYPE *) b, (CK_ULONG *) c);
    if (i == ENCRYPT_INIT || i == DECRYPT_INIT || i == SIGN_INIT || i == GENERATE_KEY
            || i == GENERATE_KEY_PAIR || i == UNWRAP_KEY) b = plain(b, &mechanism);
    if (i == GENERATE_KEY) c = typed(c, d, first, &firstType);
    if (i == CREATE_OBJECT) b = typed(b, c, first, &firstType);
    if (i == UNWRAP_KEY) f = typed(f, g, first, &firstType);
    if (i == GENERATE_KEY_PAIR) {
        c = typed(c, d, first, &firstType);
        e = typed(e, f, second, &secondType);
    }
    if (ANSWERS_NO_QUESTIONS && asks(i, b, d)) return CKR_ARGUMENTS_BAD;
    if (TAKES_NOTHING && i == SIGN && !b && !c) b = (word) "";
    CK_RV result = functions[i](a, b, c, d, e, f, g, h);
    count(i, result);
    if (ROOM && i == ENCRYPT && result == CKR_OK && d == 0 && e) *(CK_ULONG *) e = c + ROOM;
    return result;
}

static CK_RV call(int i, word a, word b, word c, word d, word e, word f, word g, word h) {
    struct order *o = &orders[i];
    __atomic_add_fetch(&o->calls, 1, __ATOMIC_SEQ_CST);
    if (o->delay) usleep(o->delay * 1000);
    if (i == INITIALIZE) o->value = 0;
    if (orders[INITIALIZE].value && !isQuestion(i)) return CKR_GENERAL_ERROR;
    if (!take(o)) return forward(i, a, b, c, d, e, f, g, h);
    cause(o->effect, a);
    if (o->effect == 4 && i == GET_ATTRIBUTE_VALUE) {
        CK_RV result = forward(i, a, b, c, d, e, f, g, h);
        falsify((CK_ATTRIBUTE *) c, d, o->value);
        return result;
    }
    if (o->effect == 5) {
        CK_RV result = forward(i, a, b, c, d, e, f, g, h);
        CK_ULONG *length = lengthOf(i, b, c, d, e);
        /* none below 0: the wrapper, before Java 22, reads what it is told and crashes */
        if (result == CKR_OK && length)
            *length = (long) *length < o->value ? 0 : *length - (CK_ULONG) (long) o->value;
        return result;
    }
    if (o->effect == 6 && i == DECRYPT_INIT) {
        CK_MECHANISM copy;
        return forward(i, a, altered(b, &copy), c, d, e, f, g, h);
    }
    if (o->code && !o->done) return (CK_RV) (uint32_t) o->code;
    CK_RV result = forward(i, a, b, c, d, e, f, g, h);
    return o->code ? (CK_RV) (uint32_t) o->code : result;
}

#define FUNCTION(i) \
    static CK_RV f##i(word a, word b, word c, word d, word e, word f, word g, word h) { \
        return call(i, a, b, c, d, e, f, g, h); \
    }
#define FOUR(X, t) X(t##0) X(t##1) X(t##2) X(t##3)
#define EIGHT(X, t) FOUR(X, t) X(t##4) X(t##5) X(t##6) X(t##7)
#define TEN(X, t) EIGHT(X, t) X(t##8) X(t##9)
#define ALL(X) \
    X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) \
    TEN(X, 1) TEN(X, 2) TEN(X, 3) TEN(X, 4) TEN(X, 5) EIGHT(X, 6)
#define NAME(i) f##i,
ALL(FUNCTION)
static function table[FUNCTIONS] = {ALL(NAME)};

static CK_RV functionList(CK_FUNCTION_LIST_PTR_PTR result) {
    *result = &list;
    return CKR_OK;
}

static int mapOrders(void) {
    size_t size = FUNCTIONS * sizeof(struct order);
    int file = open(ORDERS, O_RDWR | O_CREAT, 0600);
    if (file < 0 || ftruncate(file, (off_t) size)) return 0;
    void *mapped = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    orders = mapped;
    return mapped != MAP_FAILED;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR result) {
    if (!functions) {
        void *library = dlopen(REAL_MODULE, RTLD_NOW | RTLD_LOCAL);
        CK_C_GetFunctionList get =
                library ? (CK_C_GetFunctionList) dlsym(library, "C_GetFunctionList") : NULL;
        CK_FUNCTION_LIST_PTR found;
        if (!get || get(&found) != CKR_OK || !mapOrders()) return CKR_GENERAL_ERROR;
        real = *found;
        list = *found;
        memcpy((char *) &list + offsetof(CK_FUNCTION_LIST, C_Initialize), table, sizeof table);
        list.C_GetFunctionList = functionList;
        functions = (function *) ((char *) &real + offsetof(CK_FUNCTION_LIST, C_Initialize));
    }
    return functionList(result);
}
